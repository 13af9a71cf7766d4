internal import Experiment
internal import TerminalUI

/// What a run has come to: the columns of the table of final figures.
public enum FinalFigure: String, Sendable, CaseIterable {
  case heldOut = "held-out"
  case bits = "bits/byte"
  case score = "score"
  case easy = "easy"
  case hard = "hard"
  case outlier = "outlier"
  case chosen = "label-free"
  case bestByLabels = "best*"
  case best = "best"
  case train = "train"
  case dropped = "drop %"
  case padded = "pad %"
  case maximumOverMean = "max/mean"
  case entropy = "entropy"
  case dead = "dead"
  case tokensPerSecond = "tok/s"
  case seconds = "seconds"
  case steps = "steps"

  /// One sentence on what it is.
  public var meaning: String {
    switch self {
    case .heldOut:
      "held-out loss of the last evaluation: nats a token or picture, or of tasks the mean of scaled losses"
    case .bits: "the same in bits a byte, which compares between tokenizers"
    case .score: "score of the last evaluation: mean over tasks of their main metrics, or accuracy; higher is better"
    case .easy: "accuracy on easy targets at the last evaluation: those with the surest predictions"
    case .hard: "accuracy on hard targets at the last evaluation"
    case .outlier: "accuracy on outlying targets at the last evaluation: those with the least sure predictions"
    case .chosen: "accuracy on targets at the evaluation that a criterion without labels chooses"
    case .bestByLabels: "highest accuracy on targets of all evaluations: it takes target labels to find it"
    case .best: "lowest held-out loss of the run, in the same unit"
    case .train: "mean training loss of the last 50 steps: nats a token or picture, or of tasks scaled losses"
    case .dropped: "choices lost to capacity in the last 50 steps, % of all choices"
    case .padded: "slots left empty in the last 50 steps, % of all slots"
    case .maximumOverMean: "load of the busiest expert over the mean, over layers and the last 50 steps"
    case .entropy: "mean entropy of the router's scores in the last 50 steps, in nats"
    case .dead: "experts that were dead after the last step, all layers together"
    case .tokensPerSecond: "tokens a second over the whole run"
    case .seconds: "seconds of training, evaluations and pauses not counted"
    case .steps: "steps done"
    }
  }

  /// Whether only runs that adapt a model to another domain have it.
  public var isOfTargets: Bool { [.easy, .hard, .outlier, .chosen, .bestByLabels].contains(self) }

  /// Decimals that it is shown with.
  public var places: Int {
    switch self {
    case .heldOut, .bits, .score, .easy, .hard, .outlier, .chosen, .bestByLabels, .best, .train: 4
    case .maximumOverMean, .entropy: 2
    case .dropped, .padded: 1
    case .dead, .tokensPerSecond, .seconds, .steps: 0
    }
  }

  /// A value as text; a dash where there is none.
  public func text(_ value: Double?, dash: String = "–") -> String {
    guard let value else { return dash }
    // A mean over seeds of what is counted has a decimal.
    let isMean = places == 0 && self == .dead && value.isFinite && value != value.rounded()
    return decimal(value, isMean ? 1 : places)
  }

  /// Its value for a run; nil where the run has none, NaN where it is not a number.
  public func value(_ history: RunHistory) -> Double? {
    let state = history.state
    let last = state.steps.count - 1
    let recent = max(0, last - FinalFigure.window + 1)..<max(0, last + 1)
    switch self {
    case .heldOut: return state.evaluations.last?.loss
    case .bits: return state.evaluations.last?.knownBits
    case .score: return state.evaluations.last?.score
    case .easy, .hard, .outlier: return state.evaluations.last?.figure("accuracy.\(rawValue)")
    case .chosen, .bestByLabels:
      let accuracy = TargetAccuracy(state.evaluations)
      guard accuracy.points.contains(where: { $0.criterion.isFinite || $0.share(.easy).isFinite }) else { return nil }
      let place = self == .chosen ? accuracy.chosen : accuracy.best
      return place.map { accuracy.points[$0].share(.all) }
    case .best: return state.evaluations.map(\.loss).filter { !$0.isNaN }.min()
    case .train: return recent.isEmpty ? nil : FinalFigure.mean(state.steps.loss[recent])
    case .dropped: return FinalFigure.mean(.dropped, state, recent)
    case .padded: return FinalFigure.mean(.padded, state, recent)
    case .maximumOverMean: return FinalFigure.mean(.maximumOverMean, state, recent)
    case .entropy: return FinalFigure.mean(.entropy, state, recent)
    case .dead:
      guard last >= 0, !state.layers.isEmpty else { return nil }
      return Double(history.deadExperts(at: last).count)
    case .tokensPerSecond:
      guard let tokens = state.steps.tokens.last, let elapsed = history.elapsed.last, elapsed > 0 else { return nil }
      // Of a run whose beginning is not in the session only the recorded steps count.
      let perStep = state.header?.tokensPerStep ?? 0
      return Double(min(tokens, perStep > 0 ? perStep * state.steps.count : tokens)) / elapsed
    case .seconds: return history.elapsed.last
    case .steps: return last >= 0 ? Double(state.step) : nil
    }
  }

  private static let window = 50

  private static func mean(_ values: some Collection<Double>) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Mean over the layers and these steps; nil for a dense model.
  private static func mean(_ measure: RouterMeasure, _ state: RunState, _ steps: Range<Int>) -> Double? {
    let values = state.layers.flatMap { layer in steps.map { measure.value(layer, at: $0) } }.filter { !$0.isNaN }
    return mean(values)
  }
}
