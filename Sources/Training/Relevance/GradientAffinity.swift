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
    let gradients = TaskGradients(of: probe.block)
    gradients.begin(probe.sharedParameters, tasks: count)
    plan.walk(probe, progress: progress) { batches in
      for batch in batches {
        for task in 0..<count {
          _ = probe.gradient(of: task, batch: batch)
          gradients.keep(task, pool)
        }
        let products = gradients.gram(pool)
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
