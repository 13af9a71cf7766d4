/// The scale of a heat map's looks with its ends in numbers: `0 % ·░▒▓█ 34 %`.
public struct HeatLegend: Widget {
  /// What the lowest level stands for.
  public var low: String
  /// What the highest level stands for.
  public var high: String
  /// The scale of looks.
  public var ramp: Ramp
  /// How many levels there are.
  public var levelCount: Int

  /// Makes a legend.
  public init(low: String, high: String, ramp: Ramp = .sequential, levelCount: Int = 8) {
    self.low = low
    self.high = high
    self.ramp = ramp
    self.levelCount = levelCount
  }

  /// Columns it takes.
  public var width: Int { displayWidth(of: low) + displayWidth(of: high) + max(0, levelCount) + 2 }

  /// Paints the legend at the right end of the area's first row; where there is no room for all, nothing.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard width <= area.width else { return }
    let theme = canvas.theme
    let steps = theme.ramp(ramp, levels: levelCount).map { Span($0.glyph, $0.style) }
    canvas.line(
      [Span(low + " ", theme[.axis])] + steps + [Span(" " + high, theme[.axis])], x: area.maxX - width, y: area.y)
  }
}
