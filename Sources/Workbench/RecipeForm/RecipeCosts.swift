public import Experiment
public import Sweeps

/// What a recipe costs, told by whoever can make models: the form itself never does.
public struct RecipeCosts: Sendable {
  /// Parameters and operations of one run; throws for a recipe that makes no model.
  public var cost: @Sendable (Recipe) throws -> TrialCost
  /// What the recipe makes, in lines for people.
  public var describe: @Sendable (Recipe) throws -> [String]
  /// The rate at which a recipe trains here with so many threads, in floating-point operations a second. Takes a while.
  public var measure: @Sendable (Recipe, _ threads: Int) throws -> Double
  /// What the merging of a recipe's tokens comes to; throws for a schedule that cannot be. Nil where nobody knows.
  public var merging: (@Sendable (Recipe) throws -> MergeCost)?
  /// Cores of this machine, which trials share.
  public var cores: Int

  /// All fields, as they are described above.
  public init(
    cores: Int, cost: @escaping @Sendable (Recipe) throws -> TrialCost,
    describe: @escaping @Sendable (Recipe) throws -> [String],
    merging: (@Sendable (Recipe) throws -> MergeCost)? = nil,
    measure: @escaping @Sendable (Recipe, _ threads: Int) throws -> Double
  ) {
    self.merging = merging
    (self.cores, self.cost, self.describe, self.measure) = (cores, cost, describe, measure)
  }
}

/// What a form would start, before it is started.
public struct FormPlan: Sendable, Equatable {
  /// What the recipe makes, in lines for people.
  public internal(set) var description: [String] = []
  /// What one run costs; nil for a recipe that cannot be run.
  public internal(set) var run: TrialCost?
  /// The sweep over the axes; nil without axes, or where it cannot be run.
  public internal(set) var sweep: SweepContents?
  /// Why not, in one line.
  public internal(set) var fault: String?
  /// Combinations, where they are too many to be worked out while somebody types.
  public internal(set) var uncounted: Int?
  /// Trials at a time.
  public internal(set) var jobs = 1

  /// More combinations than this are worked out only when the sweep is started.
  static let mostCounted = 2000

  /// Nothing known.
  init() {}

  /// What a draft would start.
  public init(_ draft: RecipeDraft, _ costs: RecipeCosts) {
    jobs = costs.cores
    if let fault = draft.faults.first {
      self.fault = fault
      return
    }
    do {
      description = try costs.describe(draft.recipe)
      run = try costs.cost(draft.recipe)
    } catch {
      fault = "\(error)"
      return
    }
    guard draft.isSweep else { return }
    do {
      let request = try draft.request()
      jobs = request.jobs ?? costs.cores
      let space = try request.sweep(of: draft.recipe).space
      let count = request.trials ?? space.count ?? 0
      if count > Self.mostCounted {
        uncounted = count
      } else {
        sweep = try request.contents(of: draft.recipe, cost: costs.cost)
      }
    } catch let error as SweepError {
      let place = error.place.hasPrefix("--vary") ? "" : String(error.place.drop { $0 == "-" })
      fault = [place, error.message].filter { !$0.isEmpty }.joined(separator: ": ")
    } catch let error as RecipeError {
      fault = "\(error.key) \(error.message)"
    } catch {
      fault = "\(error)"
    }
  }

  /// Threads of each trial.
  func threads(cores: Int) -> Int { max(1, cores / max(1, jobs)) }

  /// What all of it costs.
  public var estimate: CostEstimate? { sweep.map { CostEstimate($0) } }

  /// Smallest and largest of a figure over the trials.
  func span(_ figure: (TrialCost) -> Int) -> (low: Int, high: Int)? {
    let figures = sweep?.trials.map { figure($0.cost) } ?? []
    guard let low = figures.min(), let high = figures.max() else { return nil }
    return (low, high)
  }

  /// The combination of middling cost: what a rate is measured on.
  var middle: Recipe? {
    guard let sweep else { return nil }
    let ordered = sweep.trials.sorted { $0.cost.flops < $1.cost.flops }
    guard !ordered.isEmpty else { return nil }
    return try? ordered[ordered.count / 2].recipe(of: sweep.sweep)
  }
}
