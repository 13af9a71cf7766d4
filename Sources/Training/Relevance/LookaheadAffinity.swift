internal import Tensor

/// What a step for one task does to the loss of another: TAG's affinity.
///
/// Z_i→j = 1 − L_j(θ − η ∇L_i) / L_j(θ), on the shared layers, the mean over batches at several points of a joint
/// training. Source: Fifty et al. 2021, arXiv:2109.04617. Ours is the length of the step: η is chosen so that it is as
/// long as AdamW's first, in which each weight moves by the learning rate; with the rate itself as η the losses of a small
/// encoder would move by less than they are rounded.
public enum LookaheadAffinity {
  /// Z by the task stepped for (rows) and the task whose loss is looked at (columns). Shape (tasks, tasks).
  public static func ratios(
    _ probe: any TaskProbe, _ plan: ProbePlan, progress: (String) -> Void = { _ in }
  ) -> [Double] {
    let count = probe.taskCount
    let shared = probe.sharedParameters
    let length = probe.learningRate * Double(shared.reduce(0) { $0 + $1.count }).squareRoot()
    var sums = Array(repeating: 0.0, count: count * count)
    plan.walk(probe, progress: progress) { batches in
      let weights = probe.block.copyOfValues
      for batch in batches {
        let before = (0..<count).map { probe.loss(of: $0, batch: batch) }
        for i in 0..<count {
          _ = probe.gradient(of: i, batch: batch)
          guard step(shared, length: length) else { continue }
          for j in 0..<count where before[j] > 0 {
            sums[i * count + j] += 1 - probe.loss(of: j, batch: batch) / before[j]
          }
          probe.block.restore(weights)
        }
      }
    }
    return sums.map { $0 / Double(plan.checkpoints * plan.batches) }
  }

  /// Moves the weights against their gradients by `length` altogether; not at all where those are 0 or not finite.
  private static func step(_ parameters: [Parameter], length: Double) -> Bool {
    let square = parameters.reduce(0) { $0 + OptimizerLoops.sumOfSquares($1.gradients, count: $1.count) }
    guard square > 0, square.isFinite else { return false }
    let rate = Float(length / square.squareRoot())
    for parameter in parameters {
      for place in 0..<parameter.count { parameter.values[place] -= rate * parameter.gradients[place] }
    }
    return true
  }
}
