import Tensor
import Training

/// Tasks whose loss is 1 + ½ |θ − goal|² on shared weights θ, and a little more on a weight of their own: everything that
/// is asked of a probe can be worked out by hand.
final class QuadraticProbe: TaskProbe {
  let block = ParameterBlock()
  let sharedParameters: [Parameter]
  private let own: Parameter
  private let goals: [[Float]]
  let learningRate: Double
  /// The ranges of steps that were asked for.
  private(set) var trained: [Range<Int>] = []
  private(set) var looks = 0

  init(goals: [[Float]], learningRate: Double = 0.1) {
    self.goals = goals
    self.learningRate = learningRate
    let width = goals[0].count
    // In two parameters, of which the second starts on a border of its own.
    let first = block.declare("first", [1])
    let second = block.declare("second", [width - 1])
    own = block.declare("own", [1])
    sharedParameters = [first, second]
    for parameter in block.parameters { parameter.values.update(repeating: 0, count: parameter.count) }
  }

  var taskCount: Int { goals.count }
  var theta: [Float] {
    sharedParameters.flatMap { Array(UnsafeBufferPointer(start: $0.values, count: $0.count)) }
  }

  func loss(of task: Int, batch: Int) -> Double {
    looks += 1
    return 1 + zip(theta, goals[task]).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) / 2 }
  }

  func gradient(of task: Int, batch: Int) -> Double {
    var place = 0
    for parameter in sharedParameters {
      for i in 0..<parameter.count {
        parameter.gradients[i] = parameter.values[i] - goals[task][place]
        place += 1
      }
    }
    own.gradients[0] = 100
    return loss(of: task, batch: batch)
  }

  func heldOutLoss(of task: Int) -> Double { loss(of: task, batch: 0) }

  /// Each step goes a tenth of the way to the mean of the goals.
  func train(_ steps: Range<Int>) {
    trained.append(steps)
    for _ in steps { goals.indices.forEach { move(to: $0, by: 0.1 / Float(goals.count)) } }
  }

  /// Each step goes half of the way to the goal.
  func train(task: Int, steps: Int) { for _ in 0..<steps { move(to: task, by: 0.5) } }

  private func move(to task: Int, by share: Float) {
    var place = 0
    for parameter in sharedParameters {
      for i in 0..<parameter.count {
        parameter.values[i] += share * (goals[task][place] - parameter.values[i])
        place += 1
      }
    }
    own.values[0] += 1
  }
}
