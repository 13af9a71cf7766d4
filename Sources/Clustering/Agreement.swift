import Foundation

/// How well two divisions of the same documents agree.
public struct Agreement: Sendable, Equatable {
  /// Normalised mutual information, 0 ... 1: twice the mutual information over the sum of the two entropies; 1 where both
  /// divisions are a single group. Source: Strehl and Ghosh 2002; the arithmetic mean as in common use.
  public let mutualInformation: Double
  /// Adjusted Rand index, at most 1, about 0 for independent divisions. Source: Hubert and Arabie 1985, eq. 5.
  public let adjustedRand: Double

  /// Compares two labellings. Shapes: both (n), n ≥ 1; labels are any whole numbers from 0.
  public init(_ first: [Int], _ second: [Int]) {
    precondition(first.count == second.count && !first.isEmpty, "\(first.count) and \(second.count) labels")
    var (cells, rows, columns): ([SIMD2<Int>: Int], [Int: Int], [Int: Int]) = ([:], [:], [:])
    for (a, b) in zip(first, second) {
      cells[SIMD2(a, b), default: 0] += 1
      rows[a, default: 0] += 1
      columns[b, default: 0] += 1
    }
    let n = Double(first.count)
    func entropy(_ counts: [Int]) -> Double {
      // Sorted, so that the sum does not depend on the order of a dictionary.
      counts.sorted().reduce(0) { $0 - Double($1) / n * log(Double($1) / n) }
    }
    let (h, g, joint) = (entropy(Array(rows.values)), entropy(Array(columns.values)), entropy(Array(cells.values)))
    mutualInformation = h + g > 0 ? min(max(2 * (h + g - joint) / (h + g), 0), 1) : 1
    func pairs(_ counts: some Sequence<Int>) -> Double { Double(counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 }) }
    let (same, a, b, all) = (pairs(cells.values), pairs(rows.values), pairs(columns.values), n * (n - 1) / 2)
    let expected = all > 0 ? a * b / all : 0
    let most = (a + b) / 2
    adjustedRand = most > expected ? (same - expected) / (most - expected) : 1
  }
}
