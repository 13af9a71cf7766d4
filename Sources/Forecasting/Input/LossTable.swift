/// Losses by position at every checkpoint of one run.
///
/// Loss is mean cross-entropy in nats; position 1 is the first predicted token. All checkpoints have the same positions.
public struct LossTable: Sendable, Equatable {
  /// One evaluation.
  public struct Checkpoint: Sendable, Equatable {
    /// Tokens trained so far, at least 1.
    public var tokens: Int
    /// Mean loss at positions 1 ... n, in nats.
    public var losses: [Double]
    /// The learning rate at that moment, where it is known.
    public var learningRate: Double?

    /// One evaluation after so many tokens.
    public init(tokens: Int, losses: [Double], learningRate: Double? = nil) {
      self.tokens = tokens
      self.losses = losses
      self.learningRate = learningRate
    }
  }

  /// The fewest positions to which the law over positions can be fitted with something left to judge it by.
  public static let fewestPositions = 4

  /// All checkpoints, by tokens ascending.
  public let checkpoints: [Checkpoint]

  /// n, positions of every checkpoint.
  public var positions: Int { checkpoints.first?.losses.count ?? 0 }

  /// A table of these checkpoints, in any order.
  ///
  /// - Throws: `ForecastError` if there are none, fewer than 4 positions, different numbers of positions, two checkpoints
  ///   at the same count of tokens, or losses that are negative or not finite.
  public init(_ checkpoints: [Checkpoint]) throws(ForecastError) {
    let sorted = checkpoints.sorted { $0.tokens < $1.tokens }
    guard let first = sorted.first else { throw ForecastError("no checkpoints: at least one evaluation is needed") }
    let positions = first.losses.count
    guard positions >= Self.fewestPositions else {
      throw ForecastError("\(positions) positions: losses at \(Self.fewestPositions) or more are needed")
    }
    for (index, checkpoint) in sorted.enumerated() {
      guard checkpoint.tokens >= 1 else { throw ForecastError("tokens \(checkpoint.tokens): must be at least 1") }
      guard index == 0 || checkpoint.tokens > sorted[index - 1].tokens else {
        throw ForecastError("tokens \(checkpoint.tokens): two checkpoints at the same count")
      }
      guard checkpoint.losses.count == positions else {
        throw ForecastError(
          "tokens \(checkpoint.tokens): \(checkpoint.losses.count) positions, tokens \(first.tokens) has \(positions)")
      }
      for (place, loss) in checkpoint.losses.enumerated() where !(loss >= 0 && loss.isFinite) {
        throw ForecastError(
          "tokens \(checkpoint.tokens), position \(place + 1): loss \(loss) must be finite and not below 0")
      }
    }
    self.checkpoints = sorted
  }
}
