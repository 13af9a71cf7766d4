import Foundation

/// How fast the loss falls at each position, to see whether all positions learn alike.
///
/// Source: arXiv:2404.17785v1 reports that they do, after an early phase.
public struct LearningByPosition: Sendable, Equatable {
  /// For positions 1 ... n: the fall of the loss for each factor e of tokens, in nats; least squares against ln tokens.
  public let rates: [Double]

  /// The mean over the positions.
  public var mean: Double { rates.reduce(0, +) / Double(rates.count) }

  /// Standard deviation of the rates over their mean; 0 means that all positions learn alike. Infinite where the mean
  /// is not above 0.
  public var unevenness: Double {
    let mean = mean
    guard mean > 0 else { return .infinity }
    return (rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rates.count)).squareRoot() / mean
  }

  /// The rates between two counts of tokens; nil with fewer than two checkpoints there.
  public init?(_ table: LossTable, tokens: ClosedRange<Int>) {
    let checkpoints = table.checkpoints.filter { tokens.contains($0.tokens) }
    guard checkpoints.count >= 2 else { return nil }
    let x = CentredColumn(checkpoints.map { log(Double($0.tokens)) })
    rates = (0..<table.positions).map { position in
      -LineFit(x, CentredColumn(checkpoints.map { $0.losses[position] })).slope
    }
  }
}
