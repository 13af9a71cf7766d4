public import ArgumentParser
import Experiment
import Foundation
import Models
public import Sweeps
import Training

/// What a sweep tries: the options that make one sweep another.
struct SweepDefinition: ParsableArguments {
  @Option(help: ArgumentHelp("A key to vary and its values; may be repeated.", valueName: "key=values"))
  var vary: [String] = []

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Give a key another value; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(help: "Each combination is run with so many seeds, from run.seed on.")
  var seeds: Int?

  @Option(help: "grid tries all combinations, random draws some, asha stops most of them at rungs.")
  var method: SearchMethod?

  @Option(help: "Combinations to draw.")
  var trials: Int?

  @Option(help: "End trials early: below the median of the others, not among the best at a rung, forecast to lose.")
  var earlyStop: EarlyStop?

  @Option(
    defaultAsFlag: 0.01,
    help: ArgumentHelp(
      "Leave out combinations whose active parameters differ from the recipe's by more than this share.",
      valueName: "tolerance"))
  var sameActiveParameters: Double? = nil

  @Option(help: "Successive halving: one trial of so many goes on.")
  var reduction: Int?

  @Option(help: "Successive halving: the step of the lowest rung; usual: a ninth of the run for --reduction 3.")
  var firstRung: Int?

  @Option(help: "The sweep may run so long, such as 90m or 2h; it can be taken up again.")
  var budget: TimeSpan?

  @Option(help: "Folder of the sweep; usual: sweeps/NAME where sessions lie.", completion: .directory)
  var out: String?

  /// An option that belongs to a new sweep and was given.
  var given: String? {
    let options: [(String, Bool)] = [
      ("--vary", !vary.isEmpty), ("--set", !settings.isEmpty), ("--seeds", seeds != nil), ("--method", method != nil),
      ("--trials", trials != nil), ("--early-stop", earlyStop != nil),
      ("--same-active-parameters", sameActiveParameters != nil), ("--reduction", reduction != nil),
      ("--first-rung", firstRung != nil), ("--budget", budget != nil), ("--out", out != nil),
    ]
    return options.first { $0.1 }?.0
  }

  /// The sweep that is meant, with the trials that it has, and how many at a time its file wants.
  ///
  /// - Parameter path: a recipe, or a sweep's folder or file; then options given here come before those kept there.
  func planned(_ path: String) throws -> (contents: SweepContents, jobs: Int?) {
    let file = SweepFile.isSweep(path) ? try SweepFile(path) : nil
    let recipe = try RecipeArguments.load(file?.recipe ?? path, settings: (file?.settings ?? []) + settings)
    var request = file?.request ?? SweepRequest()
    if !vary.isEmpty { request.vary = vary }
    request.seeds = seeds ?? request.seeds
    request.method = method ?? request.method
    request.trials = trials ?? request.trials
    request.earlyStop = earlyStop ?? request.earlyStop
    request.tolerance = sameActiveParameters ?? request.tolerance
    request.reduction = reduction ?? request.reduction
    request.firstRung = firstRung ?? request.firstRung
    request.budget = budget ?? request.budget
    return (try request.contents(of: recipe, cost: Self.cost), request.jobs)
  }

  /// What a run of a recipe costs, by the model's own count: training, and forward passes for the evaluations.
  static func cost(_ recipe: Recipe) throws -> TrialCost {
    let cost = try RunCost(recipe)
    let steps = recipe[Keys.Run.steps]
    let every = recipe[Keys.Evaluation.every]
    let evaluations = every > 0 ? (steps + every - 1) / every : 1
    // A forward pass is a third of a step.
    let passes = Double(steps) + Double(evaluations * recipe[Keys.Evaluation.batches]) / 3
    return TrialCost(
      totalParameters: cost.size.totalParameters, activeParameters: cost.size.activeParameters,
      trainedParameters: cost.trainedParameters, flops: cost.operationsPerStep * passes)
  }
}

/// How a sweep is run: options that may differ each time.
struct SweepRunning: ParsableArguments {
  @Option(help: "Trials at a time; the cores are shared out among them. Usual: one for each core.")
  var jobs: Int?

  @Option(help: "Where trials run.")
  var executor = ExecutorChoice.local

  @Flag(help: "Keep the checkpoints of all completed trials; usual: only the best one's.")
  var keepCheckpoints = false

  /// Trials at a time.
  var jobsAtOnce: Int { jobs ?? Self.usualJobs }
  /// Threads of each.
  var threads: Int { Self.threads(jobs: jobsAtOnce) }

  /// One trial for each core.
  static var usualJobs: Int { ProcessInfo.processInfo.activeProcessorCount }
  /// The cores are shared out among the trials.
  static func threads(jobs: Int) -> Int { max(1, ProcessInfo.processInfo.activeProcessorCount / max(1, jobs)) }
}

extension SearchMethod: ExpressibleByArgument {}
extension EarlyStop: ExpressibleByArgument {}
extension TimeSpan: ExpressibleByArgument {
  /// `90m`, `2h`.
  public init?(argument: String) { self.init(argument) }
}
