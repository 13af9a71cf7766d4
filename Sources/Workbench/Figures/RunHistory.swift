public import Experiment

/// What the panels know of a run: its folded state, and what they derive from each event once, when it arrives.
public struct RunHistory: Sendable {
  /// The fold of the events.
  public private(set) var state = RunState()
  /// Seconds of training up to and including each step, pauses and evaluations not counted.
  public private(set) var elapsed: [Double] = []
  /// Dropped over routed choices by layer, then step; NaN where a step says nothing about the layer.
  public private(set) var droppedShare: [[Double]] = []
  /// Padded slots over all slots by layer, then step.
  public private(set) var paddedShare: [[Double]] = []
  /// What the log panel shows, at most `entryLimit` lines.
  public private(set) var entries: [LogEntry] = []
  /// Steps worth going to: evaluations, alerts, changes, notes; rising, each once.
  public private(set) var marks: [Int] = []
  /// The latest steps with their ledgers by device; of older ones only the sums are known.
  private var recent: [Step] = []

  static let entryLimit = 4000
  static let recentLimit = 256

  /// Nothing known yet.
  public init() {}

  /// Takes the next event in.
  public mutating func apply(_ stamped: Stamped) {
    if let entry = LogEntry(stamped, step: state.step) { add(entry) }
    state.apply(stamped)
    switch stamped.event {
    case .started: forget()
    case .step(let step): derive(step)
    case .evaluated(let evaluation): mark(evaluation.step)
    case .alert(let alert): mark(alert.step)
    case .control(let control): if control.action == .set || control.action == .undo { mark(control.step) }
    case .note(let note): mark(note.step)
    case .counterfactual(let answer): mark(answer.step)
    case .twin(.started(let start)): mark(start.step)
    case .twin(.ended(let end)): mark(end.step)
    case .checkpointed, .log, .finished, .evaluatedUnder, .detailed, .twin: break
    }
  }

  /// Adds a line that is no event: what something printed while the screen was up.
  mutating func add(_ entry: LogEntry) {
    entries.append(entry)
    if entries.count > RunHistory.entryLimit { entries.removeFirst(RunHistory.entryLimit / 4) }
  }

  private mutating func derive(_ step: Step) {
    elapsed.append((elapsed.last ?? 0) + (step.seconds.isFinite ? max(0, step.seconds) : 0))
    recent.append(step)
    if recent.count >= 2 * RunHistory.recentLimit { recent.removeFirst(RunHistory.recentLimit) }
    let index = state.steps.count - 1
    for (number, layer) in state.layers.enumerated() {
      if number == droppedShare.count {
        droppedShare.append(Array(repeating: .nan, count: index))
        paddedShare.append(Array(repeating: .nan, count: index))
      }
      let isTold = layer.count == state.steps.count
      let (routed, dropped) = isTold ? (layer.totals(.routed)[index], layer.totals(.dropped)[index]) : (0, 0)
      let padded = isTold ? layer.totals(.padded)[index] : 0
      let slots = isTold ? Int(layer.totals(.kept)[index]) + Int(layer.totals(.filled)[index]) + Int(padded) : 0
      droppedShare[number].append(isTold ? (routed > 0 ? Double(dropped) / Double(routed) : 0) : .nan)
      paddedShare[number].append(isTold ? (slots > 0 ? Double(padded) / Double(slots) : 0) : .nan)
    }
  }

  /// After a resumption from an older checkpoint the steps behind it are done again.
  private mutating func forget() {
    let kept = state.steps.count
    guard kept < elapsed.count else { return }
    elapsed.removeSubrange(kept...)
    for layer in droppedShare.indices {
      droppedShare[layer].removeSubrange(kept...)
      paddedShare[layer].removeSubrange(kept...)
    }
    let last = state.step
    recent.removeAll { $0.step > last }
    marks.removeAll { $0 > last }
  }

  private mutating func mark(_ step: Int) {
    let place = marks.lastIndex { $0 <= step }
    if let place, marks[place] == step { return }
    marks.insert(step, at: place.map { $0 + 1 } ?? 0)
  }
}

extension RunHistory {
  /// The latest steps' full ledgers; nil for steps that are too long ago.
  public func ledger(layer: Int, ofStep step: Int) -> LayerLedger? {
    guard let found = recent.last(where: { $0.step == step }), state.layers.indices.contains(layer) else { return nil }
    let wanted = state.layers[layer]
    return found.ledgers.first { $0.layer == wanted.layer && $0.part == wanted.part && $0.isWellFormed }
  }

  /// A layer's experts at a step's index; of one device where it is still known, of all together otherwise.
  public func figures(layer: Int, at index: Int, device: Int? = nil) -> LayerFigures? {
    guard state.layers.indices.contains(layer), index >= 0, index < state.layers[layer].count else { return nil }
    if let device, let ledger = ledger(layer: layer, ofStep: state.steps.step[index]), device < ledger.devices {
      return LayerFigures(ledger, device: device)
    }
    return LayerFigures(state.layers[layer], at: index)
  }

  /// A rate over the steps that end at `index`, each weighted by its seconds.
  public func pace(_ rates: [Double], at index: Int, over window: Int = 20) -> Double {
    guard rates.indices.contains(index) else { return 0 }
    var (work, seconds) = (0.0, 0.0)
    for step in max(0, index - window + 1)...index {
      let duration = state.steps.seconds[step]
      guard duration > 0, duration.isFinite, rates[step].isFinite else { continue }
      work += rates[step] * duration
      seconds += duration
    }
    return seconds > 0 ? work / seconds : 0
  }

  /// Layers and experts that are dead as of a step's index; not those that are masked at present.
  public func deadExperts(at index: Int) -> [(layer: Int, expert: Int, steps: Int)] {
    var dead: [(layer: Int, expert: Int, steps: Int)] = []
    for (number, layer) in state.layers.enumerated() {
      let masked = state.recipe?.maskedExperts(layer: layer.layer, part: layer.part) ?? []
      for expert in 0..<layer.experts where !masked.contains(expert) {
        if case .dead(let steps) = layer.health(expert, at: index) { dead.append((number, expert, steps)) }
      }
    }
    return dead
  }
}
