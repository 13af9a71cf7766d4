public import Experiment
import Forecasting

/// What a trial costs, known before it runs.
public struct TrialCost: Sendable, Equatable {
  /// All values, frozen ones included.
  public var totalParameters: Int
  /// Those that take part in the work for one token.
  public var activeParameters: Int
  /// Those that are trained, where others are frozen; nil where all are. A sweep's file does not keep it.
  public var trainedParameters: Int?
  /// Floating-point operations of the whole run, evaluations included.
  public var flops: Double

  /// All fields, as they are described above.
  public init(totalParameters: Int, activeParameters: Int, trainedParameters: Int? = nil, flops: Double) {
    self.totalParameters = totalParameters
    self.trainedParameters = trainedParameters
    self.activeParameters = activeParameters
    self.flops = flops
  }
}

/// The combinations of a search space that are tried, and those that are left out.
public struct Configurations: Sendable, Equatable {
  /// A combination and what one run of it costs.
  public struct Kept: Sendable, Equatable {
    /// The values, axis by axis.
    public var settings: [Setting]
    /// The cost with any seed.
    public var cost: TrialCost

    /// This combination at this cost.
    public init(settings: [Setting], cost: TrialCost) {
      (self.settings, self.cost) = (settings, cost)
    }
  }

  /// A combination that is not tried.
  public struct Dropped: Sendable, Equatable {
    /// The values, axis by axis.
    public var settings: [Setting]
    /// Why, in one line.
    public var reason: String

    /// This combination for this reason.
    public init(settings: [Setting], reason: String) {
      self.settings = settings
      self.reason = reason
    }
  }

  /// In the order in which they are tried.
  public var kept: [Kept] = []
  /// Left out.
  public var dropped: [Dropped] = []

  /// Chooses the combinations of a sweep.
  ///
  /// - Parameters:
  ///   - count: how many to draw; nil for all there are.
  ///   - seed: of the draws; the same gives the same.
  ///   - tolerance: how far the number of active parameters may be from the recipe's own, as a share; nil for any.
  ///   - cost: what a run of a recipe costs; may throw for one that makes no model.
  /// - Throws: `SweepError` where nothing or too little is left.
  public init(
    _ space: SearchSpace, of recipe: Recipe, count: Int?, seed: Int, sameActiveParameters tolerance: Double?,
    cost: (Recipe) throws -> TrialCost
  ) throws {
    let gate = try Gate(recipe, tolerance: tolerance, cost: cost)
    if let count {
      try draw(count, of: space, seed: seed) { try gate.pass($0, cost) }
    } else {
      try takeAll(of: space) { try gate.pass($0, cost) }
    }
    guard !kept.isEmpty else {
      throw SweepError(
        Axis.origin, "leaves no combination to try: \(dropped.first.map { "\($0.settings.label): \($0.reason)" } ?? "")"
      )
    }
  }

  /// More combinations than this are a slip of the pen.
  private static let most = 100_000

  private mutating func takeAll(of space: SearchSpace, _ pass: ([Setting]) throws -> Passed) throws {
    guard let count = space.count else {
      let axis = space.axes.first { $0.list == nil }
      throw SweepError(
        Axis.origin,
        "\(axis.map { "\($0.key.path)=\($0.text)" } ?? "") is an interval: give it a step or count, or --trials to draw from it"
      )
    }
    guard count <= Self.most else {
      throw SweepError(Axis.origin, "makes \(count) combinations: at most \(Self.most), or give --trials to draw some")
    }
    for number in 0..<count { add(try pass(space.settings(space.point(number)))) }
  }

  private mutating func draw(
    _ count: Int, of space: SearchSpace, seed: Int, _ pass: ([Setting]) throws -> Passed
  ) throws {
    var random = SplitMix64(seed: UInt64(bitPattern: Int64(seed)))
    var seen: Set<String> = []
    // A draw that was there already is drawn again, as long as there may be others.
    var misses = 0
    while kept.count < count, misses < 1000 + 20 * count, seen.count < space.count ?? .max {
      let settings = space.settings(space.draw(using: &random))
      let isNew = seen.insert(settings.map(\.line).joined(separator: "\n")).inserted
      let isKept = isNew ? add(try pass(settings)) : false
      if !isKept { misses += 1 }
    }
    guard kept.count == count else {
      throw SweepError(
        "--trials", "is \(count), but only \(kept.count) different combinations were found: give fewer, or wider axes")
    }
  }

  @discardableResult
  private mutating func add(_ passed: Passed) -> Bool {
    switch passed {
    case .kept(let it): kept.append(it)
    case .dropped(let it): dropped.append(it)
    }
    if case .kept = passed { return true }
    return false
  }
}

private enum Passed {
  case kept(Configurations.Kept)
  case dropped(Configurations.Dropped)
}

/// Says of a combination whether it is tried.
private struct Gate {
  private let recipe: Recipe
  private let tolerance: Double?
  private let base: TrialCost?

  init(_ recipe: Recipe, tolerance: Double?, cost: (Recipe) throws -> TrialCost) throws {
    (self.recipe, self.tolerance) = (recipe, tolerance)
    base = tolerance == nil ? nil : try cost(recipe)
  }

  func pass(_ settings: [Setting], _ cost: (Recipe) throws -> TrialCost) throws -> Passed {
    func drop(_ reason: String) -> Passed { .dropped(Configurations.Dropped(settings: settings, reason: reason)) }
    let found: TrialCost
    do {
      found = try cost(settings.applied(to: recipe))
    } catch let error as RecipeError {
      return drop("\(error.key) \(error.message)")
    } catch {
      return drop("\(error)")
    }
    if let tolerance, let base {
      let apart = Double(found.activeParameters) / Double(base.activeParameters) - 1
      if abs(apart) > tolerance {
        let percent = (apart > 0 ? "+" : "") + (100 * apart).fixed(1)
        return drop(
          "\(found.activeParameters) active parameters, the recipe has \(base.activeParameters) (\(percent) %)")
      }
    }
    return .kept(Configurations.Kept(settings: settings, cost: found))
  }
}
