/// The laws whose forecasts are compared.
public enum ForecastLaw: String, Sendable, CaseIterable {
  case temporal, power, reciprocal, log, last
  /// Says something only where the learning rate is known.
  case annealing

  /// The laws that need nothing but losses.
  public static let always: [ForecastLaw] = [.temporal, .power, .reciprocal, .log, .last]
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
    /// The mean loss by each law; none by annealing where the learning rate is not known.
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
  private let annealingFit: AnnealingFit?

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
    let annealingFit = (plan.rates ?? Self.path(checkpoints)).flatMap { AnnealingFit(fits, path: $0) }
    var places = checkpoints[end...].filter { $0.tokens <= plan.horizon }
      .map { (tokens: $0.tokens, measured: Optional($0.meanLoss)) }
    if places.last?.tokens != plan.horizon { places.append((plan.horizon, nil)) }
    let predictions = places.map { tokens, measured in
      var prediction = Self.prediction(at: tokens, scale, law, baselines, band, annealingFit, positions)
      prediction.measured = measured
      return prediction
    }
    guard predictions.allSatisfy({ $0.high.isFinite && $0.losses.values.allSatisfy(\.isFinite) }) else {
      throw ForecastError("the losses are too large to fit: they are mean cross-entropies in nats")
    }
    let held = predictions.filter { $0.measured != nil }
    var errors: [ForecastLaw: HeldOutErrors] = [:]
    for kind in ForecastLaw.always {
      errors[kind] = HeldOutErrors(
        forecast: held.map { $0.losses[kind] ?? .nan }, measured: held.map { $0.measured ?? .nan })
    }
    annealing = annealingFit.map {
      AnnealingForecast($0, at: places, losses: fits.map(\.meanLoss), horizon: plan.horizon)
    }
    errors[.annealing] = annealing?.errors
    (self.plan, self.positions, self.checkpoints, self.scale) = (plan, positions, checkpoints, scale)
    (self.law, self.baselines, self.predictions, self.errors) = (law, baselines, predictions, errors)
    (self.band, self.annealingFit) = (band, annealingFit)
    fitted = first..<end
    var verdicts = Identifiability.verdicts(
      x: fitter.x, losses: fits.map(\.meanLoss), law: law, horizon: predictions[predictions.count - 1],
      isAnnealed: !plan.isConstant && (plan.isScheduleKnown || Self.isFalling(fits.map(\.learningRate))),
      scale: Double(scale))
    verdicts[.annealing] = annealing?.identifiability
    identifiability = verdicts
  }

  /// The laws that say something of the horizon, in their order.
  public var laws: [ForecastLaw] {
    ForecastLaw.allCases.filter { predictions[predictions.count - 1].losses[$0] != nil }
  }

  /// What the laws say of the horizon.
  public var end: Prediction { predictions[predictions.count - 1] }

  /// The rate as the checkpoints have it; nil unless all of them do.
  private static func path(_ checkpoints: [CheckpointFit]) -> RatePath? {
    let points = checkpoints.compactMap { fit in
      fit.learningRate.map { RatePath.Point(tokens: fit.tokens, rate: $0) }
    }
    return points.count == checkpoints.count ? RatePath(points) : nil
  }

  /// What the laws say at any count of tokens from 1; nothing is measured there.
  public func prediction(at tokens: Int) -> Prediction {
    precondition(tokens >= 1, "\(tokens) tokens: the laws begin at 1")
    return Self.prediction(at: tokens, scale, law, baselines, band, annealingFit, positions)
  }

  private static func prediction(
    at tokens: Int, _ scale: Int, _ law: TemporalLaw, _ baselines: Baselines, _ band: ForecastBand,
    _ annealing: AnnealingFit?, _ positions: Int
  ) -> Prediction {
    let x = Double(tokens) / Double(scale)
    let (a0, a1, a2) = law.parameters(at: x)
    let temporal = law.meanLoss(at: x, positions: positions)
    let (low, high) = band.interval(at: x, around: temporal)
    var losses: [ForecastLaw: Double] = [
      .temporal: temporal, .power: baselines.power.value(at: x), .reciprocal: baselines.reciprocal.value(at: x),
      .log: baselines.logarithm.value(at: x), .last: baselines.last,
    ]
    losses[.annealing] = annealing?.value(at: tokens)
    return Prediction(tokens: tokens, a0: a0, a1: a1, a2: a2, low: low, high: high, losses: losses)
  }

  /// True for rates that are all known and end below their peak.
  private static func isFalling(_ rates: [Double?]) -> Bool {
    let known = rates.compactMap(\.self)
    guard known.count == rates.count, let last = known.last, let peak = known.max() else { return false }
    return last < peak
  }
}
