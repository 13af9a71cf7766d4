internal import CKernels

extension Tape {
  /// y = factor_b · x_b, one constant factor for each group of rows. x is not read again.
  ///
  /// Shapes: x (B · length, D), factors B; result as x.
  public func scaleGroups(_ x: Tensor, by factors: [Float]) -> Tensor {
    let (d, groups) = (x.columns, factors.count)
    precondition(groups > 0 && x.rows % groups == 0, "scaleGroups: \(x.shape) for \(groups) factors")
    let size = x.rows / groups * d
    let y = result(of: [x], shape: x.shape)
    pool.parallel(groups) { group, _ in
      kernel_scale_add(x.data + group * size, factors[group], y.data + group * size, size, 0)
    }
    record(y) { [self] dY in
      guard let target = destination(x) else { return }
      pool.parallel(groups) { group, _ in
        kernel_scale_add(dY + group * size, factors[group], target.data + group * size, size, target.flag)
      }
    }
    return y
  }
}
