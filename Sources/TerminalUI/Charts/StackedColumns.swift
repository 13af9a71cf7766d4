/// A histogram: columns of stacked parts over an axis from 0 to 1, with lines across it.
///
/// Parts differ in shape as well as in colour. The uppermost part, if it is a plain one, is cut in eighths; where parts meet
/// they end with whole cells, and what is there at all is never invisible.
public struct StackedColumns: Widget {
  /// A line from top to bottom.
  public struct Mark: Hashable, Sendable {
    /// Where, 0 to 1.
    public var share: Double
    /// What it is drawn with.
    public var glyph: String
    /// Its look.
    public var role: Role

    /// Makes a line.
    public init(share: Double, glyph: String, role: Role) {
      (self.share, self.glyph, self.role) = (share, glyph, role)
    }
  }

  /// For each column its parts, the lowest first. Columns are equally wide parts of the axis.
  public var columns: [[Bars.Part]]
  /// The value at the upper edge; nil takes the highest column.
  public var top: Double?
  /// Lines across the columns.
  public var marks: [Mark]
  /// What stands where there is nothing to draw.
  public var emptyText: String

  /// Makes a histogram.
  public init(
    _ columns: [[Bars.Part]], top: Double? = nil, marks: [Mark] = [], emptyText: String = "nothing counted yet"
  ) {
    (self.columns, self.top, self.marks, self.emptyText) = (columns, top, marks, emptyText)
  }

  /// The value at the upper edge when so many cells show the columns.
  private func highest(_ width: Int) -> Double {
    if let top, top.isFinite, top > 0 { return top }
    return shown(width).map(\.total).max() ?? 0
  }

  /// The columns as so many cells can show them: where there are more columns than cells, neighbours are counted together.
  private func shown(_ width: Int) -> [[Bars.Part]] {
    guard columns.count > width, width > 0 else { return columns }
    return (0..<width).map { cell in
      let members = columns[cell * columns.count / width..<(cell + 1) * columns.count / width]
      var sums: [Bars.Part] = []
      for part in members.joined() where part.value.isFinite {
        if let place = sums.firstIndex(where: { $0.role == part.role }) {
          sums[place].value += part.value
        } else {
          sums.append(part)
        }
      }
      return sums
    }
  }

  /// Where the columns stand when they are painted into an area, without numbers; empty where there is no room.
  public func plot(in area: Rect) -> Rect {
    let hasAxis = area.height >= 4
    // Numbers take ten cells at most: of columns that many fewer cells show, none is higher.
    let widest = 9
    let labels = ticks(
      0...max(highest(area.width - widest - 1), 1e-9), scale: .linear, atMost: LineChart.yTickCount(area.height - 1))
    let left = area.width >= 24 ? min(widest, labels.map { displayWidth(of: $0.label) }.max() ?? 0) + 1 : 0
    let room = area.inset(left: left, bottom: hasAxis ? 1 : 0)
    guard !columns.isEmpty, room.width > 0 else { return Rect(x: room.x, y: room.y, width: 0, height: 0) }
    return room.splitLeft(columns.count > room.width ? room.width : room.width / columns.count * columns.count).left
  }

  /// Paints numbers, columns and lines.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let plot = plot(in: area)
    let highest = highest(plot.width)
    guard !plot.isEmpty, highest > 0, highest.isFinite else {
      return canvas.text(emptyText, in: area.row(area.height / 2), style: theme[.muted], alignment: .center)
    }
    drawAxes(plot, area, highest, on: &canvas)
    let shown = shown(plot.width)
    let width = max(1, plot.width / shown.count)
    // Wide columns stand apart, so that each is seen as one.
    let gap = width >= 4 ? 1 : 0
    for (number, parts) in shown.enumerated() {
      let place = Rect(x: plot.x + number * width, y: plot.y, width: width - gap, height: plot.height)
      draw(parts, in: place, highest, on: &canvas)
    }
    for mark in marks where mark.share.isFinite && (0...1).contains(mark.share) {
      let x = plot.x + min(plot.width - 1, Int(mark.share * Double(plot.width)))
      for y in plot.rows { canvas.text(mark.glyph, x: x, y: y, style: theme[mark.role]) }
    }
  }

  private func drawAxes(_ plot: Rect, _ area: Rect, _ highest: Double, on canvas: inout Canvas) {
    let style = canvas.theme[.axis]
    if plot.x > area.x {
      for tick in ticks(0...highest, scale: .linear, atMost: LineChart.yTickCount(plot.height)) {
        let y = plot.maxY - 1 - min(plot.height - 1, Int(tick.value / highest * Double(plot.height)))
        let place = Rect(x: area.x, y: y, width: plot.x - area.x - 1, height: 1)
        canvas.text(tick.label, in: place, style: style, alignment: .right)
      }
    }
    guard plot.maxY < area.maxY else { return }
    var free = plot.x
    for tick in ticks(0...1, scale: .linear, atMost: max(2, min(11, plot.width / 10))) {
      let width = displayWidth(of: tick.label)
      let x = min(plot.x + Int(tick.value * Double(plot.width)) - (tick.value > 0 ? width / 2 : 0), area.maxX - width)
      guard x >= free else { continue }
      free = x + canvas.text(tick.label, x: x, y: plot.maxY, style: style) + 2
    }
  }

  private func draw(_ parts: [Bars.Part], in place: Rect, _ highest: Double, on canvas: inout Canvas) {
    let theme = canvas.theme
    let parts = parts.filter { $0.value.isFinite && $0.value > 0 }
    var (sum, start) = (0.0, 0)
    func fill(_ row: Int, _ glyph: String, _ role: Role) {
      guard row < place.height else { return }
      canvas.fill(
        Rect(x: place.x, y: place.maxY - 1 - row, width: place.width, height: 1), glyph, style: theme[role])
    }
    for (number, part) in parts.enumerated() {
      sum += part.value
      let cells = min(Double(place.height), sum / highest * Double(place.height))
      let glyph = theme.pattern(part.role)
      if number == parts.count - 1, theme.glyphs.isUnicode, glyph == theme.glyphs.levels[7] {
        let eighths = max(start * 8 + 1, Int((cells * 8).rounded()))
        for row in start..<max(start, eighths / 8) { fill(row, glyph, part.role) }
        if eighths % 8 > 0 { fill(eighths / 8, theme.glyphs.levels[eighths % 8 - 1], part.role) }
        return
      }
      // Each part above has a row left.
      let end = max(start + 1, min(Int(cells.rounded()), place.height - (parts.count - 1 - number)))
      for row in start..<end { fill(row, glyph, part.role) }
      start = end
    }
  }
}
