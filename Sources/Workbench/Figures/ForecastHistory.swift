internal import Experiment
public import Forecasting

/// What was forecast of the run's end when: a forecast from each of some moments, made from what was known then.
///
/// A function of the evaluations, the header and the recipe alone. Live, an evaluation brings one new forecast; a whole
/// run brings at most `limit` + 1.
public struct ForecastHistory: Sendable {
  /// A forecast and the moment at which it could be made.
  public struct Entry: Sendable {
    /// The step of the last evaluation that it knows.
    public var step: Int
    /// What it says, also of its identifiability.
    public var forecast: Forecast

    /// The prediction of the end.
    public var end: Forecast.Prediction { forecast.prediction(at: forecast.plan.horizon) }
    /// Why the temporal law does not say where the run ends; nil where it does.
    public var doubt: String? { forecast.identifiability[.temporal]?.reason }
  }

  /// Moments from which forecasts are kept, evenly over the run: its latest evaluation comes on top.
  public static let limit = 16
  /// Refits for each interval.
  public static let replicates = 60

  /// The evaluations with their fits.
  public private(set) var series = CheckpointSeries()
  /// The forecasts, the oldest first; the last is the latest.
  public private(set) var entries: [Entry] = []
  /// Tokens at the end of the run.
  public private(set) var horizon = 0
  /// Why there is no forecast; nil where there is one.
  public private(set) var missing: String?
  private var cache: [Int: Forecast] = [:]

  /// Nothing known yet.
  public init() {}

  /// The latest forecast.
  public var latest: Entry? { entries.last }

  /// Whether the last evaluation is the one at the end, so that nothing is left to forecast.
  public var isOver: Bool { horizon > 0 && (series.checkpoints.last?.tokens ?? 0) >= horizon }

  /// Takes in what is known up to the step that is shown.
  public mutating func update(_ shared: Shared) {
    series.update(shared)
    let schedule = RunSchedule(shared.run.state, recordedTo: 0)
    horizon = schedule.horizon
    entries = []
    missing = nil
    var used: Set<Int> = []
    for place in series.lastOfStretches(Self.limit, horizon: horizon) {
      let fits = Array(series.fits[...place])
      let tokens = fits[place].tokens
      guard tokens < horizon else { continue }
      let plan = RunSchedule(shared.run.state, recordedTo: series.steps[place])
        .plan(fitUntil: tokens, evaluated: fits.map(\.tokens), replicates: Self.replicates)
      let known = cache[tokens].flatMap { $0.plan == plan && $0.checkpoints == fits ? $0 : nil }
      do throws(ForecastError) {
        let forecast =
          if let known { known } else { try Forecast(fits, positions: series.positions, plan: plan) }
        cache[tokens] = forecast
        used.insert(tokens)
        entries.append(Entry(step: series.steps[place], forecast: forecast))
      } catch {
        missing = error.message
      }
    }
    // A cursor that wanders leaves forecasts from other moments behind.
    if cache.count > 4 * Self.limit { cache = cache.filter { used.contains($0.key) } }
    missing = entries.isEmpty ? want(shared, warmup: schedule.warmup) ?? missing : nil
  }

  /// What is wanted for a forecast, for people.
  private func want(_ shared: Shared, warmup: Int) -> String? {
    if shared.index == nil { return "waiting for the first step" }
    if horizon == 0 { return "no forecast: the length of the run is not known" }
    guard let length = shared.evaluation?.positions.count else { return shared.missing("losses by position") }
    guard length >= LossTable.fewestPositions else {
      return "no forecast: evaluations tell the loss at \(length) positions, at least \(LossTable.fewestPositions)"
        + " are needed"
    }
    let count = series.checkpoints.count { $0.tokens >= warmup && $0.tokens < horizon }
    guard count < Forecast.fewestCheckpoints else { return nil }
    let noun = count == 1 ? "evaluation" : "evaluations"
    let place = warmup > 0 ? "after the warm-up and before the end" : "before the end"
    let bad = series.unusable > 0 ? ", \(series.unusable) without usable losses by position" : ""
    let text = "no forecast: \(count) \(noun) \(place)\(bad), at least \(Forecast.fewestCheckpoints) are needed"
    let every = shared.run.state.recipe?[Keys.Evaluation.every] ?? 0
    let steps = shared.run.state.header?.totalSteps ?? 0
    if every > 0, steps / every <= Forecast.fewestCheckpoints {
      return text + "; evaluation.every = \(every) gives this run too few"
    }
    return text + " (\(Forecast.fewestCheckpoints - count) more)"
  }
}

extension ForecastHistory {
  /// How forecasts from earlier moments compare with the latest evaluation.
  public struct Trust: Sendable, Equatable {
    /// Earlier moments at which the law was identified.
    public var count = 0
    /// Mean of |forecast - measured|, in nats; nil without a moment.
    public var error: Double?
  }

  /// What was measured last.
  public var measured: CheckpointFit? { series.fits.last }

  /// What an earlier forecast said of the latest evaluation; nil for one that already knew it.
  public func hindsight(_ entry: Entry) -> Forecast.Prediction? {
    guard let measured, measured.tokens > entry.forecast.scale else { return nil }
    var prediction = entry.forecast.prediction(at: measured.tokens)
    prediction.measured = measured.meanLoss
    return prediction
  }

  /// How a law's earlier forecasts of the latest evaluation came out.
  public func trust(in law: ForecastLaw) -> Trust {
    let errors = entries.compactMap { entry -> Double? in
      guard entry.forecast.identifiability[law]?.isIdentified == true, let said = hindsight(entry),
        let value = said.losses[law], let measured = said.measured
      else { return nil }
      return abs(value - measured)
    }
    return errors.isEmpty ? Trust() : Trust(count: errors.count, error: errors.reduce(0, +) / Double(errors.count))
  }

  /// The law that is identified now and whose earlier forecasts of the latest evaluation came nearest; nil as long as there
  /// are fewer than three of them.
  ///
  /// Laws are compared at the same moments, at which all of them were identified: late forecasts are nearer than early
  /// ones, and a law that knew nothing early must not gain by it. A law without three moments of its own does not compete.
  public var nearest: ForecastLaw? {
    guard let latest else { return nil }
    let said = entries.compactMap { entry in hindsight(entry).map { (entry.forecast.identifiability, $0) } }
    let laws = latest.forecast.laws.filter { law in
      latest.forecast.identifiability[law]?.isIdentified == true && trust(in: law).count >= 3
    }
    let common = said.filter { verdicts, _ in laws.allSatisfy { verdicts[$0]?.isIdentified == true } }.map(\.1)
    guard common.count >= 3 else { return nil }
    return laws.map { law in
      (law, common.reduce(0) { $0 + abs(($1.losses[law] ?? .infinity) - ($1.measured ?? .nan)) })
    }.min { $0.1 < $1.1 }?.0
  }

  /// Of the identified earlier forecasts, how many have the latest evaluation in their band.
  public var coverage: (inside: Int, count: Int) {
    let said = entries.filter { $0.doubt == nil }.compactMap(hindsight)
    return (said.count { $0.low <= ($0.measured ?? .nan) && ($0.measured ?? .nan) <= $0.high }, said.count)
  }
}
