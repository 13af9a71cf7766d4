internal import TerminalUI

/// All keys that work now, over everything else.
struct HelpBox: Widget {
  var bindings: KeyBindings
  var contexts: [KeyContext]
  /// What contexts are called.
  var names: [KeyContext: String]
  /// The first line shown.
  var offset: Int

  func draw(in area: Rect, on canvas: inout Canvas) {
    var help = KeyHelp(bindings, in: contexts, offset: offset, names: names)
    let lines = help.lineCount(theme: canvas.theme)
    let box = area.centered(Size(76, lines + 2))
    help.offset = min(offset, max(0, lines - box.height + 2))
    let more = lines > box.height - 2 ? "\(canvas.theme.glyphs.arrows.down) scroll, Esc closes" : "Esc closes"
    canvas.draw(Overlay("Keys", detail: more), in: box)
    canvas.draw(help, in: box.inset(by: 1))
  }
}

/// A line of text that is being typed, over everything else.
struct PromptBox: Widget {
  var title: String
  var text: String
  /// How it is written.
  var hint: String
  /// What was wrong when it was entered.
  var fault: String?

  init(_ title: String, text: String, hint: String, fault: String?) {
    self.title = title
    self.text = text
    self.hint = hint
    self.fault = fault
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let box = area.centered(Size(64, 5))
    canvas.draw(Overlay(theme.glyphs.printable(title), detail: "Enter accepts, Esc cancels"), in: box)
    let inner = box.inset(left: 2, top: 1, right: 2, bottom: 1)
    // The end of a long text is what is being typed.
    let room = max(1, inner.width - 3)
    var shown = theme.glyphs.printable(sanitized(text))
    while displayWidth(of: shown) > room, !shown.isEmpty { shown.removeFirst() }
    let used = canvas.text(theme.glyphs.pointer + " ", x: inner.x, y: inner.y, style: theme[.key])
    let typed = canvas.text(shown, x: inner.x + used, y: inner.y, style: theme[.value])
    canvas.text(" ", x: inner.x + used + typed, y: inner.y, style: theme[.text].adding(.reverse))
    let lower = inner.inset(top: 1)
    let (line, role): (String, Role) = fault.map { ($0, .bad) } ?? (hint, .muted)
    canvas.draw(Paragraph(theme.glyphs.printable(line), style: theme[role], wrappedTo: lower.width), in: lower)
  }
}

/// The keys of a footer. Keys that make a pair stand together.
enum FooterKeys {
  /// The live keys, the most important first.
  static func items(
    _ bindings: KeyBindings, in contexts: [KeyContext], theme: Theme, title: (Binding) -> String = { $0.title }
  ) -> [StatusLine.Item] {
    let live = bindings.live(in: contexts)
    let shown = bindings.footer(in: contexts)
    return shown.enumerated().map { rank, binding in
      // A pair has one title: `[ ] cursor`. Its second half stays out of the footer's order.
      let pair = live.first { other in
        other.title == binding.title && other.context == binding.context && other.command != binding.command
      }
      let labels = [binding, pair].compactMap { $0?.keys.first?.label(theme.glyphs) }
      return item(labels.joined(separator: " "), title(binding), priority: shown.count - rank, theme)
    }
  }

  /// Keys that are no bindings: those of a dialog.
  static func items(_ keys: [(String, String)], theme: Theme) -> [StatusLine.Item] {
    keys.enumerated().map { item($1.0, $1.1, priority: keys.count - $0, theme) }
  }

  private static func item(_ keys: String, _ title: String, priority: Int, _ theme: Theme) -> StatusLine.Item {
    StatusLine.Item([Span(keys, theme[.key]), Span(" " + title, theme[.footer])], priority: priority)
  }
}
