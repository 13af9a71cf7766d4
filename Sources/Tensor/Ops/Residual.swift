internal import CKernels

extension Tape {
  /// y = x + scale ∘ branch: a residual connection with LayerScale.
  ///
  /// Shapes: x and branch (…, D), scale (D) or nil for 1.
  /// Source: Touvron et al. 2021, arXiv:2103.17239, section 2.
  public func residual(_ x: Tensor, _ branch: Tensor, scale: Tensor?) -> Tensor {
    guard let scale else { return add(x, branch) }
    let (n, d) = (x.rows, x.columns)
    precondition(
      x.shape == branch.shape && scale.count == d,
      "residual: \(x.shape) and \(branch.shape), scale \(scale.shape)")
    let y = result(of: [x, branch, scale], shape: x.shape)
    let grain = rowGrain(columns: d)
    pool.parallel(count: n, grain: grain) { rows, _ in
      for row in rows {
        kernel_multiply(branch.data + row * d, scale.data, y.data + row * d, d, 0)
        kernel_scale_add(x.data + row * d, 1, y.data + row * d, d, 1)
      }
    }
    record(y) { [self] dY in
      if let target = destination(branch) {
        pool.parallel(count: n, grain: grain) { rows, _ in
          for row in rows { kernel_multiply(dY + row * d, scale.data, target.data + row * d, d, target.flag) }
        }
      }
      if scale.needsGradient {
        withPartialSums(of: [scale], rows: n, grain: grain) { rows, sums in
          guard let sum = sums[0] else { return }
          for row in rows { kernel_multiply(dY + row * d, branch.data + row * d, sum, d, 1) }
        }
      }
      passOn(dY, of: y, to: x)
    }
    return y
  }
}
