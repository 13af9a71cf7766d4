internal import CKernels

extension Tape {
  /// Turns the pairs (i, i + K/2) of every head at time t by the table's angles of `start` + t.
  ///
  /// Shapes: x (B, T, H, K); result the same.
  public func rotary(_ x: Tensor, _ table: RotaryTable, start: Int = 0) -> Tensor {
    precondition(
      x.shape.count == 4 && x.columns == table.headWidth, "rotary: x \(x.shape), table for width \(table.headWidth)")
    let (t, h, k) = (x.shape[1], x.shape[2], x.shape[3])
    precondition(start + t <= table.length, "rotary: times up to \(start + t), table for \(table.length)")
    let y = result(of: [x], shape: x.shape)
    let times = x.shape[0] * t
    let grain = rowGrain(columns: h * k)

    func turn(
      _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>, inverse: Int32, accumulates: Int32
    ) {
      pool.parallel(count: times, grain: grain) { range, _ in
        for row in range {
          let angles = (start + row % t) * (k / 2)
          kernel_rotary(
            from + row * h * k, k, to + row * h * k, k, table.cosines + angles, table.sines + angles, 0, h, k / 2,
            inverse, accumulates)
        }
      }
    }

    turn(x.data, y.data, inverse: 0, accumulates: 0)
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      turn(dY, dX.data, inverse: 1, accumulates: dX.flag)
    }
    return y
  }
}
