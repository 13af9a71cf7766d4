public import Experiment

/// Everything that was told about a run up to now: the events folded, and what the panels derive from each step once.
public struct RunHistory: Sendable, Equatable {
  /// What the run is; nil before its first event.
  public private(set) var header: Header?
  /// The steps in order. After a resumption from an older checkpoint the steps that were done again replace the first.
  public private(set) var steps: [Step] = []
  /// Seconds of training up to and including each step, pauses and evaluations not counted.
  public private(set) var elapsed: [Double] = []
  /// Evaluations in order.
  public private(set) var evaluations: [Evaluation] = []
  /// What the log panel shows.
  public private(set) var entries: [LogEntry] = []
  /// Steps worth going to: evaluations, alerts, changes, notes; in order, each once.
  public private(set) var marks: [Int] = []
  /// Alerts in order.
  public private(set) var alerts: [Alert] = []
  /// Changed recipe keys with their values as of now.
  public private(set) var changed: [String: String] = [:]
  /// Whether the trainer waits.
  public private(set) var isPaused = false
  /// How the run ended, once it has.
  public private(set) var finish: Finish?
  /// One entry a MoE layer.
  public private(set) var layers: [LayerTrace] = []

  /// Nothing known yet.
  public init() {}

  /// Takes the next event in.
  public mutating func apply(_ stamped: Stamped) {
    if let entry = LogEntry(stamped, step: steps.last?.step ?? header?.firstStep ?? 0) { entries.append(entry) }
    switch stamped.event {
    case .started(let header):
      self.header = header
      (isPaused, finish) = (false, nil)
      forget(after: header.firstStep)
    case .step(let step): append(step)
    case .evaluated(let evaluation):
      evaluations.append(evaluation)
      mark(evaluation.step)
    case .alert(let alert):
      alerts.append(alert)
      mark(alert.step)
    case .control(let control): apply(control)
    case .note(let note): mark(note.step)
    case .finished(let finish): self.finish = finish
    case .checkpointed, .log: break
    }
  }

  private mutating func apply(_ control: Control) {
    switch control.action {
    case .pause, .singleStep: isPaused = true
    case .resume: isPaused = false
    case .set, .undo:
      changed[control.key] = control.after
      mark(control.step)
    case .stop: break
    }
  }

  private mutating func append(_ step: Step) {
    if let last = steps.last, step.step <= last.step { forget(after: step.step - 1) }
    steps.append(step)
    elapsed.append((elapsed.last ?? 0) + (step.seconds.isFinite ? max(0, step.seconds) : 0))
    for (index, ledger) in step.ledgers.enumerated() {
      if index == layers.count { layers.append(LayerTrace(ledger, gap: steps.count - 1)) }
      layers[index].append(ledger)
    }
    for index in layers.indices where layers[index].droppedShare.count < steps.count { layers[index].appendGap() }
  }

  private mutating func forget(after step: Int) {
    guard let last = steps.last, last.step > step else { return }
    let keep = steps.firstIndex { $0.step > step } ?? steps.count
    steps.removeSubrange(keep...)
    elapsed.removeSubrange(keep...)
    for index in layers.indices { layers[index].forget(from: keep) }
    evaluations.removeAll { $0.step > step }
    marks.removeAll { $0 > step }
  }

  private mutating func mark(_ step: Int) {
    let place = marks.lastIndex { $0 <= step }
    if let place, marks[place] == step { return }
    marks.insert(step, at: place.map { $0 + 1 } ?? 0)
  }
}

extension RunHistory {
  /// The place in `steps` of the last step that is not after `step`; nil when there is none.
  public func index(atOrBefore step: Int) -> Int? {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].step <= step { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// Tokens a second over the steps that end at `index`.
  public func throughput(at index: Int, over window: Int = 20) -> Double {
    let first = max(0, index - window + 1)
    guard steps.indices.contains(index) else { return 0 }
    var (tokens, seconds) = (0.0, 0.0)
    for step in steps[first...index] where step.seconds > 0 && step.seconds.isFinite {
      tokens += step.tokensPerSecond * step.seconds
      seconds += step.seconds
    }
    return seconds > 0 ? tokens / seconds : 0
  }

  /// GFLOP/s over the steps that end at `index`.
  public func gflops(at index: Int, over window: Int = 20) -> Double {
    let first = max(0, index - window + 1)
    guard steps.indices.contains(index) else { return 0 }
    var (work, seconds) = (0.0, 0.0)
    for step in steps[first...index] where step.seconds > 0 && step.seconds.isFinite {
      work += step.gflops * step.seconds
      seconds += step.seconds
    }
    return seconds > 0 ? work / seconds : 0
  }

  /// Seconds to the run's last step at the mean pace of the latest fifty; nil before there is a pace.
  public func secondsLeft(at index: Int) -> Double? {
    guard let header, steps.indices.contains(index) else { return nil }
    let first = max(0, index - 49)
    let spent = elapsed[index] - (first > 0 ? elapsed[first - 1] : 0)
    guard spent > 0 else { return nil }
    return spent / Double(index - first + 1) * Double(max(0, header.totalSteps - steps[index].step))
  }

  /// Whether an expert is dead, hot or neither as of a step, over all devices.
  public func health(layer: Int, expert: Int, at index: Int) -> ExpertHealth {
    guard layers.indices.contains(layer), steps.indices.contains(index) else { return .normal }
    let trace = layers[layer]
    var starving = 0
    while index - starving >= 0, trace.load(expert, at: index - starving) < 0.01 { starving += 1 }
    if starving >= RunHistory.stepsToDeath { return .dead(steps: starving) }
    let first = max(0, index - 9)
    let mean = (first...index).reduce(0.0) { $0 + trace.load(expert, at: $1) } / Double(index - first + 1)
    return mean >= RunHistory.hotLoad ? .hot : .normal
  }

  /// An expert that starved for so many recorded steps counts as dead.
  public static let stepsToDeath = 20
  /// An expert with so many times its fair share counts as hot.
  public static let hotLoad = 1.5
}
