public import Experiment

/// A run in a comparison: what its session has told so far, and the curves that were asked for.
public struct ComparedRun: Sendable {
  /// The session's file.
  public let path: String
  /// Its lasting look: an index of the theme's series.
  public let look: Int
  /// What is known of it.
  public private(set) var history = RunHistory()
  /// Whether all that the file held when it was opened has been read.
  public internal(set) var isRead = false
  /// Whether it is left out of charts and figures at the moment.
  public internal(set) var isHidden = false
  /// Its final figures as of what has been read; none for what it does not have.
  public private(set) var finals: [FinalFigure: Double] = [:]
  private var layerCurves: [LayerKey: [Double]] = [:]

  private struct LayerKey: Hashable, Sendable {
    var measure: CompareMeasure
    var layer: LayerChoice
  }

  /// A run of which nothing has been read yet.
  public init(path: String, look: Int) { (self.path, self.look) = (path, look) }

  /// The fold of its events.
  public var state: RunState { history.state }
  /// Its name, as its recipe has it; the file's before the first event.
  public var name: String { state.header?.name ?? fileName }
  /// The file's name without folder and ending.
  public var fileName: String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".sqlite") ? String(file.dropLast(7)) : file
  }
  /// Whether more may still be written to its session.
  public var isGrowing: Bool { isRead && state.finish == nil }

  mutating func apply(_ event: Stamped) {
    // A stretch that begins before the last step takes steps back.
    if case .started = event.event { layerCurves = [:] }
    history.apply(event)
  }

  /// Sums up what has been read.
  mutating func settle() {
    finals = [:]
    for figure in FinalFigure.allCases { finals[figure] = figure.value(history) }
  }

  /// Works out what a chart of a measure needs, for the steps that have come since it was last asked for.
  mutating func prepare(_ measure: CompareMeasure, _ layer: LayerChoice) {
    guard measure.router != nil else { return }
    let key = LayerKey(measure: measure, layer: layer)
    var values = layerCurves[key] ?? []
    let layers = state.layers.filter { layer.includes($0.layer, $0.part) }
    guard !layers.isEmpty else { return }
    for index in values.count..<max(values.count, state.steps.count) {
      values.append(ComparedRun.value(measure, layers, at: index))
    }
    layerCurves[key] = values
  }

  /// The curve of a measure; empty for one that the run does not have, or that was not prepared.
  func curve(_ measure: CompareMeasure, _ layer: LayerChoice, over axis: CompareAxis) -> Curve {
    let steps = state.steps
    func whole(_ ys: [Double]) -> Curve {
      let count = min(steps.count, ys.count)
      return Curve(xs: Array(xs(axis).prefix(count)), ys: Array(ys.prefix(count)))
    }
    switch measure {
    case .loss:
      // Steps on source and target have losses of different things.
      return whole(
        RunSubject(state).contains(.adaptation) && !state.tasks.counts.isEmpty
          ? state.tasks.meanLosses(steps.loss) : steps.loss)
    case .learningRate: return whole(steps.learningRate)
    case .gradientNorm: return whole(steps.gradientNorm)
    case .tokensPerSecond: return whole(steps.tokensPerSecond)
    case .gflops: return whole(steps.gflops)
    case .seconds: return whole(steps.seconds)
    case .memory: return whole(steps.residentBytes.map { Double($0) / 1e9 })
    case .expertLoad: return Curve(xs: [], ys: [])
    case .heldOut: return evaluations(axis) { $0.loss }
    case .bits: return evaluations(axis) { $0.knownBits }
    case .score: return evaluations(axis) { $0.score }
    case .easyTargets, .hardTargets, .outliers, .chosenAccuracy, .criterion:
      guard let figure = measure.figure else { return Curve(xs: [], ys: []) }
      return evaluations(axis) { evaluation in evaluation.figure(figure.name).map { $0 * figure.factor } }
    case .flips:
      return evaluations(axis) { evaluation in
        let flips = evaluation.layers.filter { layer.includes($0.layer, $0.part) }.map { Double($0.flipsSinceLast) }
          .filter(\.isFinite)
        return flips.isEmpty ? nil : flips.reduce(0, +) / Double(flips.count) * 100
      }
    default: return whole(layerCurves[LayerKey(measure: measure, layer: layer)] ?? [])
    }
  }

  /// One expert's load over its fair share; empty for an expert that the run does not have.
  func load(layer: Int, _ part: String, expert: Int, over axis: CompareAxis) -> Curve {
    guard let layer = state.layers.first(where: { $0.layer == layer && $0.part == part }), expert < layer.experts else {
      return Curve(xs: [], ys: [])
    }
    let count = min(layer.count, state.steps.count)
    return Curve(xs: Array(xs(axis).prefix(count)), ys: (0..<count).map { layer.load(expert, at: $0) })
  }

  private func evaluations(_ axis: CompareAxis, _ value: (Evaluation) -> Double?) -> Curve {
    var curve = Curve(xs: [], ys: [])
    for evaluation in state.evaluations {
      guard let y = value(evaluation), let x = x(ofStep: evaluation.step, over: axis) else { continue }
      // What a run taken up again evaluated anew replaces what it had said before.
      if let last = curve.xs.last, last >= x {
        if last == x { curve.ys[curve.ys.count - 1] = y }
        continue
      }
      curve.xs.append(x)
      curve.ys.append(y)
    }
    return curve
  }

  /// The positions of all steps.
  func xs(_ axis: CompareAxis) -> [Double] {
    switch axis {
    case .step: state.steps.step.map(Double.init)
    case .tokens: state.steps.tokens.map(Double.init)
    case .time: history.elapsed
    }
  }

  /// The position of a step; nil before the first.
  func x(ofStep step: Int, over axis: CompareAxis) -> Double? {
    state.steps.index(ofStep: step).map { x(at: $0, over: axis) }
  }

  func x(at index: Int, over axis: CompareAxis) -> Double {
    switch axis {
    case .step: Double(state.steps.step[index])
    case .tokens: Double(state.steps.tokens[index])
    case .time: history.elapsed[index]
    }
  }

  /// The index of the last step that is not after a position, the first one for earlier positions; nil without steps. Without
  /// a position the last step.
  func index(at x: Double?, over axis: CompareAxis) -> Int? {
    let count = state.steps.count
    guard count > 0 else { return nil }
    guard let x else { return count - 1 }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self.x(at: middle, over: axis) <= x { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// Means over layers of what is a share or a state, sums of what is counted.
  private static func value(_ measure: CompareMeasure, _ layers: [LayerHistory], at index: Int) -> Double {
    guard let router = measure.router else { return .nan }
    switch measure {
    case .dropped, .padded:
      func total(_ column: LedgerColumn) -> Double {
        layers.reduce(0) { $0 + (index < $1.count ? Double($1.totals(column)[index]) : 0) }
      }
      let slots = total(.kept) + total(.filled) + total(.padded)
      let (part, whole) = measure == .dropped ? (total(.dropped), total(.routed)) : (total(.padded), slots)
      return whole > 0 ? part / whole * 100 : 0
    default:
      let values = layers.map { router.value($0, at: index) }.filter { !$0.isNaN }
      guard !values.isEmpty else { return .nan }
      let sum = values.reduce(0, +)
      return [.dead, .rectified, .filled].contains(measure) ? sum : sum / Double(values.count)
    }
  }
}

/// What lies on the x axis of all charts of a comparison.
public enum CompareAxis: String, Sendable, CaseIterable {
  case step, tokens, time
}
