import Experiment
import Foundation
import Sessions
import Training

extension LiveRun {
  /// Starts the trainer on what was assembled.
  static func begin(
    _ assembly: RunAssembly, plan: Trainer.Plan, recorder: SessionRecorder, changes: ChangeStack = ChangeStack()
  ) -> LiveRun {
    let run = LiveRun(recorder: recorder)
    nonisolated(unsafe) let assembly = assembly  // used by the trainer's thread alone from here on
    let checkpoints = Checkpoints(ofSession: recorder.path, keep: assembly.recipe[Keys.Record.keep])
    run.start { bus, control in
      Trainer(
        recipe: assembly.recipe, workload: assembly.workload, optimizer: assembly.optimizer, pool: assembly.pool,
        bus: bus, control: control, checkpoints: checkpoints, plan: plan, beforeCheckpoint: { recorder.flush() },
        changes: changes,
        branches: { try BranchPlace(besideSession: recorder.path, step: $0, checkpoints: checkpoints) })
    }
    return run
  }

  /// Takes up a stopped run from its last checkpoint.
  ///
  /// - Parameters:
  ///   - file: its session.
  ///   - steps: stop after this step, counted from the run's beginning; nil: the recipe's.
  static func resume(_ file: String, steps: Int?, progress: (String) -> Void) throws -> LiveRun {
    let saved = try Checkpoints(ofSession: file, keep: 2).latest()
    let recipe = try Recipe(toml: saved.snapshot.recipe, file: saved.file)
    let before = try SessionReader(path: file).state()
    let last = try lastStep(steps, after: saved.snapshot.step, recipe: recipe)
    let assembly = try RunAssembly(recipe: recipe, lastStep: last, kept: saved.dataFiles, progress: progress)
    try saved.restore(assembly.workload, optimizer: assembly.optimizer)
    let plan = Trainer.Plan(
      firstStep: saved.snapshot.step, firstTokens: saved.snapshot.tokens, lastStep: last,
      bestLoss: saved.snapshot.bestLoss, branch: before.header?.branch)
    var changes = before.changes
    changes.restart(at: plan.firstStep, recipe: recipe)
    return begin(assembly, plan: plan, recorder: try SessionRecorder(appendingTo: file), changes: changes)
  }

  /// The step to stop after.
  ///
  /// - Throws: `CommandError` when that is behind us.
  static func lastStep(_ wanted: Int?, after first: Int, recipe: Recipe) throws -> Int {
    let last = wanted ?? recipe[Keys.Run.steps]
    guard last > first else {
      throw CommandError(
        first == 0
          ? "--steps is \(last): give a step of at least 1"
          : "the run has done \(first) steps already: give --steps a number above that to go on")
    }
    return last
  }
}

extension Checkpoints {
  /// The checkpoints that lie beside a session.
  init(ofSession path: String, keep: Int) {
    self.init(folder: URL(fileURLWithPath: SessionLibrary.checkpointFolder(ofSession: path)), keep: keep)
  }
}
