public import Experiment

/// What a finished trial is compared by.
public struct TrialFigures: Sendable, Equatable {
  /// Held-out cross-entropy after the last step, in nats a token.
  public var loss: Double
  /// The same by frequency of the token to be predicted, the most frequent ids first; empty where it was not measured.
  public var frequencies: [FrequencyLoss]
  /// The same by band of clusters, the largest ones first; empty where windows are not drawn by clusters.
  public var bands: [BandLoss]
  /// For each band how often a window of it was drawn, on average.
  public var repetitions: [Double]
  /// exp of the entropy of the draws, in clusters; 0 where windows are not drawn by clusters.
  public var effectiveClusters: Double
  /// Held-out losses of the trained model under other conditions, by condition.
  public var conditions: [String: Double]

  /// All fields, as they are described above.
  public init(
    loss: Double, frequencies: [FrequencyLoss] = [], bands: [BandLoss] = [], repetitions: [Double] = [],
    effectiveClusters: Double = 0, conditions: [String: Double] = [:]
  ) {
    self.loss = loss
    self.bands = bands
    self.repetitions = repetitions
    self.effectiveClusters = effectiveClusters
    self.frequencies = frequencies
    self.conditions = conditions
  }
}
