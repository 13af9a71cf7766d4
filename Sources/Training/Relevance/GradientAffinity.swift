public import Tensor

/// Which tasks pull the shared encoder the same way: the cosine of their gradients.
///
/// A_ij = cos(∇L_i, ∇L_j) with respect to the shared layers, the mean over pairs of batches at several points of a joint
/// training. A known measure of multi-task learning; that Fei et al. 2022 mean it by "model-based relevance" is our
/// reading, of which only the abstract is known.
public enum GradientAffinity {
  /// The mean cosines, −1 to 1, (tasks, tasks), with ones on the diagonal. A gradient of 0 has the cosine 0 with all.
  public static func cosines(
    _ probe: any TaskProbe, _ plan: ProbePlan, pool: ThreadPool, progress: (String) -> Void = { _ in }
  ) -> [Double] {
    let count = probe.taskCount
    var sums = Array(repeating: 0.0, count: count * count)
    let gradients = GradientRows(of: probe.sharedParameters, rows: count)
    plan.walk(probe, progress: progress) { batches in
      for batch in batches {
        for task in 0..<count {
          _ = probe.gradient(of: task, batch: batch)
          gradients.take(row: task)
        }
        let products = gradients.products(pool)
        for i in 0..<count {
          for j in 0..<i {
            let norms = (products[i * count + i] * products[j * count + j]).squareRoot()
            if norms > 0, norms.isFinite { sums[i * count + j] += products[i * count + j] / norms }
          }
        }
      }
    }
    let looks = Double(plan.checkpoints * plan.batches)
    var cosines = Array(repeating: 1.0, count: count * count)
    for i in 0..<count {
      for j in 0..<i {
        let mean = sums[i * count + j] / looks
        (cosines[i * count + j], cosines[j * count + i]) = (mean, mean)
      }
    }
    return cosines
  }
}

/// Gradients of several tasks beside each other, one a row.
final class GradientRows {
  private let parameters: [Parameter]
  private let rows: Int
  /// Floats of a row.
  let width: Int
  private let values: UnsafeMutablePointer<Float>
  /// Columns of one piece of work: each sum of a piece is of single precision, those of the pieces of double.
  private static let grain = 1 << 14

  init(of parameters: [Parameter], rows: Int) {
    self.parameters = parameters
    self.rows = rows
    width = parameters.reduce(0) { $0 + $1.count }
    values = .allocate(capacity: max(rows * width, 1))
    values.initialize(repeating: 0, count: rows * width)
  }

  deinit { values.deallocate() }

  /// Copies the gradients that lie in the parameters now.
  func take(row: Int) {
    var place = values + row * width
    for parameter in parameters {
      place.update(from: parameter.gradients, count: parameter.count)
      place += parameter.count
    }
  }

  /// The products of all rows with each other, (rows, rows).
  func products(_ pool: ThreadPool) -> [Double] {
    let pieces = (width + Self.grain - 1) / Self.grain
    let (rows, width, values) = (rows, width, values)
    var partial = Array(repeating: Float(0), count: pieces * rows * rows)
    partial.withUnsafeMutableBufferPointer { partial in
      nonisolated(unsafe) let partial = partial
      pool.parallel(pieces) { piece, _ in
        guard let result = partial.baseAddress else { return }
        let first = piece * Self.grain
        BLAS.multiply(
          transposeB: true, m: rows, n: rows, k: min(Self.grain, width - first), values + first, lda: width,
          values + first, ldb: width, result + piece * rows * rows, ldc: rows)
      }
    }
    var sums = Array(repeating: 0.0, count: rows * rows)
    for piece in 0..<pieces {
      for place in sums.indices { sums[place] += Double(partial[piece * rows * rows + place]) }
    }
    return sums
  }
}
