public import Experiment
public import Forecasting

/// A run's evaluations as a forecast takes them: losses by position with the law over positions fitted to each.
///
/// A function of the evaluations alone. An update fits only what was not there before: live, one evaluation.
public struct CheckpointSeries: Sendable {
  /// At most so many checkpoints are fitted, so that the work does not grow with the number of evaluations: of each
  /// stretch of the run, as long as this share of it, the last one.
  public static let limit = 64

  /// The evaluations that count, by tokens ascending.
  public private(set) var checkpoints: [LossTable.Checkpoint] = []
  /// The fits to them.
  public private(set) var fits: [CheckpointFit] = []
  /// Steps of the evaluations.
  public private(set) var steps: [Int] = []
  /// Evaluations whose losses by position are no numbers, or of another length than the others.
  public private(set) var unusable = 0
  private var fitter: PositionFitter?

  /// Nothing evaluated yet.
  public init() {}

  /// n, positions of every checkpoint; 0 without any.
  public var positions: Int { checkpoints.first?.losses.count ?? 0 }

  /// Takes the evaluations as they are now.
  ///
  /// - Parameters:
  ///   - horizon: tokens at the end of the run.
  ///   - rates: the learning rate at a step, where it is known.
  public mutating func update(
    _ evaluations: some BidirectionalCollection<Evaluation>, horizon: Int, rates: (Int) -> Double?
  ) {
    let chosen = Self.lastOfStretches(evaluations, horizon: horizon)
    let length = chosen.first?.positions.count ?? 0
    if length != positions { self = CheckpointSeries() }
    let known = Dictionary(uniqueKeysWithValues: checkpoints.indices.map { (checkpoints[$0].tokens, $0) })
    var next = CheckpointSeries()
    next.fitter = length == positions ? fitter : nil
    for evaluation in chosen {
      guard length >= LossTable.fewestPositions, evaluation.positions.count == length,
        evaluation.positions.allSatisfy({ $0.isFinite && $0 >= 0 })
      else {
        next.unusable += 1
        continue
      }
      let checkpoint = LossTable.Checkpoint(
        tokens: evaluation.tokens, losses: evaluation.positions.map(Double.init), learningRate: rates(evaluation.step))
      next.steps.append(evaluation.step)
      next.checkpoints.append(checkpoint)
      if let place = known[evaluation.tokens], checkpoints[place] == checkpoint {
        next.fits.append(fits[place])
      } else {
        let fitter = next.fitter ?? PositionFitter(positions: length)
        next.fitter = fitter
        next.fits.append(fitter.fit(checkpoint))
      }
    }
    self = next
  }

  /// Places of the checkpoints that are the last of their stretch, for a run that is cut into so many; the last of all
  /// is among them.
  func lastOfStretches(_ count: Int, horizon: Int) -> [Int] {
    let stretches = checkpoints.map { Self.stretch($0.tokens, of: count, horizon: horizon) }
    return stretches.indices.filter { $0 + 1 == stretches.count || stretches[$0] != stretches[$0 + 1] }
  }

  private static func lastOfStretches(
    _ evaluations: some BidirectionalCollection<Evaluation>, horizon: Int
  ) -> [Evaluation] {
    var chosen: [Evaluation] = []
    for evaluation in evaluations.reversed() where evaluation.tokens >= 1 {
      if let later = chosen.last {
        guard evaluation.tokens < later.tokens,
          stretch(evaluation.tokens, of: limit, horizon: horizon) != stretch(later.tokens, of: limit, horizon: horizon)
        else { continue }
      }
      chosen.append(evaluation)
    }
    return chosen.reversed()
  }

  /// The number of a stretch, which includes its end.
  private static func stretch(_ tokens: Int, of count: Int, horizon: Int) -> Int {
    guard horizon > 0, tokens <= horizon else { return count }
    return Int((Double(tokens) / Double(horizon) * Double(count) - 1e-9).rounded(.up))
  }
}

extension CheckpointSeries {
  /// Takes the evaluations that are not after the step that is shown.
  mutating func update(_ shared: Shared) {
    let state = shared.run.state
    update(shared.evaluations, horizon: shared.totalTokens) { step in
      state.steps.index(ofStep: step).flatMap { state.steps.step[$0] == step ? state.steps.learningRate[$0] : nil }
    }
  }
}

extension Shared {
  /// Tokens at the end of the run; 0 where it is not known.
  var totalTokens: Int {
    guard let header = run.state.header, header.totalSteps > 0, header.tokensPerStep > 0 else { return 0 }
    let (tokens, isTooMany) = header.totalSteps.multipliedReportingOverflow(by: header.tokensPerStep)
    return isTooMany ? 0 : tokens
  }
}
