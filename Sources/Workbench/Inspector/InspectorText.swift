internal import TerminalUI

/// The text as one tokenizer cuts it, or two side by side: line for line, each in as many rows as it needs.
struct InspectorText: Widget {
  var state: InspectorState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let sides = state.inspection.sides
    let theme = canvas.theme
    var body = area
    let columns = sides.indices.map { index in
      Rect(
        x: area.x + index * (state.textSize.width + InspectorState.gutter), y: area.y, width: state.textSize.width,
        height: area.height)
    }
    if sides.count > 1 {
      for (index, side) in sides.enumerated() {
        let look = theme.series(index)
        let sign = index == state.side ? theme.glyphs.pointer : " "
        canvas.line(
          [
            Span(sign + " ", theme[.key]), Span(look.glyph + " ", look.style),
            Span(theme.glyphs.printable(sanitized(side.name)), theme[index == state.side ? .titleFocus : .title]),
          ], x: columns[index].x, y: area.y, limit: columns[index].width)
      }
      let line = theme.glyphs.capacityLine
      for y in area.rows { canvas.text(line, x: columns[1].x - 2, y: y, style: theme[.grid]) }
      body = area.inset(top: 1)
    }
    var (line, y) = (state.top.line, body.y - state.top.row)
    while y < body.maxY, line < sides[0].lines.count {
      var height = 1
      for (index, column) in columns.enumerated() {
        let flow = state.flow(line, index)
        height = max(height, flow.rows.count)
        let area = Rect(x: column.x, y: body.y, width: column.width, height: body.height)
        canvas.clipped(to: area) { draw(flow, line, index, x: column.x, y: y, on: &$0) }
      }
      y += height
      line += 1
    }
  }

  private func draw(_ flow: TokenFlow, _ line: Int, _ index: Int, x: Int, y: Int, on canvas: inout Canvas) {
    let side = state.inspection.sides[index]
    let theme = canvas.theme
    let chosen = line == state.line ? chosenTokens(index) : 0..<0
    // A scaffold token's pieces lie on grounds of their own, as the tokens that they are for the model.
    var shift = 0
    var seen = -1
    for (row, pieces) in flow.rows.enumerated() {
      for piece in pieces {
        guard let token = piece.token else {
          canvas.text(piece.text, x: x + piece.x, y: y + row, style: theme[.grid])
          continue
        }
        let symbol = side.symbols[side.lines[line][token]]
        if token != seen {
          if seen >= 0 { shift += max(0, side.symbols[side.lines[line][seen]].ids.count - 1) }
          seen = token
        }
        var style = side.style(symbol, isOdd: (token + shift + piece.part) % 2 == 1, theme: theme)
        if chosen.contains(token) {
          let isCursor = index == state.side
          style = (isCursor ? theme[.cursor].adding([.reverse, .bold]) : theme[.select].adding([.bold, .underline]))
        }
        canvas.text(piece.text, x: x + piece.x, y: y + row, style: style)
      }
    }
  }

  /// The tokens of a side that the cursor covers: its own, or those of the other tokenizer with the same bytes.
  private func chosenTokens(_ index: Int) -> Range<Int> {
    if index == state.side { return state.token..<state.token + 1 }
    return state.counterparts
  }
}

extension InspectorState {
  /// The tokens of the other tokenizer that hold any byte of the token below the cursor.
  var counterparts: Range<Int> {
    guard inspection.sides.count > 1, let symbol else { return 0..<0 }
    let other = inspection.sides[1 - side]
    guard !other.lines[line].isEmpty else { return 0..<0 }
    let first = other.token(atByte: byte, ofLine: line)
    return first..<other.token(atByte: byte + max(1, symbol.bytes.count) - 1, ofLine: line) + 1
  }
}
