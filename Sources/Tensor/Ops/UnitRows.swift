extension Tape {
  /// Below this a row's length counts as this, so that a row of zeros stays one.
  package static let shortestRow = 1e-12

  /// y = x / max(‖x‖, 10⁻¹²), row by row: points on the unit sphere.
  ///
  /// Lengths are summed in Double. Shapes: x (…, D); result as x.
  public func unitRows(_ x: Tensor) -> Tensor {
    let (n, d) = (x.rows, x.columns)
    let y = result(of: [x], shape: x.shape)
    let grain = rowGrain(columns: d)
    // 1 / length; negative where the length counted as the shortest and is no function of x.
    let inverse = arena.floats(n)
    pool.parallel(count: n, grain: grain) { rows, _ in
      for row in rows {
        let from = x.data + row * d
        var squares = 0.0
        for i in 0..<d { squares += Double(from[i]) * Double(from[i]) }
        let length = squares.squareRoot()
        let scale = 1 / max(length, Self.shortestRow)
        for i in 0..<d { y.data[row * d + i] = Float(Double(from[i]) * scale) }
        inverse[row] = length < Self.shortestRow ? -Float(scale) : Float(scale)
      }
    }
    record(y) { [self] dY in
      guard let target = destination(x) else { return }
      pool.parallel(count: n, grain: grain) { rows, _ in
        for row in rows {
          let (own, incoming, to) = (y.data + row * d, dY + row * d, target.data + row * d)
          var along = 0.0
          if inverse[row] > 0 { for i in 0..<d { along += Double(own[i]) * Double(incoming[i]) } }
          let (scale, dot) = (abs(inverse[row]), Float(along))
          for i in 0..<d {
            let value = scale * (incoming[i] - own[i] * dot)
            to[i] = target.accumulates ? to[i] + value : value
          }
        }
      }
    }
    return y
  }
}
