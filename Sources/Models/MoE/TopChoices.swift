internal import Tensor

extension Tape {
  /// The `width` best experts of every token by descending value; equal values go by the lower index.
  ///
  /// An expert at −∞ is never chosen; what is left of the row is −1.
  ///
  /// Shapes: values (N, E); result (N, width).
  func topChoices(_ values: UnsafePointer<Float>, tokens: Int, experts: Int, width: Int) -> UnsafeMutablePointer<Int32>
  {
    let choices = arena.allocate(Int32.self, count: tokens * width)
    pool.parallel(count: tokens, grain: max(1, 8192 / experts)) { range, _ in
      for i in range {
        let (v, row) = (values + i * experts, choices + i * width)
        var found = 0
        for j in 0..<experts {
          let value = v[j]
          if !(value > -.infinity) || (found == width && value <= v[Int(row[width - 1])]) { continue }
          // Experts come in ascending order, so one that is only equal stays behind.
          var place = min(found, width - 1)
          while place > 0, value > v[Int(row[place - 1])] {
            row[place] = row[place - 1]
            place -= 1
          }
          row[place] = Int32(truncatingIfNeeded: j)
          found = min(found + 1, width)
        }
        for place in found..<width { row[place] = -1 }
      }
    }
    return choices
  }
}
