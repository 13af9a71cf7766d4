/// The laws whose forecasts are compared.
public enum ForecastLaw: String, Sendable, CaseIterable {
  case temporal, power, reciprocal, log, last
}

/// The temporal law and its baselines, fitted to the first part of a run and carried on to a horizon.
public struct Forecast: Sendable {
  /// Fewer fitted checkpoints than this say too little.
  public static let fewestCheckpoints = 8

  /// What the laws say at one count of tokens; losses in nats.
  public struct Prediction: Sendable, Equatable {
    /// Tokens trained.
    public var tokens: Int
    /// The law over positions at that moment.
    public var a0: Double
    /// Its rate.
    public var a1: Double
    /// Its floor.
    public var a2: Double
    /// The interval of nominally 90 % around `temporal`.
    public var low: Double
    /// Its upper end.
    public var high: Double
    /// The mean loss by each law.
    public var losses: [ForecastLaw: Double]
    /// The mean loss that was measured there, if it was.
    public var measured: Double?

    /// The mean loss by the temporal law.
    public var temporal: Double { losses[.temporal] ?? .nan }
  }

  /// What was asked for.
  public let plan: ForecastPlan
  /// n, positions of a checkpoint.
  public let positions: Int
  /// Every checkpoint, by tokens ascending, those that were not fitted included.
  public let checkpoints: [CheckpointFit]
  /// The checkpoints that were fitted, as indices into `checkpoints`.
  public let fitted: Range<Int>
  /// Tokens of the last fitted checkpoint: x = 1.
  public let scale: Int
  /// The law in x.
  public let law: TemporalLaw
  /// Its rivals.
  public let baselines: Baselines
  /// At every checkpoint after the fitted part up to the horizon, and at the horizon.
  public let predictions: [Prediction]
  /// Errors over the predictions with a measured value; empty without any.
  public let errors: [ForecastLaw: HeldOutErrors]
  /// Which laws the fitted part determines.
  public let identifiability: [ForecastLaw: Identifiability]
  /// The law with learning-rate annealing, where the learning rate is known at every checkpoint.
  public let annealing: AnnealingForecast?
  private let band: ForecastBand

  /// Fits everything to a table.
  public init(_ table: LossTable, plan: ForecastPlan) throws(ForecastError) {
    try self.init(CheckpointFit.all(of: table), positions: table.positions, plan: plan)
  }

  /// Fits everything to checkpoints whose laws over positions are known already; they must be in order.
  ///
  /// - Throws: `ForecastError` if the plan contradicts itself or fewer than 8 checkpoints are left to fit.
  public init(_ checkpoints: [CheckpointFit], positions: Int, plan: ForecastPlan) throws(ForecastError) {
    precondition(zip(checkpoints, checkpoints.dropFirst()).allSatisfy { $0.tokens < $1.tokens }, "not in order")
    try plan.check()
    let first = checkpoints.firstIndex { $0.tokens >= plan.skip } ?? checkpoints.count
    let end = checkpoints.firstIndex { $0.tokens > plan.fitUntil } ?? checkpoints.count
    guard end - first >= Self.fewestCheckpoints else {
      throw ForecastError(
        "\(max(end - first, 0)) checkpoints between \(plan.skip) and \(plan.fitUntil) tokens:"
          + " at least \(Self.fewestCheckpoints) are needed for a fit")
    }
    let fits = checkpoints[first..<end]
    let scale = fits[end - 1].tokens
    let (law, fitter) = plan.law(fits, isThorough: true)
    let band = ForecastBand(Array(fits), law: law, fitter: fitter, plan: plan, positions: positions)
    let baselines = Baselines(x: fitter.x, losses: fits.map(\.meanLoss))
    var places = checkpoints[end...].filter { $0.tokens <= plan.horizon }.map { ($0.tokens, Optional($0.meanLoss)) }
    if places.last?.0 != plan.horizon { places.append((plan.horizon, nil)) }
    let predictions = places.map { tokens, measured in
      var prediction = Self.prediction(at: tokens, scale, law, baselines, band, positions)
      prediction.measured = measured
      return prediction
    }
    guard predictions.allSatisfy({ $0.high.isFinite && $0.losses.values.allSatisfy(\.isFinite) }) else {
      throw ForecastError("the losses are too large to fit: they are mean cross-entropies in nats")
    }
    let held = predictions.filter { $0.measured != nil }
    var errors: [ForecastLaw: HeldOutErrors] = [:]
    for kind in ForecastLaw.allCases {
      errors[kind] = HeldOutErrors(
        forecast: held.map { $0.losses[kind] ?? .nan }, measured: held.map { $0.measured ?? .nan })
    }
    (self.plan, self.positions, self.checkpoints, self.scale) = (plan, positions, checkpoints, scale)
    (self.law, self.baselines, self.predictions, self.errors) = (law, baselines, predictions, errors)
    self.band = band
    fitted = first..<end
    identifiability = Identifiability.verdicts(
      x: fitter.x, losses: fits.map(\.meanLoss), law: law, horizon: predictions[predictions.count - 1],
      isAnnealed: plan.isScheduleKnown || Self.isFalling(fits.map(\.learningRate)),
      scale: Double(scale))
    annealing = AnnealingForecast(checkpoints, fitted: first..<end, at: places)
  }

  /// What the laws say at any count of tokens from 1; nothing is measured there.
  public func prediction(at tokens: Int) -> Prediction {
    precondition(tokens >= 1, "\(tokens) tokens: the laws begin at 1")
    return Self.prediction(at: tokens, scale, law, baselines, band, positions)
  }

  private static func prediction(
    at tokens: Int, _ scale: Int, _ law: TemporalLaw, _ baselines: Baselines, _ band: ForecastBand, _ positions: Int
  ) -> Prediction {
    let x = Double(tokens) / Double(scale)
    let (a0, a1, a2) = law.parameters(at: x)
    let temporal = law.meanLoss(at: x, positions: positions)
    let (low, high) = band.interval(at: x, around: temporal)
    return Prediction(
      tokens: tokens, a0: a0, a1: a1, a2: a2, low: low, high: high,
      losses: [
        .temporal: temporal, .power: baselines.power.value(at: x), .reciprocal: baselines.reciprocal.value(at: x),
        .log: baselines.logarithm.value(at: x), .last: baselines.last,
      ])
  }

  /// True for rates that are all known and end below their peak.
  private static func isFalling(_ rates: [Double?]) -> Bool {
    let known = rates.compactMap(\.self)
    guard known.count == rates.count, let last = known.last, let peak = known.max() else { return false }
    return last < peak
  }
}
