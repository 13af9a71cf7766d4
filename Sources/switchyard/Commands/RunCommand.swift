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
      Without a terminal on standard output, or with --plain, progress is printed in plain lines. Everything is \
      recorded in a session, which `switchyard replay` plays and `switchyard resume` takes up again.
      """)

  @OptionGroup var arguments: RecipeArguments
  @OptionGroup var display: DisplayOptions

  @Option(help: "Record into this file, which must not exist yet.", completion: .file(extensions: ["sqlite"]))
  var session: String?

  @Option(help: "Stop after this step; the schedule still follows run.steps.")
  var steps: Int?

  @Option(
    help: "A session in which the tasks were trained alone: what they came to there is shown beside what they come to.",
    completion: .session)
  var reference: String?

  func run() throws {
    var recipe = try arguments.load()
    if let reference { recipe = try SingleTasks(session: reference).entered(into: recipe) }
    let last = try LiveRun.lastStep(steps, after: 0, recipe: recipe)
    if let session, FileManager.default.fileExists(atPath: session) {
      throw CommandError("\(session) exists already: give another --session, or go on with it by `switchyard resume`")
    }
    let assembly = try RunAssembly(recipe: recipe, lastStep: last, progress: display.progress)
    // Only now: two runs that begin together would else take one name.
    let file = try session ?? SessionLibrary().newPath(name: recipe[Keys.Run.name])
    try present(
      LiveRun.begin(
        assembly, plan: Trainer.Plan(lastStep: last), recorder: try SessionRecorder(creating: file)), display: display)
  }
}

/// `switchyard resume`: goes on with a run from its last checkpoint.
struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Take up a stopped run from its last checkpoint.")

  @Argument(help: "The session of the run.", completion: .session)
  var session: String

  @OptionGroup var display: DisplayOptions

  @Option(help: "Stop after this step, counted from the run's beginning.")
  var steps: Int?

  func run() throws {
    let file = try SessionLibrary().path(of: session)
    try present(try LiveRun.resume(file, steps: steps, progress: display.progress), display: display)
  }
}

private func present(_ run: LiveRun, display: DisplayOptions) throws {
  if display.isScreen {
    try Screen.show(run, display: display)
  } else {
    try PlainRun.show(run)
  }
}
