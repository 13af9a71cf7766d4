/// The pairing of rows and columns of a table whose weights have the largest sum, each row and each column at most once.
///
/// The Hungarian method with row and column potentials (Kuhn 1955; Munkres 1957; the form with shortest augmenting paths
/// of Jonker and Volgenant 1987): n²·m operations for n rows and m ≥ n columns. Where there are more rows than columns the
/// table is taken the other way round, so the smaller side is always matched whole.
public struct HungarianAssignment: Sendable, Equatable {
  /// For each row its column, nil for a row without one.
  public let columns: [Int?]
  /// The sum of the chosen weights.
  public let total: Double

  /// Pairs the rows of a table with its columns.
  ///
  /// Of several best pairings the choice depends on the table alone.
  /// - Parameter weights: row after row, all of the same length, all finite.
  public init(maximising weights: [[Double]]) {
    let rows = weights.count
    let width = weights.first?.count ?? 0
    precondition(weights.allSatisfy { $0.count == width }, "rows of different lengths")
    guard rows > 0, width > 0 else {
      (columns, total) = (Array(repeating: nil, count: rows), 0)
      return
    }
    var columns = [Int?](repeating: nil, count: rows)
    if rows <= width {
      for (row, column) in Self.assign(rows, width, cost: { -weights[$0][$1] }).enumerated() { columns[row] = column }
    } else {
      for (column, row) in Self.assign(width, rows, cost: { -weights[$1][$0] }).enumerated() { columns[row] = column }
    }
    self.columns = columns
    total = columns.enumerated().reduce(0) { sum, pair in pair.element.map { sum + weights[pair.offset][$0] } ?? sum }
  }

  /// For each of `n` rows the column of the pairing with the smallest cost; `n` is at most `m`.
  private static func assign(_ n: Int, _ m: Int, cost: (Int, Int) -> Double) -> [Int] {
    // Column 0 is no column: it holds the row that is looking for one. Rows and columns count from 1 here.
    var rowPotential = [Double](repeating: 0, count: n + 1)
    var columnPotential = [Double](repeating: 0, count: m + 1)
    var owner = [Int](repeating: 0, count: m + 1)
    var before = [Int](repeating: 0, count: m + 1)
    for row in 1...n {
      owner[0] = row
      var column = 0
      var shortest = [Double](repeating: .infinity, count: m + 1)
      var isReached = [Bool](repeating: false, count: m + 1)
      // Grows a tree of alternating paths from the row until it meets a free column.
      repeat {
        isReached[column] = true
        let current = owner[column]
        var (step, next) = (Double.infinity, 0)
        for candidate in 1...m where !isReached[candidate] {
          let reduced = cost(current - 1, candidate - 1) - rowPotential[current] - columnPotential[candidate]
          if reduced < shortest[candidate] { (shortest[candidate], before[candidate]) = (reduced, column) }
          if shortest[candidate] < step { (step, next) = (shortest[candidate], candidate) }
        }
        for candidate in 0...m {
          if isReached[candidate] {
            rowPotential[owner[candidate]] += step
            columnPotential[candidate] -= step
          } else {
            shortest[candidate] -= step
          }
        }
        column = next
      } while owner[column] != 0
      // Along the path each row takes the column after it.
      while column != 0 {
        owner[column] = owner[before[column]]
        column = before[column]
      }
    }
    var columns = [Int](repeating: 0, count: n)
    for column in 1...m where owner[column] != 0 { columns[owner[column] - 1] = column - 1 }
    return columns
  }
}
