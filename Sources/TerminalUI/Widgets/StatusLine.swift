/// One line of facts with priorities: when the line is too short the least important facts give way whole.
public struct StatusLine: Widget {
  /// A fact.
  public struct Item: Hashable, Sendable {
    /// What is written; its style says which part is the value.
    public var spans: [Span]
    /// Larger numbers stay longer.
    public var priority: Int

    /// Makes a fact of styled parts.
    public init(_ spans: [Span], priority: Int = 0) {
      self.spans = spans
      self.priority = priority
    }

    var width: Int { spans.reduce(0) { $0 + displayWidth(of: $1.text) } }
  }

  /// Facts at the left.
  public var left: [Item]
  /// Facts at the right edge.
  public var right: [Item]
  /// The line's background.
  public var role: Role
  /// Columns between facts.
  public var gap: Int

  /// Makes a line.
  public init(left: [Item], right: [Item] = [], role: Role = .header, gap: Int = 3) {
    self.left = left
    self.right = right
    self.role = role
    self.gap = gap
  }

  /// Paints the line.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let base = canvas.theme[role]
    canvas.fill(area.row(0), style: base)
    // Everything sorted by importance; facts are taken while there is room, and keep their places.
    let all = (left + right).enumerated().sorted { ($1.element.priority, $0.offset) < ($0.element.priority, $1.offset) }
    var room = area.width - 2
    var shown: Set<Int> = []
    for (index, item) in all {
      let need = item.width + (shown.isEmpty ? 0 : gap)
      guard need <= room else { continue }
      room -= need
      shown.insert(index)
    }
    if shown.isEmpty, let first = all.first { shown.insert(first.offset) }
    var x = area.x + 1
    for (index, item) in left.enumerated() where shown.contains(index) {
      x += draw(item, base: base, x: x, y: area.y, limit: area.maxX - x, on: &canvas) + gap
    }
    let rest = right.enumerated().filter { shown.contains($0.offset + left.count) }.map(\.element)
    x = area.maxX - 1 - rest.reduce(0) { $0 + $1.width } - gap * max(0, rest.count - 1)
    for item in rest { x += draw(item, base: base, x: x, y: area.y, limit: area.maxX - x, on: &canvas) + gap }
  }

  private func draw(_ item: Item, base: Style, x: Int, y: Int, limit: Int, on canvas: inout Canvas) -> Int {
    canvas.line(
      item.spans.map { Span($0.text, $0.style.on(base.background).adding(base.attributes.intersection(.reverse))) },
      x: x, y: y, limit: limit)
  }
}

/// The keys that work now, from the table of bindings; the least important give way.
public struct KeyFooter: Widget {
  /// Live bindings, most important first.
  public var bindings: [Binding]

  /// Makes a footer of what works in these contexts.
  public init(_ bindings: KeyBindings, in contexts: [KeyContext]) { self.bindings = bindings.footer(in: contexts) }

  /// Paints the keys and their titles.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let items = bindings.enumerated().map { rank, binding in
      // The other keys of a binding are alternatives, which the help lists.
      let key = binding.keys.first?.label(theme.glyphs) ?? ""
      return StatusLine.Item(
        [Span(key, theme[.key]), Span(" " + binding.title, theme[.footer])],
        priority: bindings.count - rank)
    }
    StatusLine(left: items, role: .footer, gap: 2).draw(in: area, on: &canvas)
  }
}
