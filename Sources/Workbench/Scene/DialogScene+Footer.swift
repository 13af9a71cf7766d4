internal import TerminalUI

extension DialogScene {
  /// Draws the lower line: the keys that work now, and a short answer to the last one beside them. An answer that is too
  /// long for that takes the lines above as well: what is to be done stands at its end.
  ///
  /// - Parameters:
  ///   - area: the lower line.
  ///   - keys: keys that are no bindings: of the dialog, or of what else takes them all; nil for the bindings.
  ///   - title: what a binding is called where it is not always the same.
  func drawFooter(
    on canvas: inout Canvas, in area: Rect, keys: [(String, String)]?, title: (Binding) -> String = { $0.title }
  ) {
    let theme = canvas.theme
    let items =
      keys.map { FooterKeys.items($0, theme: theme) }
      ?? FooterKeys.items(bindings, in: contexts, theme: theme, title: title)
    let answer = flash.map { theme.glyphs.printable(sanitized($0.text)) } ?? ""
    let style = theme[.ok].adding(.reverse)
    let isShort = displayWidth(of: answer) <= max(8, area.width - 6)
    let beside = isShort && !answer.isEmpty ? [StatusLine.Item([Span(" \(answer) ", style)], priority: 1000)] : []
    canvas.draw(StatusLine(left: items, right: beside, role: .footer, gap: 2), in: area)
    if isShort { return }
    let width = area.width - 2
    let lines = wrapped(answer, to: max(1, width))
    var shown = Array(lines.prefix(max(1, size.height / 3)))
    if let last = shown.last, shown.count < lines.count {
      let mark = theme.glyphs.ellipsis
      shown[shown.count - 1] = truncated("\(last) \(mark)", to: width, ellipsis: mark)
    }
    for (place, line) in shown.enumerated() {
      let row = Rect(x: area.x, y: area.y - shown.count + place, width: area.width, height: 1)
      canvas.fill(row, style: style)
      canvas.text(" \(line)", in: row, style: style)
    }
  }
}
