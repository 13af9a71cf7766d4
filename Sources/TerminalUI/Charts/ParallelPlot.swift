/// Parallel coordinates: upright axes side by side, and for each thing a line that crosses them at its values.
public struct ParallelPlot: Widget {
  /// An upright axis.
  public struct Axis: Hashable, Sendable {
    /// What stands above it.
    public var title: String
    /// Names of places on it, 0 at its lower end, 1 at its upper one.
    public var marks: [Mark]

    /// Makes an axis.
    public init(_ title: String, marks: [Mark]) {
      self.title = title
      self.marks = marks
    }
  }

  /// A named place on an axis.
  public struct Mark: Hashable, Sendable {
    /// Where, from 0 to 1.
    public var share: Double
    /// Its name.
    public var label: String
    /// Its look.
    public var role: Role

    /// Makes a name.
    public init(_ share: Double, _ label: String, role: Role = .axis) {
      self.share = share
      self.label = label
      self.role = role
    }
  }

  /// One thing.
  public struct Line: Hashable, Sendable {
    /// Where it crosses each axis, from 0 to 1; nil where it has no value: the line is broken there.
    public var shares: [Double?]
    /// Its look.
    public var role: Role
    /// What it is drawn with where there are no dots, so that lines can be told apart.
    public var glyph: String

    /// Makes a line.
    public init(_ shares: [Double?], role: Role = .text, glyph: String = "*") {
      self.shares = shares
      self.role = role
      self.glyph = glyph
    }
  }

  /// The axes, from the left.
  public var axes: [Axis]
  /// The lines; later ones are drawn above earlier ones.
  public var lines: [Line]
  /// Names that are written over those of the axes, by axis: the values of the line that is chosen.
  public var highlights: [Mark?]

  /// Makes a plot.
  public init(_ axes: [Axis], lines: [Line], highlights: [Mark?] = []) {
    self.axes = axes
    self.lines = lines
    self.highlights = highlights
  }

  /// The column of each axis when it is painted into `area`: the first at the left edge, and right of the last one room
  /// for its names.
  public func columns(in area: Rect) -> [Int] {
    guard let last = axes.last, area.width > 0 else { return [] }
    let highlight: [Mark] = highlights.count == axes.count ? highlights.suffix(1).compactMap { $0 } : []
    let names = (last.marks + highlight).map { displayWidth(of: $0.label) }.max() ?? 0
    let room = max(0, area.width - 1 - min(names + 1, area.width / 3))
    return axes.indices.map { area.x + (axes.count > 1 ? $0 * room / (axes.count - 1) : 0) }
  }

  /// The row of a place on an axis.
  public static func row(_ share: Double, in area: Rect) -> Int {
    area.y + min(max(0, area.height - 1), max(0, Int((1 - share) * Double(area.height))))
  }

  /// Paints titles, axes and lines.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let (titles, plot) = area.splitTop(1)
    let columns = columns(in: plot)
    guard plot.height > 0, !columns.isEmpty else { return }
    let theme = canvas.theme
    for (index, column) in columns.enumerated() {
      for y in plot.rows { canvas.text(theme.glyphs.capacityLine, x: column, y: y, style: theme[.grid]) }
      let next = index + 1 < columns.count ? columns[index + 1] : area.maxX
      canvas.text(
        axes[index].title, in: Rect(x: column, y: titles.y, width: next - column - 1, height: 1), style: theme[.title])
    }
    drawLines(columns, in: plot, on: &canvas)
    for (index, column) in columns.enumerated() {
      let next = index + 1 < columns.count ? columns[index + 1] : area.maxX
      for mark in axes[index].marks { draw(mark, x: column + 1, before: next, in: plot, on: &canvas) }
      if index < highlights.count, let mark = highlights[index] {
        draw(mark, x: column + 1, before: next, in: plot, on: &canvas)
      }
    }
  }

  private func draw(_ mark: Mark, x: Int, before next: Int, in plot: Rect, on canvas: inout Canvas) {
    let y = ParallelPlot.row(mark.share, in: plot)
    let room = Rect(x: x, y: y, width: next - x - 1, height: 1)
    // A blank keeps the name apart from the lines behind it.
    canvas.fill(room.splitLeft(displayWidth(of: mark.label) + 1).left, style: canvas.theme[.text])
    canvas.text(mark.label, in: room, style: canvas.theme[mark.role])
  }

  private func drawLines(_ columns: [Int], in plot: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    var raster = DotRaster(plot.size, glyphs: theme.glyphs)
    for (owner, line) in lines.enumerated() {
      var last: (x: Double, y: Double)?
      for (index, column) in columns.enumerated() {
        guard index < line.shares.count, let share = line.shares[index], share.isFinite else {
          last = nil
          continue
        }
        let height = Double(raster.height)
        let place = (
          x: (Double(column - plot.x) + 0.5) * Double(raster.dotsAcross),
          y: min(height - 0.01, max(0, (1 - share) * height))
        )
        raster.line(last ?? place, place, owner: owner)
        last = place
      }
    }
    for y in 0..<plot.height {
      for x in 0..<plot.width {
        guard let (glyph, owner) = raster.cell(x, y) else { continue }
        canvas.text(
          theme.glyphs == .ascii ? lines[owner].glyph : glyph, x: plot.x + x, y: plot.y + y,
          style: theme[lines[owner].role])
      }
    }
  }
}
