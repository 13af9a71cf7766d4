import ArgumentParser
import Experiment
import Foundation
import Sessions
import Training

/// `switchyard run`: trains a recipe, on the screen or in plain lines.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Train a recipe and watch its router.",
    discussion: """
      Without a terminal on standard output, or with --headless, progress is printed in plain lines. Everything is \
      recorded in a session, which `switchyard replay` plays and `switchyard resume` takes up again.
      """)

  @OptionGroup var arguments: RecipeArguments
  @OptionGroup var display: DisplayOptions

  @Option(help: "Record into this file, which must not exist yet.", completion: .file(extensions: ["sqlite"]))
  var session: String?

  @Option(help: "Stop after this step; the schedule still follows run.steps.")
  var steps: Int?

  func run() throws {
    let recipe = try arguments.load()
    let last = try lastStep(steps, after: 0, recipe: recipe)
    let file = try session ?? SessionLibrary().newPath(name: recipe[Keys.Run.name])
    guard !FileManager.default.fileExists(atPath: file) else {
      throw CommandError("\(file) exists already: give another --session, or go on with it by `switchyard resume`")
    }
    let assembly = try RunAssembly(recipe: recipe, lastStep: last, progress: display.progress)
    try present(
      assembly, plan: Trainer.Plan(lastStep: last), recorder: try SessionRecorder(creating: file), display: display)
  }
}

/// `switchyard resume`: goes on with a run from its last checkpoint.
struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Take up a stopped run from its last checkpoint.")

  @Argument(help: "The session of the run.", completion: .file(extensions: ["sqlite"]))
  var session: String

  @OptionGroup var display: DisplayOptions

  @Option(help: "Stop after this step, counted from the run's beginning.")
  var steps: Int?

  func run() throws {
    let file = try SessionLibrary().path(of: session)
    let checkpoints = Checkpoints(ofSession: file, keep: 2)
    let saved = try checkpoints.latest()
    let recipe = try Recipe(toml: saved.snapshot.recipe, file: saved.file)
    let last = try lastStep(steps, after: saved.snapshot.step, recipe: recipe)
    let assembly = try RunAssembly(recipe: recipe, lastStep: last, kept: saved.dataFiles, progress: display.progress)
    try saved.restore(assembly.workload, optimizer: assembly.optimizer)
    let plan = Trainer.Plan(
      firstStep: saved.snapshot.step, firstTokens: saved.snapshot.tokens, lastStep: last,
      bestLoss: saved.snapshot.bestLoss)
    try present(
      assembly, plan: plan, recorder: try SessionRecorder(appendingTo: file), display: display)
  }
}

private func lastStep(_ wanted: Int?, after first: Int, recipe: Recipe) throws -> Int {
  let last = wanted ?? recipe[Keys.Run.steps]
  guard last > first else {
    throw CommandError(
      first == 0
        ? "--steps is \(last): give a step of at least 1"
        : "the run has done \(first) steps already: give --steps a number above that to go on")
  }
  return last
}

private func present(
  _ assembly: RunAssembly, plan: Trainer.Plan, recorder: SessionRecorder, display: DisplayOptions
) throws {
  let run = LiveRun(recorder: recorder)
  nonisolated(unsafe) let assembly = assembly  // used by the trainer's thread alone from here on
  let checkpoints = Checkpoints(ofSession: recorder.path, keep: assembly.recipe[Keys.Record.keep])
  run.start { bus, control in
    Trainer(
      recipe: assembly.recipe, workload: assembly.workload, optimizer: assembly.optimizer, pool: assembly.pool,
      bus: bus,
      control: control, checkpoints: checkpoints, plan: plan, beforeCheckpoint: { recorder.flush() })
  }
  if display.isScreen {
    try Screen.show(run, display: display)
  } else {
    PlainRun.show(run)
  }
}

extension Checkpoints {
  /// The checkpoints that lie beside a session.
  init(ofSession path: String, keep: Int) {
    self.init(folder: URL(fileURLWithPath: SessionLibrary.checkpointFolder(ofSession: path)), keep: keep)
  }
}
