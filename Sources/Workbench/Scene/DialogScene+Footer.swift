internal import TerminalUI

extension DialogScene {
  /// The lower line: the keys that work now, and a short answer to the last one, cut to the line.
  ///
  /// - Parameters:
  ///   - keys: keys that are no bindings: of the dialog, or of what else takes them all; nil for the bindings.
  ///   - title: what a binding is called where it is not always the same.
  func footerLine(
    _ theme: Theme, keys: [(String, String)]?, title: (Binding) -> String = { $0.title }
  ) -> StatusLine {
    let items =
      keys.map { FooterKeys.items($0, theme: theme) }
      ?? FooterKeys.items(bindings, in: contexts, theme: theme, title: title)
    let answer = flash.map { flash in
      let text = theme.glyphs.printable(sanitized(flash.text))
      let cut = truncated(text, to: max(8, size.width - 6), ellipsis: theme.glyphs.ellipsis)
      return StatusLine.Item([Span(" \(cut) ", theme[.ok].adding(.reverse))], priority: 1000)
    }
    return StatusLine(left: items, right: answer.map { [$0] } ?? [], role: .footer, gap: 2)
  }
}
