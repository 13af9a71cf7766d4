internal import Data
internal import Experiment
internal import Models
internal import Tensor

/// The encoder of a recipe with all its layers shared by all tasks, as it is asked which tasks help each other.
///
/// It trains as the run does, with its optimiser, dropout and sampling; the learning rate rises for the recipe's warm-up,
/// but at most half of the steps, and stays. Losses and gradients that are looked at are without dropout.
final class UnderstandingProbe: TaskProbe {
  let learningRate: Double
  /// Those of the layers that the recipe shares among all tasks or a group, or of all layers where there are none.
  let sharedParameters: [Parameter]
  private let model: Understanding
  private let recipe: Recipe
  private let data: UnderstandingData
  private let tape: Tape
  private let steps: Int
  private let sampler: TaskSampler
  /// The order in which each task's examples come into the batches that are looked at.
  private let orders: [[Int32]]
  private var optimizer: any Optimizer

  private static let stream: UInt64 = 0x7072_6F62_6500_0000

  /// - Throws: what is wrong with weights or recipe.
  init(_ recipe: Recipe, data: UnderstandingData, pool: ThreadPool) throws {
    let steps = recipe[Keys.Relevance.probeSteps]
    model = try Understanding.hardShared(
      recipe: recipe, data: data, machine: Machine.current(pool: pool, measured: false))
    (self.recipe, self.data, self.steps) = (recipe, data, steps)
    tape = Tape(pool: pool)
    learningRate = recipe[Keys.Optimizer.learningRate]
    let seed = UInt64(recipe[Keys.Run.seed])
    sampler = TaskSampler(
      lengths: data.tasks.map { $0.training.map(\.ids.count) }, batchSize: recipe[Keys.Tasks.batchSize], steps: steps,
      finalExponent: recipe[Keys.Tasks.finalExponent], seed: seed)
    orders = data.tasks.enumerated().map { number, task in
      Data.CounterRandom(seed: seed, stream: UnderstandingProbe.stream &+ UInt64(number)).permutation(
        task.training.count)
    }
    let shared = recipe[Keys.Hierarchy.bottom] + recipe[Keys.Hierarchy.middle]
    let depth = shared == 0 ? model.encoder.options.layers : shared
    let layers = (0..<depth).map { "bottom.layers.\($0)." }
    sharedParameters = model.block.parameters.filter { parameter in
      layers.contains { parameter.name.hasPrefix($0) }
    }
    optimizer = OptimizerCatalog.optimizer(of: model, recipe)
  }

  var taskCount: Int { data.tasks.count }
  var block: ParameterBlock { model.block }

  // MARK: - Training

  func train(_ steps: Range<Int>) {
    if steps.lowerBound == 0 { optimizer = OptimizerCatalog.optimizer(of: model, recipe) }
    for step in steps {
      let (task, examples) = sampler.batch(at: step)
      take(data.batch(of: task, data.tasks[task].training, examples), step: step, of: self.steps)
    }
  }

  func train(task: Int, steps: Int) {
    optimizer = OptimizerCatalog.optimizer(of: model, recipe)
    for step in 0..<steps { take(batch(of: task, number: step), step: step, of: steps) }
  }

  private func take(_ batch: TaskBatch, step: Int, of steps: Int) {
    let rise = Schedule(.constant, warmup: min(recipe[Keys.Schedule.warmup], steps / 2), steps: steps)
    let noise = EncoderNoise(
      rate: Float(recipe[Keys.Encoder.dropout]), seed: UInt64(recipe[Keys.Run.seed]), step: step)
    model.block.forgetGradients()
    _ = model.gradient(of: batch, tape, noise: noise)
    optimizer.step(
      learningRate: learningRate * rise.factor(at: step + 1), touched: model.touched(by: batch.task), tape.pool)
  }

  // MARK: - Looking

  func loss(of task: Int, batch: Int) -> Double { model.loss(of: self.batch(of: task, number: batch), tape) }

  func gradient(of task: Int, batch: Int) -> Double {
    model.block.forgetGradients()
    return model.gradient(of: self.batch(of: task, number: batch), tape)
  }

  func heldOutLoss(of task: Int) -> Double {
    let examples = data.tasks[task].validation
    let count = min(examples.count, recipe[Keys.Tasks.batchSize] * recipe[Keys.Relevance.probeBatches])
    var (sum, done) = (0.0, 0)
    while done < count {
      let end = min(done + recipe[Keys.Tasks.batchSize], count)
      sum += model.loss(of: data.batch(of: task, examples, Array(done..<end)), tape) * Double(end - done)
      done = end
    }
    return sum / Double(count)
  }

  /// Training examples in the task's order, which begins anew at its end.
  private func batch(of task: Int, number: Int) -> TaskBatch {
    let order = orders[task]
    let size = min(recipe[Keys.Tasks.batchSize], order.count)
    let numbers = (0..<size).map { Int(order[(number * size + $0) % order.count]) }
    return data.batch(of: task, data.tasks[task].training, numbers)
  }
}
