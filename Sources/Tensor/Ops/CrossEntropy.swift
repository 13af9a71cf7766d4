internal import CKernels
import Foundation

extension Tape {
  /// Mean cross-entropy of a linear layer's softmax, without ever holding all logits.
  ///
  /// The N × V logits exist for a chunk of tokens at a time. While recording, the gradient is made from each chunk's
  /// logits at once, in the forward pass, and only passed on in the backward pass: nothing is computed twice.
  ///
  /// Shapes: x (N, D), weight (V, D), targets (N) in 0 ..< V; result (1), in nats a token.
  /// - Parameter losses: receives the loss of every token, length N, when given.
  public func crossEntropy(
    _ x: Tensor, weight: Tensor, targets: [Int32], losses: UnsafeMutablePointer<Float>? = nil
  ) -> Tensor {
    let (n, d, v) = (x.rows, x.columns, weight.rows)
    precondition(weight.columns == d, "crossEntropy: x \(x.shape), weight \(weight.shape)")
    precondition(targets.count == n, "crossEntropy: \(targets.count) targets for \(n) tokens")
    precondition(targets.allSatisfy { $0 >= 0 && Int($0) < v }, "crossEntropy: a target is outside 0 ..< \(v)")
    let mean = result(of: [x, weight], shape: [1])
    let dX = isRecording && x.needsGradient ? arena.floats(n * d) : nil
    let dWeight = isRecording && weight.needsGradient ? arena.floats(v * d) : nil
    let rowLosses = losses ?? arena.floats(n)
    let scale = 1 / Float(n)

    let mark = arena.mark
    let chunk = min(n, max(64, Self.logitsAtATime / v))
    let logits = arena.floats(chunk * v)
    for first in stride(from: 0, to: n, by: chunk) {
      let rows = min(chunk, n - first)
      pool.multiply(
        transposeB: true, m: rows, n: v, k: d, x.data + first * d, lda: d, weight.data, ldb: d, logits, ldc: v)
      targets.withUnsafeBufferPointer { targets in
        pool.parallel(count: rows, grain: 32) { range, _ in
          // Logits become the gradient in place, unless none is wanted.
          let chunk = logits + range.lowerBound * v
          let rows = first + range.lowerBound
          if dX == nil && dWeight == nil {
            _ = kernel_cross_entropy_loss(chunk, v, targets.baseAddress! + rows, range.count, v, rowLosses + rows)
          } else {
            _ = kernel_cross_entropy(chunk, v, targets.baseAddress! + rows, range.count, v, scale, rowLosses + rows)
          }
        }
      }
      if let dX {
        pool.multiply(m: rows, n: d, k: v, logits, lda: v, weight.data, ldb: d, dX + first * d, ldc: d)
      }
      if let dWeight {
        pool.multiply(
          transposeA: true, m: v, n: d, k: rows, logits, lda: v, x.data + first * d, ldb: d, beta: first == 0 ? 0 : 1,
          dWeight, ldc: d)
      }
    }
    arena.rewind(to: mark)
    var sum = 0.0
    for row in 0..<n { sum += Double(rowLosses[row]) }
    mean.data[0] = Float(sum / Double(n))

    record(mean) { [self] dMean in
      if let dX { addScaled(dX, by: dMean[0], to: x) }
      if let dWeight { addScaled(dWeight, by: dMean[0], to: weight) }
    }
    return mean
  }

  /// How many logits exist at a time: 16 MiB of them.
  static var logitsAtATime: Int { 1 << 22 }

  /// Adds factor · source to a gradient.
  func addScaled(_ source: UnsafePointer<Float>, by factor: Float, to tensor: Tensor) {
    guard let target = destination(tensor) else { return }
    pool.parallel(count: tensor.count, grain: 1 << 16) { range, _ in
      if target.accumulates {
        for i in range { target.data[i] += factor * source[i] }
      } else {
        for i in range { target.data[i] = factor * source[i] }
      }
    }
  }
}
