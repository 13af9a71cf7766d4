internal import CKernels

extension Tape {
  /// Mean cross-entropy of the softmax of given logits, in nats a row.
  ///
  /// For few classes, where the logits are wanted anyway; a vocabulary goes through `crossEntropy(_:weight:targets:)`.
  /// Shapes: logits (N, C), targets (N) in 0 ..< C; result (1).
  public func crossEntropy(logits: Tensor, targets: [Int32]) -> Tensor {
    let (n, c) = (logits.rows, logits.columns)
    precondition(targets.count == n && n > 0, "crossEntropy: \(targets.count) targets for \(n) rows")
    precondition(targets.allSatisfy { $0 >= 0 && Int($0) < c }, "crossEntropy: a target is outside 0 ..< \(c)")
    let mean = result(of: [logits], shape: [1])
    // The logits stay: they are what predictions are made of.
    let gradient = arena.floats(n * c)
    gradient.update(from: logits.data, count: n * c)
    let sum = targets.withUnsafeBufferPointer {
      kernel_cross_entropy(gradient, c, $0.baseAddress!, n, c, 1 / Float(n), nil)
    }
    mean.data[0] = Float(sum / Double(n))
    record(mean) { [self] dMean in addScaled(gradient, by: dMean[0], to: logits) }
    return mean
  }

  /// Mean of the squared differences between x and constants.
  ///
  /// Shapes: x (N) or (N, 1), targets (N); result (1).
  public func meanSquare(_ x: Tensor, targets: [Float]) -> Tensor {
    let n = x.count
    precondition(targets.count == n && n > 0, "meanSquare: \(targets.count) targets for \(x.shape)")
    let mean = result(of: [x], shape: [1])
    let gradient = arena.floats(n)
    var sum = 0.0
    for i in 0..<n {
      let difference = x.data[i] - targets[i]
      sum += Double(difference) * Double(difference)
      gradient[i] = 2 * difference / Float(n)
    }
    mean.data[0] = Float(sum / Double(n))
    record(mean) { [self] dMean in addScaled(gradient, by: dMean[0], to: x) }
    return mean
  }
}
