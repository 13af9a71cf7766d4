internal import CKernels

extension Tape {
  /// y = x, and dx = −coefficient · dy: what follows is learnt against what went before.
  ///
  /// Source: Ganin and Lempitsky 2015, "Unsupervised Domain Adaptation by Backpropagation", arXiv:1409.7495, section 3.1.
  public func reverseGradient(_ x: Tensor, by coefficient: Float = 1) -> Tensor {
    let y = result(of: [x], shape: x.shape)
    y.data.update(from: x.data, count: x.count)
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      pool.parallel(count: y.count, grain: Self.elementGrain) { range, _ in
        kernel_scale_add(dY + range.lowerBound, -coefficient, dX.data + range.lowerBound, range.count, dX.flag)
      }
    }
    return y
  }
}
