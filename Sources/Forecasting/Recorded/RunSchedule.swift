public import Experiment

/// How long a run is and how its learning rate goes, in tokens: what its header and recipe tell in advance.
public struct RunSchedule: Sendable, Equatable {
  /// Tokens at the end of the run; 0 where that is not known.
  public let horizon: Int
  /// Tokens at which the warm-up of the learning rate ends; 0 where that is not known.
  public let warmup: Int
  /// How the rate falls; nil where the recipe cannot be read, or the run is shorter than its warm-up.
  public let kind: Recipe.Schedule?
  /// The rate after each step, or where there are many, after some hundreds of them.
  public let rates: RatePath?

  /// At most about so many points of the rate.
  private static let points = 512

  /// - Parameters:
  ///   - state: the run.
  ///   - step: until this step rates are taken as recorded, where they are; after it the recipe tells. Rates that were
  ///     changed by hand are thus not known before they were.
  public init(_ state: RunState, recordedTo step: Int) {
    guard let header = state.header, header.totalSteps > 0, header.tokensPerStep > 0 else {
      (horizon, warmup, kind, rates) = (0, 0, nil, nil)
      return
    }
    let (tokens, isTooMany) = header.totalSteps.multipliedReportingOverflow(by: header.tokensPerStep)
    horizon = isTooMany ? 0 : tokens
    guard let recipe = state.recipe, !isTooMany, recipe[Keys.Schedule.warmup] < header.totalSteps else {
      (warmup, kind, rates) = (0, nil, nil)
      return
    }
    let schedule = Schedule(recipe)
    let change = state.controls.first { $0.step > step && $0.key == Keys.Optimizer.learningRate.path }
    let highest = change.flatMap { Double($0.before) } ?? recipe[Keys.Optimizer.learningRate]
    warmup = schedule.warmup * header.tokensPerStep
    kind = recipe[Keys.Schedule.kind]
    let stride = max(1, (header.totalSteps + Self.points - 1) / Self.points)
    // The end of the warm-up is a corner and the end of the run has to be on the path.
    let steps = Set(Swift.stride(from: stride, through: header.totalSteps, by: stride))
      .union([1, max(1, schedule.warmup), header.totalSteps]).sorted()
    rates = RatePath(
      steps.map { place in
        let recorded =
          place <= step
          ? state.steps.index(ofStep: place).flatMap {
            state.steps.step[$0] == place ? state.steps.learningRate[$0] : nil
          } : nil
        return RatePath.Point(
          tokens: place * header.tokensPerStep,
          rate: recorded ?? highest * schedule.factor(at: place))
      })
  }

  /// Tokens at which the rate has fallen to its end; nil for a rate that stays or falls without an end, or about which
  /// nothing is known.
  public var total: Int? { kind == .cosine || kind == .linear ? horizon : nil }

  /// A forecast of the run's end from what was known after so many tokens, with the run's beginning left out of the fit
  /// (`ForecastPlan.skip`).
  ///
  /// - Parameter evaluated: tokens of all evaluations, ascending.
  public func plan(
    fitUntil tokens: Int, evaluated: [Int], horizon: Int? = nil, replicates: Int = 120
  ) -> ForecastPlan {
    ForecastPlan(
      fitUntil: tokens, horizon: horizon ?? self.horizon,
      skip: ForecastPlan.skip(warmup: warmup, fitUntil: tokens, evaluated: evaluated), warmup: warmup, total: total,
      isConstant: kind == .constant, rates: rates, replicates: replicates)
  }

  /// The rule that stops this run if its forecast is worse than the best.
  public func stop(margin: Double = 0) -> ForecastStop {
    ForecastStop(horizon: horizon, warmup: warmup, total: total, isConstant: kind == .constant, margin: margin)
  }
}
