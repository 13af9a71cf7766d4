internal import Foundation

/// Losses of a softmax over few classes that look at all of its values. Worked out in Double.
extension Tape {
  /// Weighted mean of −Σ_c targets_c · ln softmax(logits)_c over rows: cross-entropy with soft labels.
  ///
  /// Shapes: logits (N, C), targets (N, C), weights (N), not negative, or nil for 1; result (1), in nats. It is 0, and so is the
  /// gradient, when all weights are 0.
  public func softCrossEntropy(logits: Tensor, targets: [Float], weights: [Float]? = nil) -> Tensor {
    let (n, c) = (logits.rows, logits.columns)
    precondition(targets.count == n * c, "softCrossEntropy: \(targets.count) targets for \(logits.shape)")
    precondition(weights == nil || weights!.count == n, "softCrossEntropy: \(weights!.count) weights for \(n) rows")
    let total = weights.map { $0.reduce(0.0) { $0 + Double($1) } } ?? Double(n)
    return loss(of: logits) { row, logProbabilities, gradient in
      let weight = Double(weights?[row] ?? 1) / total
      guard total > 0, weight > 0 else { return 0 }
      var (sum, mass) = (0.0, 0.0)
      for i in 0..<c {
        let target = Double(targets[row * c + i])
        sum -= target * logProbabilities[i]
        mass += target
      }
      for i in 0..<c { gradient[i] = weight * (mass * exp(logProbabilities[i]) - Double(targets[row * c + i])) }
      return weight * sum
    }
  }

  /// Mean of the entropies −Σ_c p ln(p + epsilon) of p = softmax(logits) over rows.
  ///
  /// Shapes: logits (N, C); result (1), in nats.
  public func meanEntropy(logits: Tensor, epsilon: Double = 0) -> Tensor {
    let (n, c) = (Double(logits.rows), logits.columns)
    return loss(of: logits) { _, logProbabilities, gradient in
      var (entropy, mean) = (0.0, 0.0)
      for i in 0..<c {
        let p = exp(logProbabilities[i])
        let logarithm = epsilon > 0 ? log(p + epsilon) : logProbabilities[i]
        entropy -= p * logarithm
        gradient[i] = -(logarithm + (epsilon > 0 ? p / (p + epsilon) : 1))
        mean += p * gradient[i]
      }
      for i in 0..<c { gradient[i] = exp(logProbabilities[i]) * (gradient[i] - mean) / n }
      return entropy / n
    }
  }

  /// Mean of Σ_c scores_c · p_c of p = softmax(logits) over rows; the scores are constants.
  ///
  /// Shapes: logits (N, C), scores (C); result (1).
  public func meanScore(logits: Tensor, scores: [Double]) -> Tensor {
    let (n, c) = (Double(logits.rows), logits.columns)
    precondition(scores.count == c, "meanScore: \(scores.count) scores for \(logits.shape)")
    return loss(of: logits) { _, logProbabilities, gradient in
      var mean = 0.0
      for i in 0..<c { mean += exp(logProbabilities[i]) * scores[i] }
      for i in 0..<c { gradient[i] = exp(logProbabilities[i]) * (scores[i] - mean) / n }
      return mean / n
    }
  }

  /// Mean of the weighted cross-entropies of a logistic function: target 1 is ln(1 + e^−x), target 0 is ln(1 + e^x).
  ///
  /// Shapes: logits (N) or (N, 1), targets (N) in [0, 1], weights (N) or nil for 1; result (1), Σ weights · loss / N.
  public func binaryCrossEntropy(logits: Tensor, targets: [Float], weights: [Float]? = nil) -> Tensor {
    let n = logits.count
    precondition(targets.count == n && n > 0, "binaryCrossEntropy: \(targets.count) targets for \(logits.shape)")
    precondition(weights == nil || weights!.count == n, "binaryCrossEntropy: \(weights!.count) weights for \(n)")
    let mean = result(of: [logits], shape: [1])
    let gradient = arena.floats(n)
    var sum = 0.0
    for i in 0..<n {
      let (x, target) = (Double(logits.data[i]), Double(targets[i]))
      let weight = Double(weights?[i] ?? 1) / Double(n)
      sum += weight * (max(x, 0) - x * target + log1p(exp(-abs(x))))
      gradient[i] = Float(weight * (1 / (1 + exp(-x)) - target))
    }
    mean.data[0] = Float(sum)
    record(mean) { [self] dMean in addScaled(gradient, by: dMean[0], to: logits) }
    return mean
  }

  /// A sum over rows in their order.
  ///
  /// - Parameter row: gets the number of a row, its log softmax, and a place for the derivative, cleared.
  private func loss(
    of logits: Tensor, _ row: (Int, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Double
  ) -> Tensor {
    let (n, c) = (logits.rows, logits.columns)
    let loss = result(of: [logits], shape: [1])
    let gradient = arena.floats(n * c)
    var sum = 0.0
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * c) { space in
      let (logarithms, derivatives) = (space.baseAddress!, space.baseAddress! + c)
      for index in 0..<n {
        let own = logits.data + index * c
        var highest = Double(own[0])
        for i in 1..<max(c, 1) { highest = max(highest, Double(own[i])) }
        var exponentials = 0.0
        for i in 0..<c { exponentials += exp(Double(own[i]) - highest) }
        let normaliser = highest + log(exponentials)
        for i in 0..<c {
          logarithms[i] = Double(own[i]) - normaliser
          derivatives[i] = 0
        }
        sum += row(index, logarithms, derivatives)
        for i in 0..<c { gradient[index * c + i] = Float(derivatives[i]) }
      }
    }
    loss.data[0] = Float(sum)
    record(loss) { [self] dLoss in addScaled(gradient, by: dLoss[0], to: logits) }
    return loss
  }
}
