import ArgumentParser
import Experiment
import Foundation
import Sessions
import Sweeps
import Trials

/// `switchyard sweep`: tries many recipes and ends early what is not worth going on with.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Search over recipe keys: grid, random or successive halving.",
    discussion: """
      Axes are given by --vary: a list (moe.router=topk,mask), a range start:end:step (moe.capacity_factor=0.5:2:0.5) or \
      a logarithmic range log:start:end:count (optimizer.learning_rate=log:1e-4:1e-2:5). Without step or count a range is \
      an interval to draw from, with --trials.

      A folder with sweep.toml keeps all of this: recipe, set, vary, seeds, method, trials, early_stop = "forecast", \
      same_active_parameters, reduction, first_rung, budget and jobs.

      A sweep is one SQLite file beside its trials' sessions. The same command again, or `switchyard sweep \
      FILE.sqlite`, goes on where it was, also after a kill. `switchyard sweeps` shows, decides and judges.
      """)

  @Argument(
    help: "A recipe, the folder of a sweep.toml, or the SQLite file of a sweep or its folder.",
    completion: .file(extensions: ["toml", "sqlite"]))
  var recipe: String

  @OptionGroup(title: "What is tried") var definition: SweepDefinition
  @OptionGroup(title: "How it is run") var running: SweepRunning

  @Flag(
    name: [.customLong("list"), .customLong("dry-run")], help: "Say what would be run and what it costs; run nothing.")
  var list = false

  @Flag(help: "Show the table of a sweep; run nothing.")
  var show = false

  @Option(help: "With --show: text for people, json or csv for programs.")
  var format = SweepTable.Format.text

  func validate() throws {
    if list && show { throw ValidationError("--list and --show: give one of them") }
    if let jobs = running.jobs, jobs < 1 || jobs > 256 { throw ValidationError("--jobs is \(jobs): give 1 to 256") }
  }

  mutating func run() throws {
    if let started = SweepPlace.started(in: recipe) { recipe = started }
    let isFile = recipe.hasSuffix(".sqlite")
    if isFile, let option = definition.given {
      throw CommandError("\(option): \(recipe) says already what is tried; leave it out, or start from a recipe")
    }
    let file: String
    if isFile {
      file = recipe
      guard FileManager.default.fileExists(atPath: file) else { throw CommandError("\(file): does not exist") }
    } else {
      let (contents, jobs) = try definition.planned(recipe)
      running.jobs = running.jobs ?? jobs
      file = try place(contents)
    }
    if show { return try SweepTable(SweepReport(try SweepStore.contents(of: file))).print(format) }
    if list {
      if FileManager.default.fileExists(atPath: file) {
        try announce(try SweepStore.contents(of: file), file)
      }
      return
    }
    try work(file)
  }

  /// Finds the file of this sweep, or makes it.
  private func place(_ contents: SweepContents) throws -> String {
    let file = SweepPlace.file(of: contents.sweep, in: definition.out)
    if try SweepPlace.holds(file, contents.sweep) { return file }
    if show { throw CommandError("\(file): this sweep has not been started") }
    if list {
      try announce(contents, file)
      return file
    }
    try contents.refuseMissingData()
    try SweepPlace.make(file, contents)
    return file
  }

  private func announce(_ contents: SweepContents, _ file: String) throws {
    let plan = SweepPlan(contents, jobs: running.jobsAtOnce, threads: running.threads)
    for line in try plan.lines(file: file, trials: list) { print(line) }
    fflush(nil)
  }

  private func work(_ file: String) throws {
    let store = try SweepStore(file)
    let contents = try store.contents()
    try contents.refuseMissingData()
    let folder = TrialFolder((file as NSString).deletingLastPathComponent)
    let printer = SweepPrinter(contents.sweep, isLive: isatty(STDERR_FILENO) == 1)
    let runner = try SweepRunner(
      store, folder: folder, executor: try running.executor.make(folder),
      options: SweepRunner.Options(
        jobs: running.jobsAtOnce, threads: running.threads, ticks: printer.isLive,
        keepsCheckpoints: running.keepCheckpoints),
      cost: SweepDefinition.cost
    ) { printer.take($0) }
    if contents.trials.contains(where: { !$0.state.isOver }) { try announce(contents, file) }
    // A first signal ends the trials with a checkpoint each, a second one kills them.
    let signals = try StopSignals { _ in runner.stop() }
    defer { signals.cancel() }
    let outcome = try runner.run()
    printer.finish()
    switch outcome {
    case .interrupted:
      printer.line("interrupted: `switchyard sweep \(file)` goes on")
      throw ExitCode(signals.hasClosedOutput ? ClosedPipe.status : 130)
    case .outOfBudget(let left):
      printer.line("the budget is used up, \(left) trials are left; `switchyard sweeps budget \(file) 2h` gives more")
    case .completed(let paused) where paused > 0:
      printer.line("\(paused) trials are paused; `switchyard sweeps resume \(file) TRIAL` lets one go on")
    case .completed: break
    }
    try SweepTable(SweepReport(try SweepStore.contents(of: file))).print(.text)
  }
}
