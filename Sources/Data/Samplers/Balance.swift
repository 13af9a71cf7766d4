import Foundation

/// How evenly something is spread over groups.
public struct Balance: Sendable, Equatable {
  /// exp of the entropy of the shares: as many groups of equal size would be as mixed. 0 without anything.
  public let effectiveGroups: Double
  /// Gini's coefficient of the counts, 0 (all equal) up to 1 - 1/groups (all in one).
  public let gini: Double

  /// The spread of these counts, none of them below 0.
  public init(_ counts: [Int]) {
    precondition(counts.allSatisfy { $0 >= 0 }, "a count below 0")
    let total = Double(counts.reduce(0, +))
    guard total > 0 else {
      (effectiveGroups, gini) = (0, 0)
      return
    }
    let shares = counts.sorted().map { Double($0) / total }
    effectiveGroups = exp(shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 })
    let n = Double(shares.count)
    gini = shares.enumerated().reduce(0) { $0 + (2 * Double($1.offset + 1) - n - 1) * $1.element } / n
  }
}
