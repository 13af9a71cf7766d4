/// What is to be forecast from what.
public struct ForecastPlan: Sendable, Equatable {
  /// Checkpoints after so many tokens are never used for a fit, a choice or an interval.
  public var fitUntil: Int
  /// The last count of tokens to forecast.
  public var horizon: Int
  /// Checkpoints before so many tokens are left out of all fits.
  public var skip: Int
  /// Tokens at which the warm-up of the learning rate ends.
  public var warmup: Int
  /// Tokens at which the schedule of the learning rate ends; nil means unknown, and the horizon stands for it.
  public var total: Int?
  /// The learning rate is known not to fall: a2 then has no cosine part.
  public var isConstant: Bool
  /// The learning rate as far as it is known in advance, for the law with annealing; nil takes that of the checkpoints.
  public var rates: RatePath?
  /// Refits for the interval. More make it smoother; time grows in proportion.
  public var replicates: Int

  /// A forecast up to `horizon` from all checkpoints in `skip` ... `fitUntil`.
  public init(
    fitUntil: Int, horizon: Int, skip: Int = 0, warmup: Int = 0, total: Int? = nil, isConstant: Bool = false,
    rates: RatePath? = nil, replicates: Int = 120
  ) {
    self.fitUntil = fitUntil
    self.horizon = horizon
    self.skip = skip
    self.warmup = warmup
    self.total = total
    self.isConstant = isConstant
    self.rates = rates
    self.replicates = replicates
  }

  /// Before how many tokens checkpoints are best left out of the fits of a run that is fitted up to `fitUntil`: the first
  /// third of the fitted part, or the warm-up where that is longer, as long as 8 checkpoints are left.
  ///
  /// Ours: a loss that still falls fast goes by other laws than later, and all laws miss the end by less without it (the
  /// study in `recipes/studies/forecast` has the numbers).
  ///
  /// - Parameter evaluated: tokens of the checkpoints, ascending.
  public static func skip(warmup: Int, fitUntil: Int, evaluated: [Int]) -> Int {
    let usable = evaluated.filter { $0 >= warmup && $0 <= fitUntil }
    let latest = usable.dropLast(Forecast.fewestCheckpoints - 1).last ?? warmup
    return max(warmup, min(fitUntil / 3, latest))
  }

  /// The end of the schedule, in tokens.
  public var totalTokens: Int { total ?? horizon }

  /// True if something was said of the schedule.
  var isScheduleKnown: Bool { total != nil || warmup > 0 }

  /// - Throws: `ForecastError` if the numbers contradict each other.
  func check() throws(ForecastError) {
    guard horizon > fitUntil else {
      throw ForecastError("the horizon, \(horizon) tokens, must lie after the fitted part, which ends at \(fitUntil)")
    }
    guard totalTokens > warmup else {
      throw ForecastError(
        "the schedule must end after its warm-up: it ends at \(totalTokens) tokens, the warm-up at \(warmup)")
    }
  }

  /// The law for checkpoints whose last one gives the scale, and the means to fit it again.
  func law(_ fits: ArraySlice<CheckpointFit>, isThorough: Bool) -> (law: TemporalLaw, fitter: TemporalFitter) {
    let scale = Double(fits[fits.endIndex - 1].tokens)
    let fitter = TemporalFitter(
      x: fits.map { Double($0.tokens) / scale }, hasRate: fits.map { $0.a1 != nil }, warmup: Double(warmup) / scale,
      total: Double(totalTokens) / scale, isAnnealed: !isConstant)
    let law = fitter.fit(a0: fits.map(\.a0), a1: fits.map(\.a1), a2: fits.map(\.a2), isThorough: isThorough)
    return (law, fitter)
  }
}
