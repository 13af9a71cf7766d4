extension Tape {
  /// y = x · Wᵀ + b.
  ///
  /// Shapes: x (N, D), weight (F, D), bias (F) or nil; result (N, F).
  public func linear(_ x: Tensor, weight: Tensor, bias: Tensor? = nil) -> Tensor {
    let (n, d, f) = (x.rows, x.columns, weight.rows)
    precondition(weight.columns == d, "linear: x \(x.shape), weight \(weight.shape)")
    precondition(bias == nil || bias!.count == f, "linear: weight \(weight.shape), bias \(bias!.shape)")
    let y = result(of: [x, weight] + (bias.map { [$0] } ?? []), shape: x.shape.dropLast() + [f])
    pool.multiply(
      transposeB: true, m: n, n: f, k: d, x.data, lda: d, weight.data, ldb: d, beta: bias == nil ? 0 : 1, y.data,
      ldc: f,
      prepare: bias.map { bias in { rows, columns in Self.fill(y, rows, columns, with: bias) } })
    record(y) { [self] dY in
      if let dX = destination(x) {
        pool.multiply(m: n, n: d, k: f, dY, lda: f, weight.data, ldb: d, beta: dX.beta, dX.data, ldc: d)
      }
      if let dW = destination(weight) {
        pool.multiply(transposeA: true, m: f, n: d, k: n, dY, lda: f, x.data, ldb: d, beta: dW.beta, dW.data, ldc: d)
      }
      if let bias, let dB = destination(bias) {
        sumRows(dY, rows: n, columns: f, into: dB)
      }
    }
    return y
  }

  /// Makes a block's rows those of the bias.
  static func fill(_ y: Tensor, _ rows: Range<Int>, _ columns: Range<Int>, with bias: Tensor) {
    let (width, first) = (y.columns, columns.lowerBound)
    for row in rows { (y.data + row * width + first).update(from: bias.data + first, count: columns.count) }
  }

  /// Adds up the rows of a matrix, in order.
  func sumRows(_ matrix: UnsafePointer<Float>, rows: Int, columns: Int, into target: Destination) {
    pool.parallel(count: columns, grain: 64) { range, _ in
      if !target.accumulates {
        (target.data + range.lowerBound).update(repeating: 0, count: range.count)
      }
      for row in 0..<rows {
        let from = matrix + row * columns
        for column in range { target.data[column] += from[column] }
      }
    }
  }
}
