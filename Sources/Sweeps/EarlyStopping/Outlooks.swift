public import Experiment
public import Forecasting
public import Trials

/// What the forecast says of a trial's end after each of its evaluations. Each evaluation is fitted once.
public struct Outlooks: Sendable {
  /// By step.
  public private(set) var values: [Int: ForecastStop.Outlook] = [:]
  private var fits: [CheckpointFit] = []
  private var rule: ForecastStop?
  private var fitter: PositionFitter?
  private var taken = 0

  /// Nothing known yet.
  public init() {}

  /// Takes in the evaluations that are new.
  ///
  /// - Parameter onlyLatest: whether earlier ones that were not asked about are passed over, as in a sweep under way.
  public mutating func update(_ run: RecordedRun, recipe: Recipe, onlyLatest: Bool = false) {
    guard let header = run.header else { return }
    if run.evaluations.count < taken { self = Outlooks() }
    let rule = self.rule ?? Self.rule(header, recipe)
    self.rule = rule
    for index in taken..<run.evaluations.count {
      let evaluation = run.evaluations[index]
      let losses = evaluation.positions.map(Double.init)
      guard evaluation.tokens >= 1, losses.count >= LossTable.fewestPositions,
        losses.count == (run.evaluations.first { $0.tokens >= 1 }?.positions.count ?? 0),
        losses.allSatisfy({ $0.isFinite && $0 >= 0 }), evaluation.tokens > fits.last?.tokens ?? 0
      else { continue }
      let fitter = self.fitter ?? PositionFitter(positions: losses.count)
      self.fitter = fitter
      fits.append(fitter.fit(LossTable.Checkpoint(tokens: evaluation.tokens, losses: losses)))
      let isAsked = !onlyLatest || index + 1 == run.evaluations.count
      guard isAsked, evaluation.tokens < rule.horizon else { continue }
      values[evaluation.step] = rule.outlook(fits, positions: losses.count)
    }
    taken = run.evaluations.count
  }

  /// The rule for a whole run, also where a stretch of it ends at a rung.
  private static func rule(_ header: Header, _ recipe: Recipe) -> ForecastStop {
    var whole = header
    (whole.firstStep, whole.totalSteps) = (0, recipe[Keys.Run.steps])
    var state = RunState()
    state.apply(Stamped(sequence: 0, time: 0, event: .started(whole)))
    return RunSchedule(state, recordedTo: 0).stop()
  }
}
