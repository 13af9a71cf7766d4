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

  /// The `count` tokens of each shard with the largest values for each expert; equal values go by the lower index.
  ///
  /// Shapes: values (N, E), at least 0; result (N, E): the experts that took the token in ascending order, then −1.
  func topTokens(
    _ values: UnsafePointer<Float>, tokens: Int, experts: Int, shard: Int, count: Int
  ) -> UnsafeMutablePointer<Int32> {
    let choices = arena.allocate(Int32.self, count: tokens * experts)
    pool.parallel(tokens / shard * experts) { piece, _ in
      let (device, expert) = (piece / experts, piece % experts)
      let column = device * shard * experts + expert
      let (threshold, above) = nthLargest(values + column, stride: experts, of: shard, n: count)
      var ties = count - above
      for i in 0..<shard {
        let key = values[column + i * experts].bitPattern
        let isTaken = key > threshold || (key == threshold && ties > 0)
        if key == threshold { ties -= 1 }
        choices[column + i * experts] = isTaken ? Int32(truncatingIfNeeded: expert) : -1
      }
    }
    pool.parallel(count: tokens, grain: max(1, 8192 / experts)) { range, _ in
      for i in range {
        let row = choices + i * experts
        var found = 0
        for j in 0..<experts where row[j] >= 0 {
          let expert = row[j]
          row[j] = -1
          row[found] = expert
          found += 1
        }
      }
    }
    return choices
  }
}

/// The bits of the n-th largest of `count` floats that are at least 0, and how many are larger: a radix selection.
private func nthLargest(
  _ values: UnsafePointer<Float>, stride: Int, of count: Int, n: Int
) -> (bits: UInt32, above: Int) {
  withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { histogram in
    var (prefix, mask): (UInt32, UInt32) = (0, 0)
    var above = 0
    for shift: UInt32 in [24, 16, 8, 0] {
      histogram.initialize(repeating: 0)
      for i in 0..<count {
        let key = values[i * stride].bitPattern
        if key & mask == prefix { histogram[Int((key >> shift) & 255)] += 1 }
      }
      var digit = 255
      while digit > 0, above + Int(histogram[digit]) < n {
        above += Int(histogram[digit])
        digit -= 1
      }
      prefix |= UInt32(digit) << shift
      mask |= 255 << shift
    }
    return (prefix, above)
  }
}
