public import Experiment

/// What all panels share: the run as it is shown, and what they look at in it.
public struct Shared: Sendable {
  /// The run up to now, or up to the moment at which the display was frozen.
  public var run = RunHistory()
  /// The common cursor.
  public var selection = Selection()
  /// The groups of the tasks as they are being arranged by hand; nil: as they are.
  public internal(set) var regrouping: TaskGroups?
  /// Where the replay stands; nil in a live run.
  public var playback: Playback?
  /// Who writes the session that is only watched here; nil for a run of this process and for a replay.
  public var writer: SessionWriter?
  /// Whether the line to the terminal is slow: what moves without saying much is left out.
  public var isFrugal = false
  /// Seconds that local time is ahead of UTC.
  public var utcOffset = 0

  /// Nothing known yet.
  public init() {}

  /// Whether a trainer is at work at the other end.
  public var isLive: Bool { playback == nil }
  /// Whether a trainer is at work that keys can steer.
  public var isSteerable: Bool { isLive && writer == nil && run.state.finish == nil }
  /// The index of the step that is shown; nil before the first.
  public var index: Int? {
    let steps = run.state.steps
    guard steps.count > 0 else { return nil }
    guard let step = selection.step else { return steps.count - 1 }
    return steps.index(ofStep: step) ?? 0
  }
  /// The number of the step that is shown; 0 before the first.
  public var step: Int { index.map { run.state.steps.step[$0] } ?? 0 }
  /// The chosen layer; nil when there is none.
  public var layer: LayerHistory? {
    run.state.layers.indices.contains(selection.layer) ? run.state.layers[selection.layer] : nil
  }
  /// The chosen layer's experts in the step that is shown.
  public var figures: LayerFigures? {
    index.flatMap { run.figures(layer: selection.layer, at: $0, device: selection.device) }
  }
  /// Whether a past step is shown instead of the latest.
  public var isInspecting: Bool { selection.step != nil }

  /// Puts the cursor on the last recorded step that is not after `step`; at the end it follows the run again.
  public mutating func inspect(_ step: Int) {
    let steps = run.state.steps
    guard let first = steps.step.first, let last = steps.step.last else { return }
    guard step < last else { return selection.step = nil }
    selection.step = steps.step[steps.index(ofStep: max(step, first)) ?? 0]
  }

  /// Moves the cursor by so many recorded steps.
  public mutating func moveCursor(by count: Int) {
    guard let index else { return }
    let last = run.state.steps.count - 1
    let target = min(max(0, index + count), last)
    selection.step = target == last ? nil : run.state.steps.step[target]
  }

  /// Moves the cursor to the next mark, or the previous one.
  public mutating func moveCursorToMark(forth: Bool) {
    if forth {
      if let mark = run.marks.first(where: { $0 > step }) { inspect(mark) } else { selection.step = nil }
    } else if let mark = run.marks.last(where: { $0 < step }) {
      inspect(mark)
    }
  }

  /// Looks at another layer, round and round.
  public mutating func moveLayer(by count: Int) {
    let layers = run.state.layers.count
    guard layers > 0 else { return }
    selection.layer = ((selection.layer + count) % layers + layers) % layers
    clampSelection()
  }

  /// Looks at another expert of the layer; from none, at the first or the last.
  public mutating func moveExpert(by count: Int) {
    guard let experts = layer?.experts, experts > 0 else { return }
    guard let expert = selection.expert else { return selection.expert = count > 0 ? 0 : experts - 1 }
    selection.expert = min(max(0, expert + count), experts - 1)
  }

  /// Looks at the next device, after the last one at all together.
  public mutating func moveDevice() {
    let devices = layer?.devices ?? 1
    guard devices > 1 else { return selection.device = nil }
    let next = (selection.device ?? -1) + 1
    selection.device = next < devices ? next : nil
  }

  /// Keeps the selection within what the run has.
  public mutating func clampSelection() {
    selection.layer = min(max(0, selection.layer), max(0, run.state.layers.count - 1))
    if let expert = selection.expert, let layer { selection.expert = min(expert, max(0, layer.experts - 1)) }
    if let device = selection.device, let layer, device >= layer.devices { selection.device = nil }
    let tasks = run.state.header?.tasks.count ?? 0
    selection.markedTasks = selection.markedTasks.filter { $0 < tasks }
    if let regrouping, !isSteerable || regrouping.groups.joined().count != tasks { self.regrouping = nil }
  }
}
