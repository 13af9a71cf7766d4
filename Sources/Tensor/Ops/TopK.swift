/// The largest entries of each row, in falling order.
public struct TopK {
  /// (N, k). Gradients flow through the values only.
  public let values: Tensor
  /// (N, k), in the tape's arena.
  public let indices: UnsafeMutableBufferPointer<Int32>
}

extension Tape {
  /// The k largest entries of each row of x. Of equal entries the lower index comes first; NaN counts as −∞.
  ///
  /// Shapes: x (N, E); values and indices (N, k).
  public func topK(_ x: Tensor, k: Int) -> TopK {
    let (n, e) = (x.rows, x.columns)
    precondition(k > 0 && k <= e, "topK: \(k) of \(e)")
    let values = result(of: [x], shape: x.shape.dropLast() + [k])
    let indices = arena.allocate(Int32.self, count: n * k)
    let grain = rowGrain(columns: e * k)
    pool.parallel(count: n, grain: grain) { rows, _ in
      for row in rows {
        selectLargest(k, of: x.data + row * e, count: e, values.data + row * k, indices + row * k)
      }
    }
    record(values) { [self] dValues in
      guard let dX = destination(x) else { return }
      pool.parallel(count: n, grain: grain) { rows, _ in
        for row in rows {
          let to = dX.data + row * e
          if !dX.accumulates { to.update(repeating: 0, count: e) }
          for choice in 0..<k { to[Int(indices[row * k + choice])] += dValues[row * k + choice] }
        }
      }
    }
    return TopK(values: values, indices: UnsafeMutableBufferPointer(start: indices, count: n * k))
  }
}

/// Inserts one entry after another into a sorted list of at most k.
private func selectLargest(
  _ k: Int, of row: UnsafePointer<Float>, count: Int, _ values: UnsafeMutablePointer<Float>,
  _ indices: UnsafeMutablePointer<Int32>
) {
  var filled = 0
  for index in 0..<count {
    let value = row[index].isNaN ? -Float.infinity : row[index]
    if filled == k, !(value > values[k - 1]) { continue }
    var place = filled < k ? filled : k - 1
    while place > 0, value > values[place - 1] {
      values[place] = values[place - 1]
      indices[place] = indices[place - 1]
      place -= 1
    }
    values[place] = value
    indices[place] = Int32(truncatingIfNeeded: index)
    if filled < k { filled += 1 }
  }
}
