/// A list to choose from, with a search line above it if wanted: command palette, themes, files.
public struct Menu: Widget {
  /// A line of the list.
  public struct Item: Hashable, Sendable {
    /// What it is called.
    public var title: String
    /// A muted text at the right: its key, its value.
    public var detail: String
    /// Whether it is ticked.
    public var isMarked: Bool

    /// Makes a line.
    public init(_ title: String, detail: String = "", isMarked: Bool = false) {
      self.title = title
      self.detail = detail
      self.isMarked = isMarked
    }
  }

  /// The lines.
  public var items: [Item]
  /// The chosen line.
  public var selected: Int
  /// What was typed; `nil` shows no search line.
  public var query: String?
  /// What stands in place of items where there are none.
  public var emptyText: String

  /// Makes a list.
  public init(_ items: [Item], selected: Int = 0, query: String? = nil, emptyText: String = "nothing matches") {
    self.items = items
    self.selected = selected
    self.query = query
    self.emptyText = emptyText
  }

  /// Paints the list.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    var body = area
    if let query {
      let used = canvas.text(": ", x: area.x + 1, y: area.y, style: theme[.key])
      let typed = canvas.text(query, x: area.x + 1 + used, y: area.y, style: theme[.text], limit: area.width - 4)
      canvas.text(" ", x: area.x + 1 + used + typed, y: area.y, style: theme[.text].adding(.reverse))
      body = area.inset(top: min(2, area.height))
    }
    guard !items.isEmpty else {
      canvas.text(emptyText, in: body.row(0).inset(left: 1), style: theme[.muted])
      return
    }
    let first = Table.visibleOffset(0, selected: selected, count: items.count, height: body.height)
    for (line, index) in (first..<min(items.count, first + body.height)).enumerated() {
      let row = body.row(line)
      let item = items[index]
      let mark = index == selected ? theme.glyphs.pointer : item.isMarked ? theme.glyphs.check : " "
      let detail = min(displayWidth(of: item.detail), row.width / 2)
      canvas.text(mark, x: row.x + 1, y: row.y, style: theme[.key])
      canvas.text(item.title, in: row.inset(left: 3, right: detail + 3), style: theme[.text])
      canvas.text(item.detail, in: row.splitRight(detail + 1).right.inset(right: 1), style: theme[.muted])
      if index == selected { canvas.highlight(row) }
    }
  }
}
