internal import CKernels

extension Tape {
  /// y = x / (1 − rate) where the element is kept, else 0; each is dropped with probability `rate`.
  ///
  /// Also when nothing is recorded: to evaluate, give rate 0, which returns x itself. The mask is not stored; the
  /// derivative draws it again.
  ///
  /// - Parameter position: the first of the ⌈count / 4⌉ positions of `CounterRandom(seed:stream:)` that are used.
  /// Source: Srivastava et al. 2014, JMLR 15.
  public func dropout(_ x: Tensor, rate: Float, seed: UInt64, stream: UInt64, position: UInt64) -> Tensor {
    precondition(rate >= 0 && rate < 1, "dropout: rate \(rate) is not in [0, 1)")
    if rate == 0 { return x }
    let threshold = UInt32(Double(rate) * 0x1p32)
    let scale = 1 / (1 - rate)
    let y = result(of: [x], shape: x.shape)
    pool.parallel(count: x.count, grain: Self.elementGrain) { range, _ in
      let start = range.lowerBound
      kernel_dropout(
        x.data + start, y.data + start, range.count, threshold, scale, seed, stream, position &+ UInt64(start / 4), 0)
    }
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      pool.parallel(count: x.count, grain: Self.elementGrain) { range, _ in
        let start = range.lowerBound
        kernel_dropout(
          dY + start, dX.data + start, range.count, threshold, scale, seed, stream, position &+ UInt64(start / 4),
          dX.flag)
      }
    }
    return y
  }
}
