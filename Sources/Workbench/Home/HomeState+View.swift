internal import Sessions
public import TerminalUI

extension HomeState {
  /// The lines above and below, and the areas of list and preview; the preview is empty where there is no room for it.
  var areas: (header: Rect, list: Rect, preview: Rect, footer: Rect) {
    let (upper, footer) = Rect(size).splitBottom(1)
    let (header, body) = upper.splitTop(1)
    let wanted = hasPreview && body.height >= 17 ? max(9, body.height * 2 / 5) : 0
    guard wanted > 0 else { return (header, body, Rect(x: 0, y: body.maxY, width: 0, height: 0), footer) }
    // They share an edge.
    let (list, preview) = (body.inset(bottom: wanted - 1), body.splitBottom(wanted).bottom)
    return (header, list, preview, footer)
  }

  /// Where rows stand, without the table's header.
  var rowsArea: Rect { Frame.content(of: areas.list).inset(top: 1) }

  /// The picture of the state, as large as the window.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    guard size.holds(WorkbenchState.minimumSize) else {
      canvas.draw(TooSmall(have: size, need: WorkbenchState.minimumSize), in: canvas.bounds)
      drawDialog(on: &canvas)
      return canvas.buffer
    }
    let areas = areas
    canvas.draw(header(theme), in: areas.header)
    let title = previewTitle
    var frames = [(Frame(section.title, detail: theme.glyphs.printable(detail(theme)), isFocused: true), areas.list)]
    if !areas.preview.isEmpty { frames.append((Frame(theme.glyphs.printable(title)), areas.preview)) }
    Frame.draw(frames, on: &canvas)
    let inner = Frame.content(of: areas.list)
    canvas.clipped(to: inner) { drawList(in: inner, on: &$0) }
    let lower = Frame.content(of: areas.preview)
    if !lower.isEmpty { canvas.clipped(to: lower) { drawPreview(in: lower, on: &$0) } }
    drawFooter(on: &canvas, in: areas.footer, keys: dialogKeys, title: footerTitle)
    drawDialog(on: &canvas)
    return canvas.buffer
  }

  private var previewTitle: String {
    if let entry = currentEntry { return sanitized(entry.name) }
    return sanitized(currentDocument?.name ?? "")
  }

  /// Order, filter and marks, in the list's frame.
  private func detail(_ theme: Theme) -> String {
    let column = HomeColumn.all(of: section).first { $0.name == list.sort.column }
    let arrows = theme.glyphs.arrows
    var parts = ["by \(column?.title ?? "") \(list.sort.isDescending ? arrows.down : arrows.up)"]
    if !list.filter.isEmpty {
      parts.insert("\(list.rows.count) of \(list.all.count) match /\(sanitized(list.filter.text))/", at: 0)
    }
    if section == .sessions, !marked.isEmpty { parts.append("\(marked.count) marked") }
    return parts.joined(separator: " · ")
  }

  private func header(_ theme: Theme) -> StatusLine {
    let tabs = HomeSection.allCases.map { it in
      let count = lists[it]?.all.count ?? 0
      let isHere = it == section
      let style = isHere ? theme[.titleFocus].adding(.reverse) : theme[.header]
      return StatusLine.Item(
        [
          Span(" \(it.number) ", isHere ? style : theme[.key]), Span(it.title, style),
          Span(" \(count) ", isHere ? style : theme[.muted]),
        ], priority: isHere ? 100 : 90 - it.number)
    }
    var right: [StatusLine.Item] = []
    let running = entries.count { $0.condition == .running }
    if running > 0 {
      right.append(.init([Span("\(theme.glyphs.live) \(running) running", theme[.ok])], priority: 95))
    }
    let damaged = entries.count { if case .damaged = $0.condition { true } else { false } }
    if damaged > 0 { right.append(.init([Span("\(damaged) damaged", theme[.bad])], priority: 60)) }
    if unread > 0 { right.append(.init([Span("reading \(unread)", theme[.muted])], priority: 50)) }
    let total = entries.reduce(0) { $0 + $1.bytes }
    if section == .sessions, total > 0 {
      right.append(.init([Span(bytes(total), theme[.value]), Span(" on disk", theme[.muted])], priority: 30))
    }
    return StatusLine(
      left: [.init([Span("switchyard", theme[.title])], priority: 20)] + tabs, right: right, role: .header, gap: 1)
  }

  /// The keys of the dialog; a list of columns is ticked, not chosen from.
  private var dialogKeys: [(String, String)]? {
    if case .choice(.columns, _) = dialog { return [("Enter", "show, hide"), ("Esc", "close"), ("j k", "move")] }
    return dialog?.keys
  }

  /// What Enter does depends on the row.
  private func footerTitle(_ binding: Binding) -> String {
    switch binding.command {
    case .homeOpen where section == .sessions:
      switch currentEntry?.condition {
      case .running: "watch"
      case .damaged, nil: "open"
      case .unread, .killed, .ended: "replay"
      }
    case .homePin where list.current?.isPinned == true: "unpin"
    default: binding.title
    }
  }

  private func drawDialog(on canvas: inout Canvas) {
    switch dialog {
    case nil: break
    case .choice(.about, let choice):
      let box = canvas.bounds.centered(Size(100, choice.names.count + 2))
      canvas.draw(Overlay(choice.title, detail: "Esc closes"), in: box)
      let lines = choice.names.map { [Span(canvas.theme.glyphs.printable(sanitized($0)), canvas.theme[.text])] }
      let inner = box.inset(left: 2, top: 1, right: 2, bottom: 1)
      let offset = min(choice.selected, max(0, lines.count - inner.height))
      canvas.draw(Paragraph(lines, offset: offset), in: inner)
    case .some(let dialog):
      dialog.draw(
        in: canvas.bounds, on: &canvas, bindings: bindings, contexts: contexts,
        names: [.home(section): "\(section.title)", .global: "Everywhere in home"])
    }
  }
}
