internal import Tensor

/// The rows that experts compute, sorted by expert and then by token: a counting sort of the accepted pairs.
struct Grouping {
  let tokens: Int
  let experts: Int
  /// Pairs that a token may have: columns of the combine weights.
  let columns: Int
  /// Rows in all, R.
  let rows: Int
  /// First row of each expert, (E + 1).
  let starts: UnsafeMutablePointer<Int32>
  /// (R)
  let tokenOfRow: UnsafeMutablePointer<Int32>
  /// (R), index into the combine weights (N, columns), which are row-major.
  let pairOfRow: UnsafeMutablePointer<Int32>
  /// (columns, N), column by column, −1 where nobody took the token.
  let rowOfPair: UnsafeMutablePointer<Int32>

  init(_ assignment: Assignment, arena: Arena) {
    tokens = assignment.tokens
    experts = assignment.experts
    columns = assignment.pairColumns
    starts = arena.allocate(Int32.self, count: experts + 1)
    rowOfPair = arena.allocate(Int32.self, count: tokens * columns)
    let next = arena.allocate(Int32.self, count: experts)
    next.update(repeating: 0, count: experts)
    for i in 0..<tokens {
      for column in 0..<columns {
        let expert = assignment.taker(i, column)
        rowOfPair[column * tokens + i] = expert
        if expert >= 0 { next[Int(expert)] += 1 }
      }
    }
    starts[0] = 0
    for e in 0..<experts {
      starts[e + 1] = starts[e] + next[e]
      next[e] = starts[e]
    }
    rows = Int(starts[experts])
    tokenOfRow = arena.allocate(Int32.self, count: rows)
    pairOfRow = arena.allocate(Int32.self, count: rows)
    for i in 0..<tokens {
      for column in 0..<columns {
        let expert = Int(rowOfPair[column * tokens + i])
        if expert < 0 { continue }
        let row = next[expert]
        next[expert] += 1
        rowOfPair[column * tokens + i] = row
        tokenOfRow[Int(row)] = Int32(truncatingIfNeeded: i)
        pairOfRow[Int(row)] = Int32(truncatingIfNeeded: i * columns + column)
      }
    }
  }
}
