import Data
import Experiment
import Models
import Tensor
import Training

/// A workload with its optimiser, to be stepped by hand.
final class SteppedWorkload {
  let workload: LanguageModel
  let tape: Tape
  private let optimizer: AdamW
  private let learningRate: Double
  private var index = 0

  init(_ recipe: Recipe, threads: Int = 1) throws {
    workload = try TinyLanguage.workload(recipe)
    tape = Tape(pool: ThreadPool(threads: threads))
    optimizer = AdamW(workload, recipe)
    learningRate = recipe[Keys.Optimizer.learningRate]
  }

  func step() {
    workload.block.forgetGradients()
    _ = workload.step(index, tape)
    _ = optimizer.step(learningRate: learningRate, tape.pool)
    index += 1
  }

  /// The probe batch: the first one held out.
  func probe(_ recipe: Recipe) -> Batch {
    workload.data.heldOutBatches(count: recipe[Keys.Evaluation.batches])[0]
  }
}
