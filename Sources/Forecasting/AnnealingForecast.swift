/// What the law with annealing says of a run whose learning rate is known in advance.
public struct AnnealingForecast: Sendable, Equatable {
  /// The mean loss at one count of tokens.
  public struct Prediction: Sendable, Equatable {
    /// Tokens trained.
    public var tokens: Int
    /// The mean loss, in nats.
    public var loss: Double
  }

  /// The law, in areas over S1 of the last fitted checkpoint.
  public let law: AnnealingLaw
  /// The mean loss at each count of tokens after the fitted part at which the rate is known.
  public let predictions: [Prediction]
  /// Errors where the loss was measured.
  public let errors: HeldOutErrors?
  /// Whether the fitted part determines the law.
  public let identifiability: Identifiability

  init(
    _ fit: AnnealingFit, at places: [(tokens: Int, measured: Double?)], losses: [Double], horizon: Int
  ) {
    law = fit.law
    predictions = places.compactMap { place in
      fit.value(at: place.tokens).map { Prediction(tokens: place.tokens, loss: $0) }
    }
    let measured = places.compactMap { place in
      fit.value(at: place.tokens).flatMap { loss in place.measured.map { (loss, $0) } }
    }
    errors = HeldOutErrors(forecast: measured.map(\.0), measured: measured.map(\.1))
    identifiability = fit.verdict(at: horizon, losses: losses)
  }
}

/// The law with annealing, fitted, with the areas that it needs elsewhere.
struct AnnealingFit: Sendable {
  let law: AnnealingLaw
  private let squares: Double
  private let fitter: AnnealingFitter
  private let areas: AnnealingAreas
  /// S1 at the last fitted checkpoint.
  private let scale: Double
  private let tokens: [Int]

  /// The share of all tokens over which a fall of the rate is forgotten; ours, within the paper's range of λ.
  static let memory = 0.05

  /// nil where the rate is not known at all fitted checkpoints, or is 0 up to the first of them.
  init?(_ fits: ArraySlice<CheckpointFit>, path: RatePath) {
    guard let end = path.points.last?.tokens else { return nil }
    areas = AnnealingAreas(path, memory: Self.memory * Double(end))
    tokens = fits.map(\.tokens)
    let known = tokens.compactMap(areas.at)
    guard known.count == tokens.count, let scale = known.last?.area, scale > 0, known[0].area > 0 else { return nil }
    self.scale = scale
    fitter = AnnealingFitter(
      areas: known.map { $0.area / scale }, annealed: known.map { $0.annealed / scale }, losses: fits.map(\.meanLoss))
    (law, squares) = fitter.fit()
  }

  /// The mean loss after so many tokens; nil where the rate is not known.
  func value(at tokens: Int) -> Double? {
    areas.at(tokens).flatMap { place in
      place.area > 0 ? law.value(area: place.area / scale, annealed: place.annealed / scale) : nil
    }
  }

  /// Rules of thumb, ours: see `Identifiability.verdicts`.
  func verdict(at horizon: Int, losses: [Double]) -> Identifiability {
    guard let fall = Identifiability.fall(tokens.map { Double($0) / Double(tokens[tokens.count - 1]) }, losses) else {
      return .notIdentified(Identifiability.noFall)
    }
    if (tokens.last.flatMap(areas.at)?.annealed ?? 0) <= 0 {
      let isConstant = areas.at(horizon).map { $0.annealed <= 0 } ?? false
      return .notIdentified(
        isConstant
          ? "the learning rate does not fall: without annealing this is a power law"
          : "the learning rate does not fall within the fitted part: C has no effect there")
    }
    if law.annealing == 0 {
      return .notIdentified("C is 0: the fitted part shows nothing of the learning rate's fall")
    }
    if law.amplitude <= 0 { return .notIdentified("A is not above 0: the fitted part shows no power law") }
    guard let end = areas.at(horizon) else { return .identified }
    let limit = squares * (1 + 4 / Double(max(losses.count - 4, 1)))
    let range = fitter.range(area: end.area / scale, annealed: end.annealed / scale, upTo: limit)
    return Identifiability.spread(range?.lowerBound ?? 0, range?.upperBound ?? 0, fall)
  }
}
