internal import Tensor

/// What enters the non-linearity, for every row: kept between forward and backward pass, then replaced by its gradient.
struct Preactivations {
  /// (R, F)
  let up: UnsafeMutablePointer<Float>
  /// (R, F), with swiglu.
  let gate: UnsafeMutablePointer<Float>?

  /// - Parameter floats: gives memory for so many floats.
  init(count: Int, gated: Bool, _ floats: (Int) -> UnsafeMutablePointer<Float>) {
    up = floats(count)
    gate = gated ? floats(count) : nil
  }

  private init(up: UnsafeMutablePointer<Float>, gate: UnsafeMutablePointer<Float>?) {
    (self.up, self.gate) = (up, gate)
  }

  /// What remains after the first `count` floats of each.
  func advanced(by count: Int) -> Preactivations { Preactivations(up: up + count, gate: gate.map { $0 + count }) }
}

/// The matrix products of feed-forward networks over blocks of rows, shared by routed experts and dense networks.
///
/// gelu-tanh: gelu(x · up) · down;  swiglu: (silu(x · gate) ∘ (x · up)) · down.
struct ExpertProducts {
  /// Model width, D, and inner width, F.
  let (d, f): (Int, Int)
  /// (E, D, F), (E, D, F) or nil, (E, F, D)
  let (up, gate, down): (UnsafePointer<Float>, UnsafePointer<Float>?, UnsafePointer<Float>)

  init(up: Tensor, gate: Tensor?, down: Tensor) {
    (d, f) = (down.columns, up.columns)
    self.up = UnsafePointer(up.data)
    self.gate = gate.map { UnsafePointer($0.data) }
    self.down = UnsafePointer(down.data)
  }

  /// One block forward.
  ///
  /// - Parameters:
  ///   - x: (rows, D), `lda` apart.
  ///   - kept: the pre-activations, written.
  ///   - hidden: scratch (rows, F).
  ///   - out: (rows, D), written.
  @inline(__always)
  func forward(
    expert: Int, rows: Int, x: UnsafePointer<Float>, kept: Preactivations,
    hidden: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>
  ) {
    let kernel = expert * d * f
    BLAS.multiply(m: rows, n: f, k: d, x, lda: d, up + kernel, ldb: f, kept.up, ldc: f)
    if let gate, let gated = kept.gate {
      BLAS.multiply(m: rows, n: f, k: d, x, lda: d, gate + kernel, ldb: f, gated, ldc: f)
      ActivationLoops.swiglu(gate: gated, up: kept.up, into: hidden, count: rows * f)
    } else {
      ActivationLoops.gelu(kept.up, into: hidden, count: rows * f)
    }
    BLAS.multiply(m: rows, n: d, k: f, hidden, lda: f, down + kernel, ldb: d, out, ldc: d)
  }

  /// One block backward, up to the gradient of the pre-activations.
  ///
  /// - Parameters:
  ///   - kept: pre-activations; overwritten by their gradients.
  ///   - hidden: (rows, F), the activations, written; holds their gradients on the way.
  ///   - dOut: (rows, D)
  ///   - dX: (rows, D), or nil when not wanted.
  @inline(__always)
  func backward(
    expert: Int, rows: Int, kept: Preactivations, hidden: UnsafeMutablePointer<Float>, dOut: UnsafePointer<Float>,
    dX: (data: UnsafeMutablePointer<Float>, beta: Float)?
  ) {
    let kernel = expert * d * f
    BLAS.multiply(transposeB: true, m: rows, n: f, k: d, dOut, lda: d, down + kernel, ldb: d, hidden, ldc: f)
    if let gated = kept.gate {
      ActivationLoops.swigluBackward(
        gate: gated, up: kept.up, dHidden: hidden, hidden: hidden, count: rows * f)
    } else {
      ActivationLoops.geluBackward(kept.up, dHidden: hidden, hidden: hidden, count: rows * f)
    }
    guard let dX else { return }
    BLAS.multiply(
      transposeB: true, m: rows, n: d, k: f, kept.up, lda: f, up + kernel, ldb: f, beta: dX.beta, dX.data, ldc: d)
    if let gate, let gated = kept.gate {
      BLAS.multiply(
        transposeB: true, m: rows, n: d, k: f, gated, lda: f, gate + kernel, ldb: f, beta: 1, dX.data, ldc: d)
    }
  }
}
