public import Experiment

/// What all panels share: the run as it is shown, and what they look at in it.
public struct Shared: Sendable {
  /// The run up to now, or up to the moment at which the display was frozen.
  public var run = RunHistory()
  /// The common cursor.
  public var selection = Selection()
  /// Where the replay stands; nil in a live run.
  public var playback: Playback?

  /// Nothing known yet.
  public init() {}

  /// Whether a trainer is at work at the other end.
  public var isLive: Bool { playback == nil }
  /// The place in `run.steps` of the step that is shown; nil before the first.
  public var index: Int? {
    guard let last = run.steps.indices.last else { return nil }
    guard let step = selection.step else { return last }
    return run.index(atOrBefore: step) ?? 0
  }
  /// The step that is shown.
  public var step: Step? { index.map { run.steps[$0] } }
  /// The chosen layer's ledger in the step that is shown.
  public var ledger: LayerLedger? {
    guard let step, step.ledgers.indices.contains(selection.layer) else { return nil }
    return step.ledgers[selection.layer]
  }
  /// Whether a past step is shown instead of the latest.
  public var isInspecting: Bool { selection.step != nil }

  /// Puts the cursor on the recorded step nearest to `step`; beyond the last one it follows the run again.
  public mutating func inspect(_ step: Int) {
    guard let first = run.steps.first, let last = run.steps.last else { return }
    guard step < last.step else { return selection.step = nil }
    selection.step = run.steps[run.index(atOrBefore: max(step, first.step)) ?? 0].step
  }

  /// Moves the cursor by so many recorded steps.
  public mutating func moveCursor(by count: Int) {
    guard let index, let last = run.steps.indices.last else { return }
    let target = min(max(0, index + count), last)
    selection.step = target == last ? nil : run.steps[target].step
  }

  /// Moves the cursor to the next mark, or the previous one.
  public mutating func moveCursorToMark(forth: Bool) {
    guard let step = step?.step else { return }
    if forth {
      if let mark = run.marks.first(where: { $0 > step }) { inspect(mark) } else { selection.step = nil }
    } else if let mark = run.marks.last(where: { $0 < step }) {
      inspect(mark)
    }
  }

  /// Looks at another layer, round and round.
  public mutating func moveLayer(by count: Int) {
    let layers = run.layers.count
    guard layers > 0 else { return }
    selection.layer = ((selection.layer + count) % layers + layers) % layers
    clampSelection()
  }

  /// Looks at another expert of the layer; from none, at the first or the last.
  public mutating func moveExpert(by count: Int) {
    guard run.layers.indices.contains(selection.layer) else { return }
    let experts = run.layers[selection.layer].experts
    guard experts > 0 else { return }
    guard let expert = selection.expert else { return selection.expert = count > 0 ? 0 : experts - 1 }
    selection.expert = min(max(0, expert + count), experts - 1)
  }

  /// Looks at the next device, after the last one at all together.
  public mutating func moveDevice() {
    let devices = ledger?.devices ?? 1
    guard devices > 1 else { return selection.device = nil }
    let next = (selection.device ?? -1) + 1
    selection.device = next < devices ? next : nil
  }

  /// Keeps the selection within what the run has.
  public mutating func clampSelection() {
    selection.layer = min(max(0, selection.layer), max(0, run.layers.count - 1))
    if let expert = selection.expert, run.layers.indices.contains(selection.layer) {
      selection.expert = min(expert, max(0, run.layers[selection.layer].experts - 1))
    }
    if let device = selection.device, let ledger, device >= ledger.devices { selection.device = nil }
  }
}
