/// Rows and columns with a header, a chosen row, and columns that give way by priority.
public struct Table: Widget {
  /// A column.
  public struct Column: Hashable, Sendable {
    /// Its heading.
    public var title: String
    /// Where its texts stand; numbers at the right.
    public var alignment: Alignment
    /// Fewest columns of cells it is shown with; a right-aligned column is only shown as wide as it needs.
    public var minimum: Int
    /// Most columns of cells it takes; `nil` takes what its longest text needs.
    public var maximum: Int?
    /// Larger numbers stay longer.
    public var priority: Int
    /// Whether it takes what is left of the width.
    public var grows: Bool

    /// Makes a column.
    public init(
      _ title: String, alignment: Alignment = .left, minimum: Int = 4, maximum: Int? = nil, priority: Int = 0,
      grows: Bool = false
    ) {
      self.title = title
      self.alignment = alignment
      self.minimum = minimum
      self.maximum = maximum
      self.priority = priority
      self.grows = grows
    }
  }

  /// A field of a row.
  public struct Field: Hashable, Sendable, ExpressibleByStringLiteral {
    /// What is written.
    public var text: String
    /// Its look.
    public var role: Role
    /// A series' colour in place of the role's.
    public var series: Int?

    /// Makes a field.
    public init(_ text: String, role: Role = .text, series: Int? = nil) {
      self.text = text
      self.role = role
      self.series = series
    }

    /// Makes a field in the text's look.
    public init(stringLiteral value: String) { self.init(value) }
  }

  /// The columns.
  public var columns: [Column]
  /// The rows; a row with too few fields ends in empty ones.
  public var rows: [[Field]]
  /// The chosen row.
  public var selected: Int?
  /// The first row shown; moved so far that the chosen one is seen.
  public var offset: Int
  /// The column that the rows are sorted by, and whether from the largest.
  public var sort: (column: Int, isDescending: Bool)?
  /// What stands in place of rows where there are none.
  public var emptyText: String

  /// Makes a table.
  public init(
    columns: [Column], rows: [[Field]], selected: Int? = nil, offset: Int = 0,
    sort: (column: Int, isDescending: Bool)? = nil, emptyText: String = "nothing here"
  ) {
    self.columns = columns
    self.rows = rows
    self.selected = selected
    self.offset = offset
    self.sort = sort
    self.emptyText = emptyText
  }

  /// The first row shown when `selected` has to be seen in `height` rows.
  public static func visibleOffset(_ offset: Int, selected: Int?, count: Int, height: Int) -> Int {
    guard height > 0 else { return 0 }
    var offset = min(max(0, offset), max(0, count - height))
    if let selected, count > 0 {
      let selected = min(max(0, selected), count - 1)
      if selected < offset { offset = selected }
      if selected >= offset + height { offset = selected - height + 1 }
    }
    return offset
  }

  /// Paints header and rows.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let widths = columnWidths(area.width, theme: theme)
    let (head, body) = area.splitTop(1)
    drawFields(columns.indices.map { Field(heading($0, theme: theme), role: .title) }, widths, in: head, on: &canvas)
    guard !rows.isEmpty else {
      canvas.text(emptyText, in: body.row(0).inset(left: 1), style: theme[.muted])
      return
    }
    let first = Table.visibleOffset(offset, selected: selected, count: rows.count, height: body.height)
    for (line, index) in (first..<min(rows.count, first + body.height)).enumerated() {
      drawFields(rows[index], widths, in: body.row(line), on: &canvas)
      if index == selected { canvas.highlight(body.row(line)) }
    }
  }

  private func heading(_ index: Int, theme: Theme) -> String {
    guard let sort, sort.column == index else { return columns[index].title }
    let arrows = theme.glyphs.arrows
    return columns[index].title + " " + (sort.isDescending ? arrows.down : arrows.up)
  }

  private func drawFields(_ fields: [Field], _ widths: [Int], in row: Rect, on canvas: inout Canvas) {
    var x = row.x + 1
    for (index, width) in widths.enumerated() where width > 0 {
      if index < fields.count {
        let field = fields[index]
        let style = field.series.map { canvas.theme.series($0).style } ?? canvas.theme[field.role]
        canvas.text(
          field.text, in: Rect(x: x, y: row.y, width: min(width, row.maxX - x), height: row.height), style: style,
          alignment: columns[index].alignment)
      }
      x += width + 2
    }
  }

  /// Widths of all columns, 0 for those that gave way.
  func columnWidths(_ total: Int, theme: Theme) -> [Int] {
    let wanted = columns.indices.map { index in
      let longest = rows.reduce(displayWidth(of: heading(index, theme: theme))) { longest, row in
        index < row.count ? max(longest, displayWidth(of: row[index].text)) : longest
      }
      return min(longest, columns[index].maximum ?? longest)
    }
    func need(_ kept: [Int], _ width: (Int) -> Int) -> Int {
      kept.reduce(2 * max(0, kept.count - 1)) { $0 + width($1) }
    }
    // A number that is cut says something else, so its column is shown whole or not at all.
    let minimum = columns.indices.map { index in
      columns[index].alignment == .right ? wanted[index] : min(wanted[index], columns[index].minimum)
    }
    let room = max(0, total - 2)
    var kept = Array(columns.indices)
    while kept.count > 1, need(kept, { minimum[$0] }) > room {
      // The least important column gives way; of equals the one furthest to the right.
      guard let victim = kept.min(by: { (columns[$0].priority, -$0) < (columns[$1].priority, -$1) }) else { break }
      kept.removeAll { $0 == victim }
    }
    var widths = columns.map { _ in 0 }
    for index in kept { widths[index] = minimum[index] }
    var left = room - need(kept, { minimum[$0] })
    for index in kept.sorted(by: { (columns[$1].priority, $0) < (columns[$0].priority, $1) }) where left > 0 {
      let more = min(left, wanted[index] - widths[index])
      widths[index] += more
      left -= more
    }
    if left > 0, let grower = kept.first(where: { columns[$0].grows }) { widths[grower] += left }
    if left < 0, let only = kept.first { widths[only] = room }
    return widths
  }
}
