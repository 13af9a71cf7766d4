/// Points over two axes, with lines among them if wanted.
public struct ScatterPlot: Widget {
  /// A point.
  public struct Point: Hashable, Sendable {
    /// Its position.
    public var x: Double
    /// Its value.
    public var y: Double
    /// What it is drawn as.
    public var glyph: String
    /// Its look.
    public var role: Role
    /// Whether it is the chosen one.
    public var isSelected: Bool
    /// Its look where no role says it, such as that of a run.
    public var style: Style?

    /// Makes a point.
    public init(
      x: Double, y: Double, glyph: String, role: Role = .text, isSelected: Bool = false, style: Style? = nil
    ) {
      (self.x, self.y, self.glyph, self.role, self.isSelected) = (x, y, glyph, role, isSelected)
      self.style = style
    }
  }

  /// The points; later ones are drawn above earlier ones.
  public var points: [Point]
  /// Lines behind the points.
  public var lines: [ChartSeries]
  /// How x is scaled.
  public var xScale: AxisScale
  /// How y is scaled.
  public var yScale: AxisScale
  /// Names of positions in place of numbers: for words, which stand at 0, 1, 2 …
  public var xNames: [String]
  /// Whether numbers stand at the left of and below the points: not where positions have no unit.
  public var showsAxes: Bool
  /// What stands where there is nothing to draw.
  public var emptyText: String

  /// Makes a plot.
  public init(
    _ points: [Point], lines: [ChartSeries] = [], xScale: AxisScale = .linear, yScale: AxisScale = .linear,
    xNames: [String] = [], showsAxes: Bool = true, emptyText: String = "no points yet"
  ) {
    self.points = points
    self.lines = lines
    self.xScale = xScale
    self.yScale = yScale
    self.xNames = xNames
    self.showsAxes = showsAxes
    self.emptyText = emptyText
  }

  /// Where the points lie when they are painted into `area`; nil if there is nothing to show or no room.
  public func geometry(in area: Rect) -> ChartGeometry? { frame?.geometry(in: area) }

  /// The axes and lines.
  private var frame: LineChart? {
    let places = points.filter { xScale.coordinate($0.x) != nil && yScale.coordinate($0.y) != nil }
    guard let x = Self.range(places.map(\.x), xScale), let y = Self.range(places.map(\.y), yScale) else { return nil }
    let whole = xNames.isEmpty ? x : -0.5...Double(xNames.count) - 0.5
    return LineChart(
      lines, yScale: yScale, xScale: xScale, xRange: whole, yRange: y, showsLegend: false, showsAxes: showsAxes,
      emptyText: emptyText)
  }

  /// A little more than the values take, so that no point lies on the edge.
  static func range(_ values: [Double], _ scale: AxisScale) -> ClosedRange<Double>? {
    guard let low = values.min().flatMap({ scale.coordinate($0) }),
      let high = values.max().flatMap({ scale.coordinate($0) })
    else { return nil }
    let margin = high > low ? 0.05 * (high - low) : scale == .log ? 0.3 : low == 0 ? 0.5 : abs(low) * 0.05
    let (lower, upper) = (scale.value(low - margin), scale.value(high + margin))
    guard lower.isFinite, upper.isFinite, lower < upper else { return nil }
    return lower...upper
  }

  /// Paints axes, lines and points.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard let frame, let geometry = frame.geometry(in: area) else {
      canvas.text(emptyText, in: area.row(area.height / 2), style: canvas.theme[.muted], alignment: .center)
      return
    }
    frame.draw(in: area, on: &canvas)
    if !xNames.isEmpty, geometry.plot.maxY < area.maxY { drawNames(geometry, area, on: &canvas) }
    for point in points.filter({ !$0.isSelected }) + points.filter(\.isSelected) {
      guard let x = geometry.column(point.x), let y = geometry.row(point.y) else { continue }
      let style = point.isSelected ? canvas.theme[.cursor] : point.style ?? canvas.theme[point.role]
      canvas.text(point.glyph, x: x, y: y, style: point.isSelected ? style.adding(.reverse) : style)
    }
  }

  private func drawNames(_ geometry: ChartGeometry, _ area: Rect, on canvas: inout Canvas) {
    let row = Rect(x: area.x, y: geometry.plot.maxY, width: area.width, height: 1)
    canvas.fill(row, style: canvas.theme[.axis])
    let room = geometry.plot.width / max(1, xNames.count)
    for (index, name) in xNames.enumerated() {
      guard let column = geometry.column(Double(index)) else { continue }
      let width = min(displayWidth(of: name), max(1, room - 1))
      let x = max(area.x, min(column - width / 2, area.maxX - width))
      canvas.text(name, in: Rect(x: x, y: row.y, width: width, height: 1), style: canvas.theme[.axis])
    }
  }
}
