internal import Tensor

/// Rows sorted by expert, cut into blocks that one thread computes whole.
///
/// Blocks are cut by size alone, so results do not depend on the number of threads. A block is small enough that its
/// input, hidden values and output stay in a core's second-level cache.
struct RowBlocks {
  /// The most rows in a block.
  static let limit = 352

  /// Number of blocks.
  let count: Int
  private let experts: UnsafeMutablePointer<Int32>
  private let firsts: UnsafeMutablePointer<Int32>
  private let lengths: UnsafeMutablePointer<Int32>

  /// - Parameter starts: first row of each expert, (E + 1).
  init(starts: UnsafePointer<Int32>, experts e: Int, arena: Arena) {
    let most = Int(starts[e]) / Self.limit + e
    experts = arena.allocate(Int32.self, count: most)
    firsts = arena.allocate(Int32.self, count: most)
    lengths = arena.allocate(Int32.self, count: most)
    var made = 0
    for expert in 0..<e {
      let rows = Int(starts[expert + 1] - starts[expert])
      if rows == 0 { continue }
      let parts = (rows + Self.limit - 1) / Self.limit
      let size = min(rows, ((rows + parts - 1) / parts + 15) & ~15)
      var done = 0
      while done < rows {
        let length = min(size, rows - done)
        experts[made] = Int32(truncatingIfNeeded: expert)
        firsts[made] = starts[expert] + Int32(truncatingIfNeeded: done)
        lengths[made] = Int32(truncatingIfNeeded: length)
        made += 1
        done += length
      }
    }
    count = made
  }

  subscript(block: Int) -> (expert: Int, first: Int, length: Int) {
    (Int(experts[block]), Int(firsts[block]), Int(lengths[block]))
  }
}
