internal import CKernels

extension Tape {
  /// z = x ∘ y, of equal shapes.
  public func multiply(_ x: Tensor, _ y: Tensor) -> Tensor {
    precondition(x.shape == y.shape, "multiply: \(x.shape) and \(y.shape)")
    let z = result(of: [x, y], shape: x.shape)
    pool.parallel(count: z.count, grain: Self.elementGrain) { range, _ in
      let start = range.lowerBound
      kernel_multiply(x.data + start, y.data + start, z.data + start, range.count, 0)
    }
    record(z) { [self] dZ in
      for (input, factor) in [(x, y), (y, x)] {
        guard let target = destination(input) else { continue }
        pool.parallel(count: z.count, grain: Self.elementGrain) { range, _ in
          let start = range.lowerBound
          kernel_multiply(dZ + start, factor.data + start, target.data + start, range.count, target.flag)
        }
      }
    }
    return z
  }

  /// y = factor · x.
  public func scale(_ x: Tensor, by factor: Float) -> Tensor {
    let y = result(of: [x], shape: x.shape)
    pool.parallel(count: y.count, grain: Self.elementGrain) { range, _ in
      kernel_scale_add(x.data + range.lowerBound, factor, y.data + range.lowerBound, range.count, 0)
    }
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      pool.parallel(count: y.count, grain: Self.elementGrain) { range, _ in
        kernel_scale_add(dY + range.lowerBound, factor, dX.data + range.lowerBound, range.count, dX.flag)
      }
    }
    return y
  }
}
