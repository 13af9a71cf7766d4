import Foundation

/// The law over token positions, fitted to one checkpoint: loss at position i = a0/(1 + a1 · i) + a2, in nats.
///
/// a0 is the gap between the start of a text and its far end, a1 how fast context helps, a2 the floor.
/// Source: Xiong et al. 2025, "Temporal Scaling Law for Large Language Models", arXiv:2404.17785; the bounds are ours.
public struct CheckpointFit: Sendable, Equatable {
  /// Tokens trained so far.
  public let tokens: Int
  /// The amplitude, at least 0.
  public let a0: Double
  /// The rate, 0.0001 ... 10; nil where the best amplitude is 0 and no rate has any effect.
  public let a1: Double?
  /// The floor.
  public let a2: Double
  /// Root of the mean squared difference between law and losses, in nats.
  public let error: Double
  /// Mean loss over the positions, in nats.
  public let meanLoss: Double
  /// The learning rate at that moment, where it is known.
  public let learningRate: Double?
  /// How the three parameters scatter.
  let scatter: Scatter

  /// The law's loss at a position, counted from 1.
  public func loss(at position: Int) -> Double { a0 / (1 + (a1 ?? 0) * Double(position)) + a2 }

  /// True where a1 stands at one end of its range, so that a0 and a1 are not separately known.
  public var isAtBound: Bool {
    guard let a1 else { return true }
    return a1 <= RateFamily.overPositions.range.lowerBound * 1.001
      || a1 >= RateFamily.overPositions.range.upperBound * 0.999
  }

  /// Fits every checkpoint of a table. Fits do not depend on each other: those made before can be kept.
  public static func all(of table: LossTable) -> [CheckpointFit] {
    let fitter = PositionFitter(positions: table.positions)
    return table.checkpoints.map(fitter.fit)
  }
}

/// Fits checkpoints with the same number of positions.
public struct PositionFitter: Sendable {
  private let table: RateTable

  /// A fitter for losses at positions 1 ... `positions`.
  public init(positions: Int) {
    table = RateTable(.overPositions, x: (1...positions).map(Double.init))
  }

  /// The least squares fit: the global minimum within the bounds.
  public func fit(_ checkpoint: LossTable.Checkpoint) -> CheckpointFit {
    precondition(
      checkpoint.losses.count == table.x.count, "\(checkpoint.losses.count) losses, \(table.x.count) positions")
    let y = CentredColumn(checkpoint.losses)
    let fit = table.fit(y)
    let isFlat = fit.slope <= 0
    let squares = isFlat ? y.squares : fit.squares
    let bounds = RateFamily.overPositions.range
    let isInside = fit.rate > bounds.lowerBound * 1.001 && fit.rate < bounds.upperBound * 0.999
    return CheckpointFit(
      tokens: checkpoint.tokens, a0: isFlat ? 0 : fit.slope, a1: isFlat ? nil : fit.rate,
      a2: isFlat ? y.mean : fit.offset, error: (squares / Double(table.x.count)).squareRoot(), meanLoss: y.mean,
      learningRate: checkpoint.learningRate,
      scatter: Scatter(
        a0: isFlat ? 0 : fit.slope, a1: isFlat ? nil : fit.rate, isRateFree: isInside, positions: table.x.count,
        variance: squares / Double(max(table.x.count - 3, 1))))
  }
}
