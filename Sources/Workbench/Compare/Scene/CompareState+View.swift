internal import Experiment
public import TerminalUI

extension CompareState {
  /// The lines above and below the panels, and what is left for these.
  private var frame: (header: Rect, body: Rect, footer: Rect) {
    let (upper, footer) = Rect(size).splitBottom(1)
    let (header, body) = upper.splitTop(1)
    return (header, body, footer)
  }

  /// Where panels are; empty when the window is too small.
  var places: [(panel: ComparePanel, area: Rect)] {
    guard size.holds(WorkbenchState.minimumSize) else { return [] }
    let body = frame.body
    if isZoomed { return [(focus, body)] }
    let hasExperts = hasExperts
    var focused = focus.claim(hasExperts: hasExperts)
    func placed() -> [String: Rect] {
      let rows = ComparePanel.rows(hasExperts: hasExperts).map { row in
        row.map { $0 == focus ? focused : $0.claim(hasExperts: hasExperts) }
      }
      guard case .panels(let found) = PanelLayout(rows).placed(in: body) else { return [:] }
      return found
    }
    var found = placed()
    // Whoever is asked for is shown: right below the most important panel, or in its place where there is room for one.
    for priority in [89, 99] where found["\(focus)"] == nil {
      focused.priority = priority
      found = placed()
    }
    if found.isEmpty { return [(focus, body)] }
    return ComparePanel.allCases.compactMap { panel in found["\(panel)"].map { (panel, $0) } }
  }

  /// The picture of the state, as large as the window.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    let places = places
    guard !places.isEmpty else {
      canvas.draw(TooSmall(have: size, need: WorkbenchState.minimumSize), in: canvas.bounds)
      drawDialog(on: &canvas)
      return canvas.buffer
    }
    canvas.draw(header(theme), in: frame.header)
    let numbers = panels
    let frames = places.map { panel, area in
      let number = (numbers.firstIndex(of: panel) ?? 0) + 1
      return (
        Frame(
          theme.glyphs.printable("\(number) \(title(panel))"), detail: theme.glyphs.printable(detail(panel)),
          isFocused: panel == focus), area
      )
    }
    canvas.drawPanels(frames) { draw(places[$0].panel, in: $1, on: &$2) }
    drawFooter(on: &canvas, in: frame.footer, keys: dialog?.keys, title: footerTitle)
    drawDialog(on: &canvas)
    return canvas.buffer
  }

  private func draw(_ panel: ComparePanel, in area: Rect, on canvas: inout Canvas) {
    switch panel {
    case .losses, .tokens, .router, .speed:
      if let measure = measure(panel) {
        CurvesPicture(state: self, panel: panel, measure: measure).draw(in: area, on: &canvas)
      }
    case .experts: ExpertsPicture(state: self).draw(in: area, on: &canvas)
    case .figures:
      switch figuresShown {
      case .tasks: TasksPicture(state: self).draw(in: area, on: &canvas)
      case .front: FrontPicture(state: self).draw(in: area, on: &canvas)
      case .runs: FiguresPicture(state: self).draw(in: area, on: &canvas)
      }
    case .recipes: RecipesPicture(state: self).draw(in: area, on: &canvas)
    }
  }

  private func title(_ panel: ComparePanel) -> String {
    if let measure = measure(panel) { return CurvesPicture(state: self, panel: panel, measure: measure).title }
    if panel == .figures, figuresShown == .tasks { return "Figures by task" }
    if panel == .figures, figuresShown == .front { return FrontPicture(state: self).title }
    return panel == .experts ? ExpertsPicture(state: self).title : panel.title
  }

  private func detail(_ panel: ComparePanel) -> String {
    if let measure = measure(panel) { return CurvesPicture(state: self, panel: panel, measure: measure).detail }
    switch panel {
    case .experts: return ExpertsPicture(state: self).detail
    case .figures:
      switch figuresShown {
      case .tasks: return TasksPicture(state: self).detail
      case .front: return FrontPicture(state: self).detail
      case .runs: return FiguresPicture(state: self).detail
      }
    default: return RecipesPicture(state: self).detail
    }
  }

  /// What is compared with what, how far reading is, and what was left out.
  private func header(_ theme: Theme) -> StatusLine {
    let runs = comparison.runs
    let hidden = runs.count(where: \.isHidden)
    var left: [StatusLine.Item] = [
      .init([Span("compare", theme[.title])], priority: 60),
      .init(
        [
          Span("\(runs.count)", theme[.value]), Span(runs.count == 1 ? " run" : " runs", theme[.muted]),
          Span(hidden > 0 ? ", \(hidden) hidden" : "", theme[.warn]),
        ], priority: 90),
    ]
    let unread = runs.count { !$0.isRead }
    if unread > 0 {
      left.append(.init([Span("reading \(runs.count - unread) of \(runs.count)", theme[.warn])], priority: 95))
    }
    if let fault = comparison.leftOut.last {
      let count = comparison.leftOut.count
      let name = theme.glyphs.printable(sanitized(ComparedRun(path: fault.path, look: 0).fileName))
      left.append(
        .init(
          [
            Span(
              " \(theme.glyphs.cross) left out: \(name)\(count > 1 ? " and \(count - 1) more" : "") ",
              theme[.bad].adding(.reverse))
          ],
          priority: 97))
    }
    let labels = comparison.labels
    func named(_ word: String, _ place: Int, _ priority: Int) -> StatusLine.Item {
      let look = theme.look(ofRun: runs[place].look)
      return .init(
        [
          Span(word, theme[.muted]), Span(look.glyph + " ", look.style),
          Span(theme.glyphs.printable(truncated(sanitized(labels[place]), to: 30)), theme[.value]),
        ], priority: priority)
    }
    if runs.indices.contains(current), current != comparison.baseline { left.append(named("chosen ", current, 85)) }
    if let baseline = comparison.baseline { left.append(named("baseline ", baseline, 80)) }
    if isDifference { left.append(.init([Span(" DIFFERENCE ", theme[.cursor].adding(.reverse))], priority: 75)) }
    var right: [StatusLine.Item] = []
    if let cursor {
      let text = axis == .time ? duration(seconds: cursor) : grouped(Int(cursor.rounded()))
      right.append(.init([Span("\(axis.rawValue) ", theme[.muted]), Span(text, theme[.cursor])], priority: 88))
    }
    let growing = runs.count(where: \.isGrowing)
    if growing > 0 { right.append(.init([Span("\(theme.glyphs.live) \(growing) growing", theme[.ok])], priority: 50)) }
    return StatusLine(left: left, right: right, role: .header, gap: 2)
  }

  private func footerTitle(_ binding: Binding) -> String {
    switch binding.command {
    case .zoom where isZoomed: "all panels"
    case .compareFrontCost where frontCost == .work: "x: speed"
    case .compareHide where run?.isHidden == true: "show"
    case .compareDifference where isDifference: "values"
    case .compareScale: measure(focus).map { scale($0) == .log ? "linear" : "log" } ?? binding.title
    default: binding.title
    }
  }

  private func drawDialog(on canvas: inout Canvas) {
    let names: [KeyContext: String] = [
      .global: "Everywhere", .views: "Views of this panel: \(viewNames)", .compareCurves: "Charts",
      .compareExperts: "Experts", .compareFigures: "Final figures", .compareFront: "Accuracy and cost",
      .compareFrontTasks: "Accuracy and cost, by task", .compareRecipes: "Recipes",
    ]
    dialog?.draw(in: Rect(size), on: &canvas, bindings: bindings, contexts: contexts, names: names)
  }

  private var viewNames: String {
    if focus == .figures { return figuresViews.map(\.rawValue).joined(separator: ", ") }
    let names = focus == .experts ? CompareExpertsView.allCases.map(\.rawValue) : measures(of: focus).map(\.rawValue)
    return names.joined(separator: ", ")
  }
}
