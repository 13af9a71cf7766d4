public import Experiment

/// What a finished trial is compared by.
public struct TrialFigures: Sendable, Equatable {
  /// Held-out cross-entropy after the last step, in nats a token.
  public var loss: Double
  /// The same by frequency of the token to be predicted, the most frequent ids first; empty where it was not measured.
  public var frequencies: [FrequencyLoss]
  /// Held-out losses of the trained model under other conditions, by condition.
  public var conditions: [String: Double]

  /// All fields, as they are described above.
  public init(loss: Double, frequencies: [FrequencyLoss] = [], conditions: [String: Double] = [:]) {
    self.loss = loss
    self.frequencies = frequencies
    self.conditions = conditions
  }
}
