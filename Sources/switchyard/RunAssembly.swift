import Data
import Experiment
import Foundation
import Models
import Tensor
import Training

/// Joins recipe, data, model and optimiser: what `run`, `resume`, `bench` and `verify` start from.
struct RunAssembly {
  let recipe: Recipe
  let pool: ThreadPool
  let workload: any Workload
  let optimizer: any Optimizer

  /// - Parameters:
  ///   - measured: whether the header tells the rate of sgemm.
  ///   - lastStep: the step up to which there have to be windows; nil: the recipe's.
  ///   - kept: what the batches follow from, of a checkpoint that is taken up again.
  ///   - progress: is told one line for each thing that takes time.
  init(
    recipe: Recipe, lastStep: Int? = nil, measured: Bool = true, kept: [String: [UInt8]]? = nil,
    progress: (String) -> Void = { _ in }
  )
    throws
  {
    self.recipe = recipe
    pool = ThreadPool(threads: recipe[Keys.Run.threads])
    let pool = pool
    workload = try WorkloadCatalog.workload(
      of: recipe, lastStep: lastStep ?? recipe[Keys.Run.steps], kept: kept,
      machine: {
        if measured { progress("measuring sgemm") }
        return .current(pool: pool, measured: measured)
      }, progress: progress)
    optimizer = OptimizerCatalog.optimizer(of: workload, recipe)
  }
}
