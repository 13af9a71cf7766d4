internal import Experiment
internal import Sweeps
internal import TerminalUI

/// What was decided, by whom and why; what was left out; or what the process that runs the sweep prints. The latest at
/// the bottom.
struct SweepLog: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let lines = lines(theme)
    guard !lines.isEmpty else {
      return canvas.text(emptyText, in: area.row(0), style: theme[.muted])
    }
    let scroll = min(state.scroll, max(0, lines.count - area.height))
    canvas.draw(Paragraph(Array(lines.dropLast(scroll).suffix(area.height))), in: area)
  }

  private var emptyText: String {
    switch state.view(of: .log) {
    case "left out": "no combination was left out"
    case "output": "nothing was printed"
    default: "nothing has been decided yet"
    }
  }

  private func lines(_ theme: Theme) -> [[Span]] {
    let contents = state.snapshot.contents
    func shown(_ text: String) -> String { theme.glyphs.printable(sanitized(text)) }
    switch state.view(of: .log) {
    case "left out":
      return contents.dropped.map {
        [Span(shown($0.settings.label) + "  ", theme[.value]), Span(shown($0.reason), theme[.muted])]
      }
    case "output":
      return state.snapshot.printed.map { [Span(shown($0), theme[$0.hasPrefix("error:") ? .bad : .text])] }
    default: return contents.decisions.map { line($0, theme) }
    }
  }

  private func line(_ decision: Decision, _ theme: Theme) -> [Span] {
    let what = [
      decision.action.rawValue, decision.trial.map { "trial \($0)" } ?? "",
      decision.action == .promote ? "to step \(decision.value)" : Self.value(decision),
    ].filter { !$0.isEmpty }.joined(separator: " ")
    let isByHand = decision.author == "user"
    return [
      Span(clock(decision.time, offset: state.utcOffset) + "  ", theme[.muted]),
      Span(fitted(isByHand ? "by hand" : decision.author, to: 8) + " ", theme[isByHand ? .key : .axis]),
      Span(theme.glyphs.printable(sanitized(what)), theme[.value]),
      Span(decision.taken == nil ? "  waits" : "", theme[.warn]),
      Span("  " + theme.glyphs.printable(sanitized(decision.reason)), theme[.muted]),
    ]
  }

  private static func value(_ decision: Decision) -> String {
    if decision.action == .budget { return Double(decision.value).map { duration(seconds: $0) } ?? decision.value }
    return decision.value.split(separator: "\n").joined(separator: ", ")
  }
}
