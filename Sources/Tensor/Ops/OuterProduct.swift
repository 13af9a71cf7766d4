extension Tape {
  /// y_n = x_n ⊗ z_n, row by row: element d · C + c is x_d · z_c.
  ///
  /// Shapes: x (N, D), z (N, C); result (N, D · C).
  public func outerProduct(_ x: Tensor, _ z: Tensor) -> Tensor {
    let (n, d, c) = (x.rows, x.columns, z.columns)
    precondition(z.rows == n, "outerProduct: \(x.shape) and \(z.shape)")
    let y = result(of: [x, z], shape: [n, d * c])
    let grain = rowGrain(columns: d * c)
    pool.parallel(count: n, grain: grain) { rows, _ in
      for row in rows {
        let (left, right, to) = (x.data + row * d, z.data + row * c, y.data + row * d * c)
        for i in 0..<d { for j in 0..<c { to[i * c + j] = left[i] * right[j] } }
      }
    }
    record(y) { [self] dY in
      let (dX, dZ) = (destination(x), destination(z))
      pool.parallel(count: n, grain: grain) { rows, _ in
        for row in rows {
          let (left, right, incoming) = (x.data + row * d, z.data + row * c, dY + row * d * c)
          if let dX {
            for i in 0..<d {
              var sum: Float = 0
              for j in 0..<c { sum += incoming[i * c + j] * right[j] }
              dX.data[row * d + i] = dX.accumulates ? dX.data[row * d + i] + sum : sum
            }
          }
          if let dZ {
            for j in 0..<c {
              var sum: Float = 0
              for i in 0..<d { sum += incoming[i * c + j] * left[i] }
              dZ.data[row * c + j] = dZ.accumulates ? dZ.data[row * c + j] + sum : sum
            }
          }
        }
      }
    }
    return y
  }
}
