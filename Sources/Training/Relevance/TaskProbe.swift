public import Tensor

/// A model whose encoder all tasks share, as far as it is asked which tasks help each other.
///
/// Batches are of training data and named by their number: the same number always gives the same batch. Losses and
/// gradients follow from weights and batch alone.
public protocol TaskProbe: AnyObject {
  /// Number of tasks, T.
  var taskCount: Int { get }
  /// All parameters. What asks puts them back as they were.
  var block: ParameterBlock { get }
  /// The weights of the encoder's layers that all tasks share and that gradients are compared on.
  var sharedParameters: [Parameter] { get }
  /// The learning rate of the run: with it a step is about as long as one of training.
  var learningRate: Double { get }
  /// Takes these training steps of a run on all tasks. Step 0 begins with a new optimiser.
  func train(_ steps: Range<Int>)
  /// Takes training steps on one task, with an optimiser of their own, on batches from the first.
  func train(task: Int, steps: Int)
  /// Mean loss of a batch of a task.
  func loss(of task: Int, batch: Int) -> Double
  /// Mean loss of a batch of a task, and its gradient, which is left in the parameters.
  func gradient(of task: Int, batch: Int) -> Double
  /// Mean loss on validation data of a task.
  func heldOutLoss(of task: Int) -> Double
}

/// When and on how much a probe's model is looked at.
public struct ProbePlan: Sendable, Equatable {
  /// Training steps altogether.
  public var steps: Int
  /// Points at which it is looked at: after equal shares of the steps.
  public var checkpoints: Int
  /// Batches of each task at each point.
  public var batches: Int

  /// - Precondition: all at least 1, no more checkpoints than steps.
  public init(steps: Int, checkpoints: Int, batches: Int) {
    precondition(checkpoints >= 1 && batches >= 1 && steps >= checkpoints, "a probe of \(steps) steps")
    (self.steps, self.checkpoints, self.batches) = (steps, checkpoints, batches)
  }

  /// Trains from the weights as they are, calls `look` at each point with the numbers of the batches to look at, which
  /// are others each time, and puts the weights back.
  func walk(_ probe: any TaskProbe, progress: (String) -> Void, look: (Range<Int>) -> Void) {
    let start = probe.block.copyOfValues
    defer { probe.block.restore(start) }
    var done = 0
    for checkpoint in 0..<checkpoints {
      let next = steps * (checkpoint + 1) / checkpoints
      progress("relevance: training on all tasks, steps \(done + 1) to \(next) of \(steps)")
      probe.train(done..<next)
      done = next
      progress("relevance: looking at \(probe.taskCount) tasks, time \(checkpoint + 1) of \(checkpoints)")
      look(checkpoint * batches..<(checkpoint + 1) * batches)
    }
  }
}

extension ParameterBlock {
  /// All values, gaps included.
  var copyOfValues: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }

  /// Puts back what `copyOfValues` gave.
  func restore(_ copy: [Float]) {
    precondition(copy.count == count, "\(copy.count) values for \(count)")
    copy.withUnsafeBufferPointer { if let start = $0.baseAddress { values.update(from: start, count: count) } }
  }
}
