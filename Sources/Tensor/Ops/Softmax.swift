internal import CKernels

extension Tape {
  /// y = softmax(x) over the last dimension. Entries of −∞ get 0, rows of nothing else too.
  public func softmax(_ x: Tensor) -> Tensor {
    let (n, d) = (x.rows, x.columns)
    let y = result(of: [x], shape: x.shape)
    let grain = rowGrain(columns: d)
    pool.parallel(count: n, grain: grain) { rows, _ in
      let start = rows.lowerBound * d
      kernel_softmax(x.data + start, d, y.data + start, d, rows.count, d, 1, nil)
    }
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      pool.parallel(count: n, grain: grain) { rows, _ in
        let start = rows.lowerBound * d
        kernel_softmax_backward(
          y.data + start, d, dY + start, d, dX.data + start, d, rows.count, d, 1, dX.flag)
      }
    }
    return y
  }
}
