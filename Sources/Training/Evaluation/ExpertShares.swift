internal import Models
internal import Tensor

/// Shares of a layer's experts in a training step.
enum ExpertShares {
  /// By expert, the share of the rows that were computed.
  static func rows(_ statistics: LayerStatistics) -> [Float] {
    let e = statistics.experts
    return shares(
      (0..<e).map { expert in
        stride(from: expert, to: e * statistics.devices, by: e).reduce(0.0) {
          $0 + Double(statistics.kept[$1]) + Double(statistics.filled[$1]) + Double(statistics.rectified[$1])
        }
      })
  }

  /// By expert, the share of the squared gradient of all experts' weights, from the gradients that the latest step left
  /// behind. Each expert's sum is taken by one thread, in order.
  static func gradients(_ layer: MoELayer, pool: ThreadPool) -> [Float] {
    let weights = [layer.up, layer.down] + (layer.gate.map { [$0] } ?? [])
    let e = layer.options.experts
    var squares = Array(repeating: 0.0, count: weights.count * e)
    squares.withUnsafeMutableBufferPointer { squares in
      nonisolated(unsafe) let squares = squares
      pool.parallel(weights.count * e) { piece, _ in
        let (weight, expert) = (weights[piece / e], piece % e)
        let count = weight.count / e
        squares[piece] = OptimizerLoops.sumOfSquares(weight.gradients + expert * count, count: count)
      }
    }
    return shares((0..<e).map { expert in weights.indices.reduce(0.0) { $0 + squares[$1 * e + expert] } })
  }

  /// All 0 where there is nothing to share.
  private static func shares(_ parts: [Double]) -> [Float] {
    let total = parts.reduce(0, +)
    return parts.map { total > 0 ? Float($0 / total) : 0 }
  }
}
