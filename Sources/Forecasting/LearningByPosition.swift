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

  /// Standard deviation of one position's rate that chance alone makes, in nats: what neighbours differ by, which hardly
  /// differ otherwise (von Neumann 1941, mean square successive difference).
  public var scatter: Double {
    let squares = zip(rates, rates.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
    return (squares / Double(2 * max(rates.count - 1, 1))).squareRoot()
  }

  /// What is left of `unevenness` when chance is taken off; 0 where chance alone explains it.
  public var unevennessBeyondScatter: Double {
    let mean = mean
    guard mean > 0 else { return .infinity }
    return max(0, unevenness * unevenness - scatter * scatter / (mean * mean)).squareRoot()
  }

  /// The mean rate of the positions in each group, with its standard error from chance.
  public func rates(in groups: [ClosedRange<Int>]) -> [(rate: Double, error: Double)] {
    let scatter = scatter
    return zip(PositionGroups.means(of: rates, in: groups), groups).map { rate, group in
      (rate, scatter / Double(group.count).squareRoot())
    }
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

/// Positions in groups that grow with the position, as what happens to a text does with its length: the first ones alone,
/// the last ones many together, so that means scatter less where positions differ less.
public enum PositionGroups {
  /// 1, 2, 3, 4, 5 ... 6, 7 ... 8, 9 ... 11 and so on, each group about a quarter as long as its first position, up to
  /// `count`.
  public static func ranges(_ count: Int) -> [ClosedRange<Int>] {
    var ranges: [ClosedRange<Int>] = []
    var first = 1
    while first <= count {
      let next = max(first + 1, Int((Double(first) * 1.25).rounded(.up)))
      ranges.append(first...min(next - 1, count))
      first = next
    }
    return ranges
  }

  /// Means of the values of positions 1 ... n within each group.
  public static func means(of values: [Double], in groups: [ClosedRange<Int>]) -> [Double] {
    groups.map { group in values[group.lowerBound - 1...group.upperBound - 1].reduce(0, +) / Double(group.count) }
  }

  /// Where a group stands on an axis of positions: its geometric middle.
  public static func place(_ group: ClosedRange<Int>) -> Double {
    (Double(group.lowerBound) * Double(group.upperBound)).squareRoot()
  }
}
