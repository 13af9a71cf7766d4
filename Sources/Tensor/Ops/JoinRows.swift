internal import CKernels

extension Tape {
  /// Puts parts of a matrix together: row `indices[i]` of the result is row i of its part.
  ///
  /// The counterpart of several `gather`s that took disjoint rows of one matrix.
  /// Shapes: parts (R_p, D); result (`rows`, D).
  /// - Parameter parts: their indices name every row of 0 ..< `rows` once between them, and must stay valid until
  ///   `backward`.
  public func joinRows(
    _ parts: [(x: Tensor, indices: UnsafeBufferPointer<Int32>)], rows: Int
  ) -> Tensor {
    precondition(
      !parts.isEmpty && parts.reduce(0) { $0 + $1.indices.count } == rows,
      "joinRows: parts of \(parts.map(\.indices.count)) rows for \(rows)")
    let d = parts[0].x.columns
    var isTaken = Array(repeating: false, count: rows)
    for (x, indices) in parts {
      precondition(x.rows == indices.count && x.columns == d, "joinRows: part \(x.shape), \(indices.count) indices")
      for index in indices {
        precondition(index >= 0 && Int(index) < rows && !isTaken[Int(index)], "joinRows: row \(index) of \(rows) twice")
        isTaken[Int(index)] = true
      }
    }
    let y = result(of: parts.map(\.x), shape: [rows, d])
    let grain = rowGrain(columns: d)
    for (x, indices) in parts {
      pool.parallel(count: x.rows, grain: grain) { range, _ in
        for row in range { (y.data + Int(indices[row]) * d).update(from: x.data + row * d, count: d) }
      }
    }
    record(y) { [self] dY in
      for (x, indices) in parts {
        guard x.rows > 0, let dX = destination(x) else { continue }
        pool.parallel(count: x.rows, grain: grain) { range, _ in
          let start = range.lowerBound
          kernel_gather_rows(
            dY, d, indices.baseAddress! + start, nil, dX.data + start * d, d, range.count, d, dX.flag)
        }
      }
    }
    return y
  }
}
