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
  var budget: Duration?

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

  /// The sweep that is meant, with the combinations that it tries.
  func sweep(of path: String) throws -> (Sweep, Configurations) {
    let recipe = try RecipeArguments.load(path, settings: settings)
    let space = try SearchSpace(vary.map { try Axis($0) })
    let count = seeds ?? 1
    guard (1...1000).contains(count) else { throw CommandError("--seeds: is \(count): give 1 to 1000") }
    if let trials, trials < 1 || trials > 100_000 { throw CommandError("--trials: is \(trials): give 1 to 100000") }
    if let share = sameActiveParameters, !(share >= 0 && share.isFinite) {
      throw CommandError("--same-active-parameters: give a share of at least 0, such as 0.01 for one per cent")
    }
    let method = self.method ?? .grid
    if method == .grid, trials != nil { throw CommandError("--trials: goes with --method random and asha") }
    if method == .random, trials == nil { throw CommandError("--method random: say how many with --trials") }
    let isHalving = method == .asha || earlyStop == .asha
    if !isHalving, let option = reduction != nil ? "--reduction" : firstRung != nil ? "--first-rung" : nil {
      throw CommandError("\(option): goes with --method asha and --early-stop asha")
    }
    if method == .asha, space.axes.contains(where: { $0.key.path == Keys.Run.steps.path }) {
      throw CommandError("--vary: run.steps: successive halving compares trials at equal steps; leave it out")
    }
    if earlyStop == .asha, method == .asha {
      throw CommandError("--early-stop asha: --method asha stops at the rungs already")
    }
    let grain = recipe[Keys.Evaluation.every]
    var sweep = Sweep(
      name: "", recipe: recipe, space: space, seeds: (0..<count).map { recipe[Keys.Run.seed] + $0 }, method: method,
      earlyStop: earlyStop ?? .none, trials: trials, tolerance: sameActiveParameters,
      rungs: try Rungs(end: recipe[Keys.Run.steps], first: firstRung, reduction: reduction ?? 3, grain: grain))
    let name = recipe[Keys.Run.name].split(separator: "/").joined(separator: "-")
    sweep.name = "\(name)-\(sweep.fingerprint.prefix(6))"
    let configurations = try Configurations(
      space, of: recipe, count: trials, seed: recipe[Keys.Run.seed], sameActiveParameters: sameActiveParameters,
      cost: Self.cost)
    return (sweep, configurations)
  }

  /// What a run of a recipe costs, by the model's own count: training, and forward passes for the evaluations.
  static func cost(_ recipe: Recipe) throws -> TrialCost {
    let size = try DecoderOptions(recipe, tokenizerVocabulary: recipe.tokenizerVocabulary).size
    let tokens = Double(recipe[Keys.Data.batchSize] * recipe[Keys.Data.sequenceLength])
    let steps = recipe[Keys.Run.steps]
    let every = recipe[Keys.Evaluation.every]
    let evaluations = every > 0 ? (steps + every - 1) / every : 1
    // A forward pass is a third of a step.
    let passes = Double(steps) + Double(evaluations * recipe[Keys.Evaluation.batches]) / 3
    return TrialCost(
      totalParameters: size.totalParameters, activeParameters: size.activeParameters,
      flops: size.flopsPerToken * tokens * passes)
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
  var jobsAtOnce: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }
  /// Threads of each.
  var threads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount / jobsAtOnce) }
}

extension SearchMethod: ExpressibleByArgument {}
extension EarlyStop: ExpressibleByArgument {}
