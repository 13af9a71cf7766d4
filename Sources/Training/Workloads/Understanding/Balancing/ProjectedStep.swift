package import Tensor

/// A step of several tasks: one pass for each, their gradients over what they share projected against each other and
/// added up, everything else as each task left it.
package final class ProjectedStep {
  private let block: ParameterBlock
  private let gradients: TaskGradients

  /// For the parameters of a block.
  package init(of block: ParameterBlock) {
    self.block = block
    gradients = TaskGradients(of: block)
  }

  /// Runs the passes one after another.
  ///
  /// - Parameters:
  ///   - tasks: how many there are.
  ///   - shared: what all of them move, and is projected. What only some move gets the sum of their gradients.
  ///   - seed: with the number of the step, says in which order gradients are looked at.
  ///   - pass: computes the loss of one of them, counted from 0, and leaves its gradient in the block, on top of those
  ///     that are there.
  /// - Returns: how often a gradient was projected.
  package func run(
    tasks: Int, shared: [Parameter], seed: UInt64, step: Int, _ pool: ThreadPool, pass: (Int) -> Void
  ) -> Int {
    gradients.begin(shared, tasks: tasks)
    for task in 0..<tasks {
      if task > 0 { block.forgetGradients(of: shared) }
      pass(task)
      gradients.keep(task, pool)
    }
    let surgery = PCGrad(gram: gradients.gram(pool), orders: PCGrad.orders(tasks, seed: seed, step: step))
    gradients.combine(surgery.factors, pool)
    return surgery.conflicts
  }
}
