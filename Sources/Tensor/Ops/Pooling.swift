internal import CKernels

extension Tape {
  /// y_b = Σ_t w_bt · x_bt / Σ_t w_bt: one row for each sequence.
  ///
  /// Shapes: x (B·T, D); result (B, D).
  /// - Parameters:
  ///   - weights: B·T, not negative, with a sum above 0 in each sequence; no gradient goes there. Tokens of weight 0 do
  ///     not count, whatever they hold.
  ///   - length: T, the number of positions of a sequence.
  public func weightedMean(_ x: Tensor, weights: [Float], length: Int) -> Tensor {
    let (n, d) = (x.rows, x.columns)
    precondition(
      length > 0 && n % length == 0 && weights.count == n,
      "weightedMean: x \(x.shape) in sequences of \(length), \(weights.count) weights")
    let shares = arena.floats(n)
    for first in stride(from: 0, to: n, by: length) {
      var sum = Float(0)
      for row in first..<first + length { sum += weights[row] }
      precondition(sum > 0, "weightedMean: sequence \(first / length) has no weight")
      for row in first..<first + length { shares[row] = weights[row] / sum }
    }
    let y = result(of: [x], shape: [n / length, d])
    let grain = rowGrain(columns: d * length)
    pool.parallel(count: n / length, grain: grain) { sequences, _ in
      for sequence in sequences {
        let to = y.data + sequence * d
        to.update(repeating: 0, count: d)
        for row in sequence * length..<(sequence + 1) * length where shares[row] != 0 {
          kernel_scale_add(x.data + row * d, shares[row], to, d, 1)
        }
      }
    }
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      pool.parallel(count: n / length, grain: grain) { sequences, _ in
        for sequence in sequences {
          for row in sequence * length..<(sequence + 1) * length {
            kernel_scale_add(dY + sequence * d, shares[row], dX.data + row * d, d, dX.flag)
          }
        }
      }
    }
    return y
  }

  /// y = x / max(‖x‖, floor) for each row: vectors of length 1.
  public func unitRows(_ x: Tensor, floor: Float = 1e-12) -> Tensor {
    let (n, d) = (x.rows, x.columns)
    let y = result(of: [x], shape: x.shape)
    let inverse = arena.floats(n)
    let isFloor = arena.allocate(Bool.self, count: n)
    let grain = rowGrain(columns: d)
    pool.parallel(count: n, grain: grain) { rows, _ in
      for row in rows {
        let length = Float(kernel_sum_of_squares(x.data + row * d, d).squareRoot())
        isFloor[row] = !(length > floor)
        inverse[row] = 1 / (isFloor[row] ? floor : length)
        kernel_scale_add(x.data + row * d, inverse[row], y.data + row * d, d, 0)
      }
    }
    record(y) { [self] dY in
      guard let dX = destination(x) else { return }
      // dx = (dy − y (y · dy)) / ‖x‖; at the floor the length is a constant.
      pool.parallel(count: n, grain: grain) { rows, _ in
        for row in rows {
          let (from, own) = (dY + row * d, y.data + row * d)
          var along = 0.0
          if !isFloor[row] { for i in 0..<d { along += Double(own[i]) * Double(from[i]) } }
          kernel_scale_add(from, inverse[row], dX.data + row * d, d, dX.flag)
          kernel_scale_add(own, -inverse[row] * Float(along), dX.data + row * d, d, 1)
        }
      }
    }
    return y
  }
}
