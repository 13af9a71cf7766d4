public import TerminalUI

extension InspectorState {
  /// The picture of the state, as large as the window.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    let places = places
    guard !places.isEmpty else {
      canvas.draw(TooSmall(have: size, need: WorkbenchState.minimumSize), in: canvas.bounds)
      return canvas.buffer
    }
    canvas.draw(header(theme), in: frame.header)
    let panels = places.map { panel, area in
      (
        Frame(
          "\(panel.rawValue + 1) \(panel.title)", detail: theme.glyphs.printable(detail(panel)),
          isFocused: panel == focus), area
      )
    }
    canvas.drawPanels(panels) { place, inner, canvas in
      switch places[place].panel {
      case .text: canvas.draw(InspectorText(state: self), in: inner)
      case .token: canvas.draw(InspectorToken(state: self), in: inner)
      case .ranks: canvas.draw(InspectorRanks(state: self), in: inner)
      case .scaffolds: canvas.draw(InspectorScaffolds(state: self), in: inner)
      case .measures: canvas.draw(InspectorMeasures(state: self), in: inner)
      }
    }
    drawFooter(on: &canvas, in: frame.footer, keys: dialog?.keys, title: title)
    drawDialog(on: &canvas)
    return canvas.buffer
  }

  private func header(_ theme: Theme) -> StatusLine {
    let names = inspection.sides.enumerated().map { index, side in
      let look = theme.series(index)
      return StatusLine.Item(
        [Span(look.glyph + " ", look.style), Span(theme.glyphs.printable(sanitized(side.name)), theme[.value])],
        priority: 90 - index)
    }
    let tokens = inspection.sides.map { grouped($0.tokens) }.joined(separator: " and ")
    return StatusLine(
      left: [.init([Span(theme.glyphs.printable(sanitized(inspection.title)), theme[.title])], priority: 80)] + names,
      right: [.init([Span(tokens, theme[.value]), Span(" tokens", theme[.muted])], priority: 40)], role: .header, gap: 2
    )
  }

  /// Small facts in a panel's frame.
  private func detail(_ panel: InspectorPanel) -> String {
    let shown = inspection.sides[side]
    switch panel {
    case .text:
      let part = inspection.isWhole ? "" : ", of the beginning"
      return "line \(grouped(line + 1)) of \(grouped(shown.lines.count))\(part)"
    case .token: return inspection.sides.count > 1 ? sanitized(shown.name) : ""
    case .ranks: return "count by frequency rank · log, log"
    case .scaffolds: return "\(grouped(shown.scaffolds.count)) taken apart in this text"
    case .measures: return "all of the text"
    }
  }

  private func title(_ binding: Binding) -> String {
    binding.command == .zoom && isZoomed ? "all panels" : binding.title
  }

  private func drawDialog(on canvas: inout Canvas) {
    dialog?.draw(
      in: canvas.bounds, on: &canvas, bindings: bindings, contexts: contexts,
      names: [.global: "Everywhere", focus.context: "\(focus.title) panel"])
  }
}

extension Inspection.Side {
  /// How a token looks in the text: its own colour wherever it stands, and every second one on another ground.
  func style(_ symbol: Inspection.Symbol, isOdd: Bool, theme: Theme) -> Style {
    var style: Style =
      switch symbol.kind {
      case .token: theme.series(symbol.ids.first ?? 0).style
      case .special: theme[.key].adding(.bold)
      case .scaffold: theme[.rectified].adding(.underline)
      }
    if symbol.kind == .token { style.attributes = [] }
    if isOdd {
      // Few colours have no second ground on which all others can be read: there the token is reversed.
      if theme.depth > .sixteen { style.background = theme[.select].background } else { style = style.adding(.reverse) }
    }
    return style
  }
}
