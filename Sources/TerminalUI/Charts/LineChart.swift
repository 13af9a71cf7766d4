/// A line of a chart: points with growing x; a NaN or infinite y is a gap.
public struct ChartSeries: Hashable, Sendable {
  /// Its name in the legend and the readout.
  public var name: String
  /// Positions, growing.
  public var xs: [Double]
  /// Values, as many as positions.
  public var ys: [Double]
  /// Its lasting colour: an index of the theme's series.
  public var colorIndex: Int
  /// Whether it is drawn thin and behind the others: raw values behind a smoothed line.
  public var isFaint: Bool
  /// Whether every second dot is left out: forecasts.
  public var isDotted: Bool
  /// The theme's series whose glyph is its mark; nil for that of its colour.
  public var glyphIndex: Int?

  /// Makes a line.
  /// - Precondition: as many `xs` as `ys`.
  public init(
    _ name: String, xs: [Double], ys: [Double], colorIndex: Int = 0, isFaint: Bool = false, isDotted: Bool = false,
    glyphIndex: Int? = nil
  ) {
    precondition(xs.count == ys.count, "series '\(name)' has \(xs.count) positions and \(ys.count) values")
    self.name = name
    self.xs = xs
    self.ys = ys
    self.colorIndex = colorIndex
    self.isFaint = isFaint
    self.isDotted = isDotted
    self.glyphIndex = glyphIndex
  }
}

/// A marked position: a note, an alert, a checkpoint.
public struct ChartMarker: Hashable, Sendable {
  /// Where.
  public var x: Double
  /// A short text at the top of the line; may be empty.
  public var label: String
  /// Its look.
  public var role: Role

  /// Makes a mark.
  public init(x: Double, label: String = "", role: Role = .muted) {
    self.x = x
    self.label = label
    self.role = role
  }
}

/// Lines over an axis, with readable ticks, a cursor, marks and a legend inside.
///
/// Between two neighbouring dots a column shows everything from the smallest to the largest value that falls into it, so a
/// spike of one step among a hundred thousand is seen.
public struct LineChart: Widget {
  /// The lines; later ones are drawn above earlier ones.
  public var series: [ChartSeries]
  /// How y is scaled.
  public var yScale: AxisScale
  /// How x is scaled.
  public var xScale: AxisScale
  /// The visible positions; `nil` shows all.
  public var xRange: ClosedRange<Double>?
  /// The visible values; `nil` fits the visible finite values.
  public var yRange: ClosedRange<Double>?
  /// The cursor's position.
  public var cursor: Double?
  /// Marked positions.
  public var markers: [ChartMarker]
  /// Whether the names stand at the upper right.
  public var showsLegend: Bool
  /// Whether numbers stand at the left of and below the lines.
  public var showsAxes: Bool
  /// Most columns that the legend takes, glyphs included.
  public var legendWidth: Int
  /// What stands where there is nothing to draw.
  public var emptyText: String

  /// Makes a chart.
  public init(
    _ series: [ChartSeries], yScale: AxisScale = .linear, xScale: AxisScale = .linear,
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, cursor: Double? = nil,
    markers: [ChartMarker] = [], showsLegend: Bool = true, showsAxes: Bool = true, legendWidth: Int = 24,
    emptyText: String = "no values yet"
  ) {
    self.series = series
    self.yScale = yScale
    self.xScale = xScale
    self.xRange = xRange
    self.yRange = yRange
    self.cursor = cursor
    self.markers = markers
    self.showsLegend = showsLegend
    self.showsAxes = showsAxes
    self.legendWidth = legendWidth
    self.emptyText = emptyText
  }
}
