/// A trained correction of low rank to a linear layer: scale · B · A beside its weight.
public struct LowRankUpdate {
  /// What the correction reads, the layer's input or a version of it with elements dropped: (N, D).
  public let input: Tensor
  /// A: (R, D).
  public let down: Tensor
  /// B: (F, R).
  public let up: Tensor
  /// The factor before the correction.
  public let scale: Float

  /// - Precondition: `down` and `up` have the same rank.
  public init(input: Tensor, down: Tensor, up: Tensor, scale: Float) {
    precondition(down.rows == up.columns, "LowRankUpdate: down \(down.shape), up \(up.shape)")
    self.input = input
    self.down = down
    self.up = up
    self.scale = scale
  }
}

extension Tape {
  /// y = x · Wᵀ + b + scale · (u · Aᵀ) · Bᵀ, without ever making the corrected weight.
  ///
  /// Shapes: x (N, D), weight (F, D), bias (F); result (N, F).
  /// Source: Hu et al. 2021, arXiv:2106.09685, eq. 3.
  public func adaptedLinear(_ x: Tensor, weight: Tensor, bias: Tensor, update: LowRankUpdate) -> Tensor {
    let (n, d, f, r) = (x.rows, x.columns, weight.rows, update.down.rows)
    let (u, a, b, s) = (update.input, update.down, update.up, update.scale)
    precondition(
      weight.columns == d && bias.count == f && u.rows == n && a.columns == u.columns && b.rows == f,
      "adaptedLinear: x \(x.shape), weight \(weight.shape), bias \(bias.shape), \(u.shape) \(a.shape) \(b.shape)")
    let e = u.columns
    let y = result(of: [x, weight, bias, u, a, b], shape: x.shape.dropLast() + [f])
    let inner = arena.floats(n * r)
    pool.multiply(transposeB: true, m: n, n: r, k: e, u.data, lda: e, a.data, ldb: e, inner, ldc: r)
    pool.multiply(
      transposeB: true, m: n, n: f, k: d, x.data, lda: d, weight.data, ldb: d, beta: 1, y.data, ldc: f
    ) { rows, columns in
      let (row, column) = (rows.lowerBound, columns.lowerBound)
      Self.fill(y, rows, columns, with: bias)
      BLAS.multiply(
        transposeB: true, m: rows.count, n: columns.count, k: r, alpha: s, inner + row * r, lda: r,
        b.data + column * r, ldb: r, beta: 1, y.data + row * f + column, ldc: f)
    }
    record(y) { [self] dY in
      if let dX = destination(x) {
        pool.multiply(m: n, n: d, k: f, dY, lda: f, weight.data, ldb: d, beta: dX.beta, dX.data, ldc: d)
      }
      if let dW = destination(weight) {
        pool.multiply(transposeA: true, m: f, n: d, k: n, dY, lda: f, x.data, ldb: d, beta: dW.beta, dW.data, ldc: d)
      }
      if let dBias = destination(bias) { sumRows(dY, rows: n, columns: f, into: dBias) }
      if let dB = destination(b) {
        pool.multiply(
          transposeA: true, m: f, n: r, k: n, alpha: s, dY, lda: f, inner, ldb: r, beta: dB.beta, dB.data, ldc: r)
      }
      guard u.needsGradient || a.needsGradient else { return }
      let mark = arena.mark
      defer { arena.rewind(to: mark) }
      let dInner = arena.floats(n * r)
      pool.multiply(m: n, n: r, k: f, alpha: s, dY, lda: f, b.data, ldb: r, dInner, ldc: r)
      if let dU = destination(u) {
        pool.multiply(m: n, n: e, k: r, dInner, lda: r, a.data, ldb: e, beta: dU.beta, dU.data, ldc: e)
      }
      if let dA = destination(a) {
        pool.multiply(
          transposeA: true, m: r, n: e, k: n, dInner, lda: r, u.data, ldb: e, beta: dA.beta, dA.data, ldc: e)
      }
    }
    return y
  }
}
