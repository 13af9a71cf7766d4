internal import Experiment
internal import TerminalUI

extension CompareState {
  /// From the first to the last position of the runs that are shown; nil without steps.
  var span: ClosedRange<Double>? {
    var range: ClosedRange<Double>?
    for run in comparison.runs where !run.isHidden && run.state.steps.count > 0 {
      let (first, last) = (run.x(at: 0, over: axis), run.x(at: run.state.steps.count - 1, over: axis))
      range = min(range?.lowerBound ?? first, first)...max(range?.upperBound ?? last, last)
    }
    return range
  }

  /// The part of the axis that all charts show.
  var visible: ClosedRange<Double>? {
    guard let span else { return nil }
    let whole = span.upperBound - span.lowerBound
    guard whole > 0 else { return span.lowerBound...(span.lowerBound + 1) }
    guard zoom > 0 else { return span }
    let width = whole / Double(1 << zoom)
    let end = span.lowerBound + whole * (self.end ?? shareOfCursor(span))
    return max(span.lowerBound, end - width)...max(span.lowerBound + width, end)
  }

  private func shareOfCursor(_ span: ClosedRange<Double>) -> Double {
    guard let cursor, span.upperBound > span.lowerBound else { return 1 }
    return min(1, (cursor - span.lowerBound) / (span.upperBound - span.lowerBound) + 0.5 / Double(1 << zoom))
  }

  /// The keys that change only how charts are looked at.
  mutating func look(_ command: CommandID) {
    switch command {
    case .compareAxis: changeAxis()
    case .compareScale:
      if let measure = measure(focus) {
        if otherwiseScaled.remove(measure) == nil { otherwiseScaled.insert(measure) }
      }
    case .compareSmoother: smoothing = min(smoothing + 1, LossPanel.smoothings.count - 1)
    case .compareRougher: smoothing = max(smoothing - 1, 0)
    case .compareZoomIn: zoom = min(zoom + 1, 10)
    case .compareZoomOut:
      zoom = max(zoom - 1, 0)
      if zoom == 0 { end = nil }
    case .comparePanLeft, .comparePanRight:
      guard zoom > 0, let span else { break }
      let width = 1 / Double(1 << zoom)
      let moved = (end ?? shareOfCursor(span)) + (command == .comparePanLeft ? -width / 2 : width / 2)
      end = moved >= 1 ? nil : max(width, moved)
    case .compareLeft: moveCursor(by: -1)
    case .compareRight: moveCursor(by: 1)
    case .stepBack: moveCursor(steps: -1)
    case .stepForth: moveCursor(steps: 1)
    case .previousMark: moveToEvaluation(forth: false)
    case .nextMark: moveToEvaluation(forth: true)
    case .first: cursor = span?.lowerBound
    case .follow: cursor = nil
    case .goTo:
      let last = span.map { axis == .time ? decimal($0.upperBound, 1) : grouped(Int($0.upperBound)) } ?? "0"
      let unit = axis == .time ? "seconds of training" : axis.rawValue
      dialog = .prompt(.goTo, Prompt(Question("Cursor to", hint: "\(unit), up to \(last)")))
    default: break
    }
  }

  /// The cursor stays at the moment of the chosen run that it shows.
  private mutating func changeAxis() {
    let all = CompareAxis.allCases
    let next = all[((all.firstIndex(of: axis) ?? 0) + 1) % all.count]
    let index = cursor.flatMap { cursor in run?.index(at: cursor, over: axis) }
    axis = next
    end = nil
    cursor = index.flatMap { index in run?.x(at: index, over: next) }
  }

  /// By about a column of a chart; past the last value there is no cursor.
  private mutating func moveCursor(by direction: Double) {
    guard let visible, let span else { return }
    let step = (visible.upperBound - visible.lowerBound) / 64
    let target = (cursor ?? span.upperBound) + direction * max(step, axis == .time ? 0 : 1)
    place(axis == .time ? target : target.rounded(), span)
  }

  private mutating func moveCursor(steps: Int) {
    guard let run, let span, let index = run.index(at: cursor, over: axis) else { return }
    let target = index + steps
    guard target < run.state.steps.count else { return place(run.x(at: index, over: axis), span) }
    place(run.x(at: max(0, target), over: axis), span)
  }

  private mutating func moveToEvaluation(forth: Bool) {
    guard let run, let span else { return }
    let marks = run.state.evaluations.compactMap { run.x(ofStep: $0.step, over: axis) }
    let here = cursor ?? span.upperBound
    if let mark = forth ? marks.first(where: { $0 > here }) : marks.last(where: { $0 < here }) {
      place(mark, span)
    } else if forth {
      cursor = nil
    }
  }

  private mutating func place(_ x: Double, _ span: ClosedRange<Double>) {
    cursor = x >= span.upperBound ? nil : max(span.lowerBound, x)
    // What the cursor shows is to be seen.
    if let cursor, let visible, !visible.contains(cursor) { end = nil }
  }
}
