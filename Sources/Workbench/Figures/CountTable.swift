/// A table of counts with shares of rows, columns and pairs.
///
/// Tables come out of files, so nothing is taken for granted: a table whose length does not fit has no `CountTable`, and
/// negative counts are taken for 0.
public struct CountTable: Sendable, Equatable {
  /// Row after row.
  public let values: [[Double]]

  /// Makes a table of a row-major list.
  /// - Returns: nil when it is empty or has no whole number of rows.
  public init?(_ counts: [Int32], columns: Int) {
    guard columns > 0, !counts.isEmpty, counts.count.isMultiple(of: columns) else { return nil }
    values = stride(from: 0, to: counts.count, by: columns).map { first in
      counts[first..<first + columns].map { Double(max(0, $0)) }
    }
  }

  /// Makes a table of a row-major list with so many rows.
  public init?(_ counts: [Int32], rows: Int, columns: Int) {
    self.init(counts, columns: columns)
    if values.count != rows { return nil }
  }

  private init(values: [[Double]]) { self.values = values }

  /// Number of rows.
  public var rows: Int { values.count }
  /// Number of columns.
  public var columns: Int { values.first?.count ?? 0 }
  /// Sum of all counts.
  public var total: Double { values.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Rows become columns.
  public var transposed: CountTable {
    CountTable(values: (0..<columns).map { column in values.map { $0[column] } })
  }

  /// Each count over its row's sum; NaN in a row without any.
  public var rowShares: [[Double]] {
    values.map { row in
      let sum = row.reduce(0, +)
      return row.map { sum > 0 ? $0 / sum : .nan }
    }
  }

  /// Each count over its column's sum; NaN in a column without any.
  public var columnShares: [[Double]] {
    let sums = (0..<columns).map { column in values.reduce(0) { $0 + $1[column] } }
    return values.map { row in row.enumerated().map { sums[$0] > 0 ? $1 / sums[$0] : .nan } }
  }

  /// Each count over what it would be if rows and columns had nothing to do with each other, row sum · column sum / total:
  /// 1 is as often as chance, 2 twice as often. NaN where nothing is expected.
  public var lift: [[Double]] {
    let columnSums = (0..<columns).map { column in values.reduce(0) { $0 + $1[column] } }
    let total = total
    return values.map { row in
      let sum = row.reduce(0, +)
      return row.enumerated().map { column, value in
        let expected = sum * columnSums[column] / max(total, 1)
        return expected > 0 ? value / expected : .nan
      }
    }
  }

  /// For a square table of tokens by two of their experts, with all of an expert's tokens on the diagonal: of the row's
  /// tokens, the share that the column has as well. The diagonal is NaN: it says nothing.
  public var companionShares: [[Double]] {
    values.enumerated().map { row, counts in
      let own = row < counts.count ? counts[row] : 0
      return counts.enumerated().map { $0 == row || own <= 0 ? .nan : $1 / own }
    }
  }

  /// For the same table: how often two experts share a token, over how often they would if all pairs of different experts
  /// were met in proportion to their tokens. The diagonal is NaN.
  public var companionLift: [[Double]] {
    let own = values.enumerated().map { row, counts in row < counts.count ? counts[row] : 0 }
    var (pairs, products) = (0.0, 0.0)
    for (row, counts) in values.enumerated() {
      for (column, count) in counts.enumerated() where column != row && column < own.count {
        pairs += count
        products += own[row] * own[column]
      }
    }
    return values.enumerated().map { row, counts in
      counts.enumerated().map { column, count in
        guard column != row, column < own.count, products > 0 else { return .nan }
        let expected = own[row] * own[column] / products * pairs
        return expected > 0 ? count / expected : .nan
      }
    }
  }
}
