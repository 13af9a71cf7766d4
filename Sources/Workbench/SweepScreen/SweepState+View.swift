internal import Experiment
internal import Sweeps
public import TerminalUI

extension SweepState {
  /// The picture of the state, as large as the window.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    let places = places
    guard !places.isEmpty else {
      canvas.draw(TooSmall(have: size, need: WorkbenchState.minimumSize), in: canvas.bounds)
      drawDialog(on: &canvas)
      return canvas.buffer
    }
    canvas.draw(SweepHeader(state: self).status(theme), in: frame.header)
    let panels = places.map { panel, area in
      (Frame(title(panel), detail: theme.glyphs.printable(detail(panel)), isFocused: panel == focus), area)
    }
    canvas.drawPanels(panels) { draw(places[$0].panel, in: $1, on: &$2) }
    drawFooter(on: &canvas, in: frame.footer, keys: dialog?.keys, title: title)
    drawDialog(on: &canvas)
    return canvas.buffer
  }

  private func title(_ panel: SweepPanel) -> String {
    let isFirst = view(of: panel) == panel.views[0]
    return "\(panel.rawValue + 1) \(panel.title)" + (isFirst ? "" : ": \(view(of: panel))")
  }

  private func draw(_ panel: SweepPanel, in area: Rect, on canvas: inout Canvas) {
    switch view(of: panel) {
    case "one trial": canvas.draw(TrialFacts(state: self), in: area)
    case "best so far": canvas.draw(BestView(state: self), in: area)
    case "curves": canvas.draw(CurvesView(state: self), in: area)
    case "combinations": canvas.draw(CombinationsView(state: self), in: area)
    case "parallel": canvas.draw(ParallelView(state: self), in: area)
    case "slices": canvas.draw(SlicesView(state: self), in: area)
    case "importance": canvas.draw(ImportanceView(state: self), in: area)
    case "balance": canvas.draw(BalanceView(state: self), in: area)
    case "decisions", "left out", "output": canvas.draw(SweepLog(state: self), in: area)
    default: canvas.draw(TrialTable(state: self), in: area)
    }
  }

  private func title(_ binding: Binding) -> String {
    switch binding.command {
    case .zoom where isZoomed: "all panels"
    case .pauseTrial where !subjects.contains(where: \.canPause) && subjects.contains(where: \.canResume): "go on"
    default: binding.title
    }
  }

  private func drawDialog(on canvas: inout Canvas) {
    let names: [KeyContext: String] = [
      .global: "Everywhere", .sweepRunning: "The sweep", .sweepIdle: "The sweep",
      .sweep: "Deciding by hand: recorded in the sweep's file",
      .views: "Views of this panel: \(focus.views.joined(separator: ", "))", focus.context: "\(focus.title) panel",
    ]
    dialog?.draw(in: canvas.bounds, on: &canvas, bindings: bindings, contexts: contexts, names: names)
  }
}

extension SweepState {
  /// The lines above and below the panels, and what is left for these.
  var frame: (header: Rect, body: Rect, footer: Rect) {
    let (upper, footer) = Rect(size).splitBottom(1)
    let (header, body) = upper.splitTop(1)
    return (header, body, footer)
  }

  /// Where panels are; empty when the window is too small.
  var places: [(panel: SweepPanel, area: Rect)] {
    guard size.holds(WorkbenchState.minimumSize) else { return [] }
    if isZoomed { return [(focus, frame.body)] }
    func placed(_ priority: Int?) -> [String: Rect] {
      let rows = SweepPanel.rows.map { row in
        row.map { panel in
          var claim = panel.claim(trials: listed.count)
          // Whoever is asked for is shown.
          if panel == focus, let priority { claim.priority = priority }
          return claim
        }
      }
      guard case .panels(let found) = PanelLayout(rows).placed(in: frame.body) else { return [:] }
      return found
    }
    var found = placed(nil)
    for priority in [99, 101] where found[focus.title] == nil { found = placed(priority) }
    if found.isEmpty { return [(focus, frame.body)] }
    return SweepPanel.allCases.compactMap { panel in found[panel.title].map { (panel, $0) } }
  }

  /// Small facts in a panel's frame.
  func detail(_ panel: SweepPanel) -> String {
    let contents = snapshot.contents
    let unit = contents.sweep.objective == .loss ? "held-out loss" : "bits a byte"
    let scale = isLogarithmic ? " · log" : ""
    switch view(of: panel) {
    case "one trial": return row?.trial.name ?? ""
    case "best so far": return "\(unit) by trials that ended\(scale)"
    case "curves": return "\(unit) by step\(scale)"
    case "combinations": return "mean and spread over seeds"
    case "parallel": return chosen
    case "slices":
      let axes = contents.sweep.space.axes
      return axes.isEmpty ? "" : "\(unit) by \(axes[axis].key.name) · \(axis + 1) of \(axes.count)\(scale)"
    case "importance": return "share of variance, η²"
    case "balance": return "busiest expert over mean, held-out"
    case "decisions": return "\(contents.decisions.count) decisions"
    case "left out": return "\(contents.dropped.count) combinations"
    case "output": return "of the process that runs it"
    default:
      let count = "\(listed.count) of \(contents.trials.count)"
      let filter = order.filter.isEmpty ? "" : " match /\(order.filter)/"
      return (marks.isEmpty ? "" : "\(marks.count) marked · ") + count + filter
    }
  }

  /// The chosen trial in a few words.
  var chosen: String { row.map { "trial \($0.trial.number) · \($0.trial.settings.label)" } ?? "" }
}
