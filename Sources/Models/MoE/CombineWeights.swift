internal import Tensor

extension Tape {
  /// The weight of every accepted pair, (N, columns): the choices, then the local expert where there may be one.
  ///
  /// With S = max(Σ g over takers + m · g of the local expert, 2⁻²³), the weight of a taker is g, g / S, g / sg(S) or
  /// g − sg(g) + 1, by `renormalize` and `straightThrough`; sg is stop-gradient. Pairs not accepted weigh 0.
  func combineWeights(_ scores: Tensor, _ assignment: Assignment, _ options: MoEOptions) -> Tensor {
    let (n, e, columns) = (assignment.tokens, assignment.experts, assignment.pairColumns)
    let rule = CombineRule(options)
    let weights = result(of: [scores], shape: [n, columns])
    let sums = arena.floats(n)
    let grain = max(1, 8192 / columns)
    pool.parallel(count: n, grain: grain) { tokens, _ in
      for i in tokens {
        sums[i] = rule.weigh(assignment, i, scores.data + i * e, weights.data + i * columns)
      }
    }
    record(weights) { [self] dWeights in
      guard let dScores = destination(scores) else { return }
      pool.parallel(count: n, grain: grain) { tokens, _ in
        for i in tokens {
          let slopes = dScores.data + i * e
          if !dScores.accumulates { slopes.update(repeating: 0, count: e) }
          rule.passBack(
            assignment, i, weights: weights.data + i * columns, dWeights + i * columns, sum: sums[i], to: slopes)
        }
      }
    }
    return weights
  }
}

/// One row of the table of combine weights.
private struct CombineRule {
  /// float32's machine epsilon: keeps the denominator from zero.
  static let floor: Float = 0x1p-23

  let renormalize: Bool
  let straightThrough: Bool

  init(_ options: MoEOptions) {
    renormalize = options.renormalize
    straightThrough = options.straightThrough
  }

  /// Writes the weights of token i and returns S before it is kept from zero.
  @inline(__always)
  func weigh(
    _ assignment: Assignment, _ i: Int, _ g: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>
  ) -> Float {
    let columns = assignment.pairColumns
    var sum: Float = 0
    for column in 0..<columns {
      let taker = Int(assignment.taker(i, column))
      weights[column] = taker < 0 ? 0 : multiplicity(assignment, i, column) * g[taker]
      sum += weights[column]
    }
    let divisor = max(sum, Self.floor)
    for column in 0..<columns where assignment.taker(i, column) >= 0 {
      if renormalize || (straightThrough && column == assignment.width) {
        weights[column] /= divisor
      } else if straightThrough {
        weights[column] = 1
      }
    }
    return sum
  }

  @inline(__always)
  func passBack(
    _ assignment: Assignment, _ i: Int, weights: UnsafePointer<Float>, _ dWeights: UnsafePointer<Float>, sum: Float,
    to slopes: UnsafeMutablePointer<Float>
  ) {
    let columns = assignment.pairColumns
    let divisor = max(sum, Self.floor)
    // Through S only where it is differentiated and not held up by its floor.
    var mean: Float = 0
    if renormalize, !straightThrough, sum > Self.floor {
      for column in 0..<columns where assignment.taker(i, column) >= 0 { mean += weights[column] * dWeights[column] }
    }
    for column in 0..<columns {
      let taker = Int(assignment.taker(i, column))
      if taker < 0 { continue }
      let isDivided = renormalize || (straightThrough && column == assignment.width)
      let slope = isDivided ? (dWeights[column] - mean) / divisor : dWeights[column]
      slopes[taker] += multiplicity(assignment, i, column) * slope
    }
  }

  @inline(__always)
  private func multiplicity(_ assignment: Assignment, _ i: Int, _ column: Int) -> Float {
    column == assignment.width ? Float(assignment.multiplicity?[i] ?? 0) : 1
  }
}
