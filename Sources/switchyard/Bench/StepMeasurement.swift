import Experiment
import Training

/// Steps that are done for their times alone.
enum StepMeasurement {
  /// Steps before those that count.
  static let warmup = 2
  /// Steps that count where a rate is wanted soon.
  static let probeSteps = 4

  /// Does some steps without evaluations or checkpoints.
  ///
  /// - Returns: the steps after the warm-up.
  static func steps(_ count: Int, of assembly: RunAssembly) -> [Step] {
    let bus = EventBus()
    let events = bus.subscribe()
    let trainer = Trainer(
      recipe: assembly.recipe, workload: assembly.workload, optimizer: assembly.optimizer, pool: assembly.pool,
      bus: bus,
      control: RunControl(), checkpoints: nil, plan: Trainer.Plan(lastStep: warmup + count), evaluates: false)
    trainer.run()
    return events.drain().compactMap { stamped in
      if case .step(let step) = stamped.event, step.step > warmup { step } else { nil }
    }
  }

  /// The rate at which a recipe trains on this machine now, in floating-point operations a second.
  static func flopsPerSecond(of recipe: Recipe) throws -> Double {
    let assembly = try RunAssembly(recipe: recipe, lastStep: warmup + probeSteps, measured: false)
    return steps(probeSteps, of: assembly).map { 1e9 * $0.gflops }.median
  }
}
