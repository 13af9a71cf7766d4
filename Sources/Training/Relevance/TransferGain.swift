internal import Tensor

/// Whether having learnt one task helps with another: the costly check on the other measures.
///
/// Gain_i→j = 1 − L_j(first i, then j) / L_j(j alone), losses on validation data, each task trained for equally many
/// steps. It takes 2 T + T² short trainings.
public enum TransferGain {
  /// Gains by the task learnt first (rows) and the one learnt then (columns). The diagonal says what a second helping of
  /// the same task does. Shape (tasks, tasks).
  ///
  /// - Parameter steps: of each task, at least 1.
  public static func gains(
    _ probe: any TaskProbe, steps: Int, progress: (String) -> Void = { _ in }
  ) -> [Double] {
    precondition(steps >= 1, "a training of \(steps) steps")
    let count = probe.taskCount
    let start = probe.block.copyOfValues
    defer { probe.block.restore(start) }
    var alone: [Double] = []
    for task in 0..<count {
      progress("relevance: task \(task + 1) of \(count) alone, \(steps) steps")
      probe.block.restore(start)
      probe.train(task: task, steps: steps)
      alone.append(probe.heldOutLoss(of: task))
    }
    var gains = Array(repeating: 0.0, count: count * count)
    for first in 0..<count {
      // Taken anew rather than kept: the weights of all tasks would not fit into memory beside each other.
      probe.block.restore(start)
      probe.train(task: first, steps: steps)
      let learnt = probe.block.copyOfValues
      for second in 0..<count {
        progress("relevance: task \(second + 1) after task \(first + 1) of \(count), \(steps) steps")
        probe.block.restore(learnt)
        probe.train(task: second, steps: steps)
        if alone[second] > 0 { gains[first * count + second] = 1 - probe.heldOutLoss(of: second) / alone[second] }
      }
    }
    return gains
  }
}
