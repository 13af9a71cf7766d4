internal import Foundation
public import Tensor

/// How far two clouds of features lie apart: MMD² with Gaussian kernels of several widths.
///
/// mean_{i≠j} k(s_i, s_j) + mean_{i≠j} k(t_i, t_j) − 2 mean_{ij} k(s_i, t_j), k = Σ_u exp(−‖a − b‖² / (2 σ_u²)).
/// Source: Long et al. 2015, "Learning Transferable Features with Deep Adaptation Networks", arXiv:1502.02791; notes 4. The
/// estimate is unbiased, so it may be negative.
public enum MaximumMeanDiscrepancy {
  /// α of the usual kernels: 2⁻³ … 2¹.
  public static let factors = [0.125, 0.25, 0.5, 1, 2]

  /// σ_u² = α_u · mean squared distance over all pairs of the union, a picture with itself too: constants of a step.
  ///
  /// Shapes: source (N, D), target (M, D). Where all features are equal every width is 1.
  public static func squaredWidths(source: Tensor, target: Tensor, factors: [Double] = factors) -> [Double] {
    let d = source.columns
    // Mean over pairs of ‖a − b‖² is twice the mean square minus the squared mean.
    var (sums, squares) = (Array(repeating: 0.0, count: d), 0.0)
    for part in [source, target] {
      for row in 0..<part.rows {
        for column in 0..<d {
          let value = Double(part.data[row * d + column])
          sums[column] += value
          squares += value * value
        }
      }
    }
    let n = Double(source.rows + target.rows)
    let mean = 2 * (squares / n - sums.reduce(0) { $0 + ($1 / n) * ($1 / n) })
    return factors.map { mean > 0 ? $0 * mean : 1 }
  }

  /// Shapes: source (N, D), target (M, D), both of at least two rows; result (1).
  public static func loss(_ tape: Tape, source: Tensor, target: Tensor, squaredWidths: [Double]) -> Tensor {
    let (n, m, d) = (source.rows, target.rows, source.columns)
    precondition(n > 1 && m > 1 && target.columns == d, "MMD: \(source.shape) and \(target.shape)")
    let loss = tape.result(of: [source, target], shape: [1])
    let gradient = tape.arena.floats((n + m) * d)
    var parts = Array(repeating: 0.0, count: n + m)
    func row(_ i: Int) -> UnsafePointer<Float> {
      UnsafePointer(i < n ? source.data + i * d : target.data + (i - n) * d)
    }
    func share(_ i: Int, _ j: Int) -> Double {
      if (i < n) != (j < n) { return -1 / Double(n * m) }
      return i < n ? 1 / Double(n * (n - 1)) : 1 / Double(m * (m - 1))
    }
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      tape.pool.parallel(n + m) { i, _ in
        var sum = 0.0
        var slopes = Array(repeating: 0.0, count: d)
        let own = row(i)
        for j in 0..<n + m where j != i {
          let other = row(j)
          var squares = 0.0
          for column in 0..<d {
            let difference = Double(own[column]) - Double(other[column])
            squares += difference * difference
          }
          var slope = 0.0
          for width in squaredWidths {
            let kernel = exp(-squares / (2 * width))
            sum += share(i, j) * kernel
            slope -= share(i, j) * kernel / (2 * width)
          }
          // Every pair is met from both sides, and d‖a − b‖² = 2 (a − b).
          for column in 0..<d { slopes[column] += 4 * slope * (Double(own[column]) - Double(other[column])) }
        }
        parts[i] = sum
        for column in 0..<d { gradient[i * d + column] = Float(slopes[column]) }
      }
    }
    loss.data[0] = Float(parts.reduce(0, +))
    tape.record(loss) { incoming in
      for (tensor, start) in [(source, gradient), (target, gradient + n * d)] {
        guard let place = tape.destination(tensor) else { continue }
        for i in 0..<tensor.count {
          place.data[i] = (place.accumulates ? place.data[i] : 0) + incoming[0] * start[i]
        }
      }
    }
    return loss
  }
}
