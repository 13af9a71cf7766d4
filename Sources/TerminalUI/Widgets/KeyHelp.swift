/// The keys that work now, by context, with a sentence each; made from the table of bindings.
public struct KeyHelp: Widget {
  /// Live bindings in the order of contexts.
  public var bindings: [Binding]
  /// The first line shown.
  public var offset: Int
  /// Names of contexts where they should not be shown as they are.
  public var names: [KeyContext: String]

  /// Makes a help of what works in these contexts.
  public init(
    _ bindings: KeyBindings, in contexts: [KeyContext], offset: Int = 0, names: [KeyContext: String] = [:]
  ) {
    self.bindings = bindings.live(in: contexts)
    self.offset = offset
    self.names = names
  }

  /// Lines that the help has; for scrolling.
  public func lineCount(theme: Theme) -> Int { lines(theme: theme).count }

  /// Paints the help.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    Paragraph(lines(theme: canvas.theme), offset: offset).draw(in: area.inset(left: 1, right: 1), on: &canvas)
  }

  private func lines(theme: Theme) -> [[Span]] {
    let labels = bindings.map { $0.keys.map { $0.label(theme.glyphs) }.joined(separator: " ") }
    let width = min(18, labels.map { displayWidth(of: $0) }.max() ?? 0)
    var lines: [[Span]] = []
    var context: KeyContext?
    for (binding, label) in zip(bindings, labels) {
      if binding.context != context {
        if context != nil { lines.append([]) }
        context = binding.context
        lines.append([Span(names[binding.context] ?? binding.context.rawValue, theme[.title])])
      }
      lines.append([
        Span(fitted(label, to: width, alignment: .right, ellipsis: theme.glyphs.ellipsis), theme[.key]),
        Span("  " + binding.help, theme[.text]),
      ])
    }
    return lines
  }
}
