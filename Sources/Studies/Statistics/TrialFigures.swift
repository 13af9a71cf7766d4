public import Experiment

/// What a finished trial is compared by.
public struct TrialFigures: Sendable, Equatable {
  /// Held-out cross-entropy after the last step, in nats a token.
  public var loss: Double
  /// The same in bits a byte, which compares between tokenizers; nil where it was not measured.
  public var bitsPerByte: Double?
  /// The same by frequency of the token to be predicted, the most frequent ids first; empty where it was not measured.
  public var frequencies: [FrequencyLoss]
  /// The same by band of clusters, the largest ones first; empty where windows are not drawn by clusters.
  public var bands: [BandLoss]
  /// For each band how often a window of it was drawn, on average.
  public var repetitions: [Double]
  /// exp of the entropy of the draws, in clusters; 0 where windows are not drawn by clusters.
  public var effectiveClusters: Double
  /// Held-out losses of the trained model under other conditions, by condition, in nats a token.
  public var conditions: [String: Double]
  /// The same in bits a byte.
  public var conditionBits: [String: Double]
  /// The main metric of each task, in the order of the run; empty for runs without tasks.
  public var tasks: [TaskFigure] = []
  /// What was measured of classifying images; nil for other runs.
  public var accuracy: AccuracyFigures?
  /// Parameters of the model; 0 where it is not known.
  public var parameters = 0

  /// All fields, as they are described above.
  public init(
    loss: Double, bitsPerByte: Double? = nil, frequencies: [FrequencyLoss] = [], bands: [BandLoss] = [],
    repetitions: [Double] = [], effectiveClusters: Double = 0, conditions: [String: Double] = [:],
    conditionBits: [String: Double] = [:]
  ) {
    self.loss = loss
    self.bitsPerByte = bitsPerByte
    self.bands = bands
    self.repetitions = repetitions
    self.effectiveClusters = effectiveClusters
    self.frequencies = frequencies
    self.conditions = conditions
    self.conditionBits = conditionBits
  }
}
