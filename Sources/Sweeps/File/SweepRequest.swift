public import Experiment

/// What somebody asks for: the options of the command line, the keys of a sweep's file, or a form.
public struct SweepRequest: Sendable, Equatable {
  /// Keys and their values, as `Axis` reads them.
  public var vary: [String] = []
  /// Each combination is run with so many seeds, from `run.seed` on.
  public var seeds: Int?
  /// Which combinations are tried, and how far.
  public var method: SearchMethod?
  /// Combinations to draw.
  public var trials: Int?
  /// When a trial is ended early.
  public var earlyStop: EarlyStop?
  /// How far the number of active parameters may be from the recipe's own, as a share.
  public var tolerance: Double?
  /// Successive halving: one trial of so many goes on.
  public var reduction: Int?
  /// Successive halving: the lowest rung.
  public var firstRung: Int?
  /// How long the sweep may run.
  public var budget: TimeSpan?
  /// Trials at a time; the same sweep whatever it is.
  public var jobs: Int?

  /// Asks for nothing yet.
  public init() {}

  /// The sweep that is meant.
  ///
  /// - Parameter recipe: what its trials start from.
  /// - Throws: `SweepError` and `RecipeError`, one line that names the option.
  public func sweep(of recipe: Recipe) throws -> Sweep {
    let space = try SearchSpace(vary.map { try Axis($0) })
    let method = self.method ?? .grid
    try check(space, method)
    let first = recipe[Keys.Run.seed]
    var sweep = Sweep(
      name: "", recipe: recipe, space: space, seeds: (0..<(seeds ?? 1)).map { first + $0 }, method: method,
      earlyStop: earlyStop ?? .none, trials: trials, tolerance: tolerance,
      rungs: try Rungs(
        end: recipe[Keys.Run.steps], first: firstRung, reduction: reduction ?? 3,
        grain: recipe[Keys.Evaluation.every]))
    let name = recipe[Keys.Run.name].split(separator: "/").joined(separator: "-")
    sweep.name = "\(name)-\(sweep.fingerprint.prefix(6))"
    return sweep
  }

  /// The sweep that is meant with all its trials, of which nothing is run yet.
  ///
  /// - Parameters:
  ///   - recipe: what the trials start from.
  ///   - cost: what a run of a recipe costs; may throw for one that makes no model.
  /// - Throws: `SweepError` and `RecipeError`, one line that names the option.
  public func contents(of recipe: Recipe, cost: (Recipe) throws -> TrialCost) throws -> SweepContents {
    let sweep = try sweep(of: recipe)
    let found = try Configurations(
      sweep.space, of: recipe, count: sweep.trials, seed: recipe[Keys.Run.seed], sameActiveParameters: sweep.tolerance,
      cost: cost)
    let trials = SweepRunner.trials(
      of: found.kept, seeds: sweep.seeds, method: sweep.method, rungs: sweep.rungs, recipe: recipe)
    return SweepContents(
      sweep: sweep, budget: budget?.seconds, trials: trials, dropped: found.dropped)
  }

  private func check(_ space: SearchSpace, _ method: SearchMethod) throws {
    if let jobs, !(1...256).contains(jobs) { throw SweepError("--jobs", "is \(jobs): give 1 to 256") }
    if let seeds, !(1...1000).contains(seeds) { throw SweepError("--seeds", "is \(seeds): give 1 to 1000") }
    if let trials, !(1...100_000).contains(trials) {
      throw SweepError("--trials", "is \(trials): give 1 to 100000")
    }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw SweepError("--same-active-parameters", "give a share of at least 0, such as 0.01 for one per cent")
    }
    if method == .grid, trials != nil { throw SweepError("--trials", "goes with --method random and asha") }
    if method == .random, trials == nil { throw SweepError("--method random", "say how many with --trials") }
    let isHalving = method == .asha || earlyStop == .asha
    if !isHalving, let option = reduction != nil ? "--reduction" : firstRung != nil ? "--first-rung" : nil {
      throw SweepError(option, "goes with --method asha and --early-stop asha")
    }
    guard method == .asha else { return }
    if space.axes.contains(where: { $0.key.path == Keys.Run.steps.path }) {
      throw SweepError(Axis.origin, "run.steps: successive halving compares trials at equal steps; leave it out")
    }
    if earlyStop == .asha {
      throw SweepError("--early-stop asha", "--method asha stops at the rungs already")
    }
  }
}

/// A length of time as people write it: `90s`, `45m`, `2h`, `1h30m`, or bare seconds.
public struct TimeSpan: Sendable, Equatable {
  /// The same in seconds.
  public let seconds: Double

  /// Nil for what is no length of time, or none at all.
  public init?(_ text: String) {
    var rest = text[...]
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits) else { return nil }
      rest.removeFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest.removeFirst(unit.count)
      switch unit {
      case "", "s": total += number
      case "m", "min": total += 60 * number
      case "h": total += 3600 * number
      case "d": total += 86400 * number
      default: return nil
      }
    }
    guard total > 0, total < 1e9 else { return nil }
    seconds = total
  }
}
