/// A row of small bars, the newest value at the right.
public struct Sparkline: Widget {
  /// Values, the oldest first; NaN is a gap.
  public var values: [Double]
  /// The range that the levels show; `nil` is from 0 to the largest visible value.
  public var range: ClosedRange<Double>?
  /// Its look.
  public var role: Role

  /// Makes a row.
  public init(_ values: [Double], range: ClosedRange<Double>? = nil, role: Role = .text) {
    self.values = values
    self.range = range
    self.role = role
  }

  /// Paints the row into the area's last line; more values than columns are joined by their largest.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard area.width > 0, !values.isEmpty else { return }
    let shown = Sparkline.columns(values, width: area.width)
    let finite = shown.filter(\.isFinite)
    let low = range?.lowerBound ?? min(0, finite.min() ?? 0)
    let high = range?.upperBound ?? (finite.max() ?? 0)
    let levels = canvas.theme.glyphs.levels
    let style = canvas.theme[role]
    for (column, value) in shown.enumerated() where value.isFinite {
      let level = Sparkline.level(value, from: low, to: high, of: levels.count)
      canvas.text(levels[level], x: area.x + column, y: area.maxY - 1, style: style)
    }
  }

  /// The row as a line of text, from the lowest value to the highest; NaN is a blank.
  public static func text(_ values: [Double], width: Int, glyphs: Glyphs = .braille) -> String {
    let shown = columns(values, width: width)
    let finite = shown.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return "" }
    let levels = glyphs.levels
    return
      shown.map { value in
        guard value.isFinite else { return " " }
        return levels[level(value, from: low, to: high, of: levels.count)]
      }.joined()
  }

  /// Where a finite value stands among so many levels; also between ends so far apart that no number holds the distance.
  private static func level(_ value: Double, from low: Double, to high: Double, of count: Int) -> Int {
    guard high > low else { return 0 }
    let share = (value - low) / (high - low)
    return share.isNaN ? count - 1 : min(count - 1, Int(min(1, max(0, share)) * Double(count)))
  }

  /// One value a column: each the largest of those that fall into it.
  static func columns(_ values: [Double], width: Int) -> [Double] {
    guard values.count > width, width > 0 else { return values }
    return (0..<width).map { column in
      let first = column * values.count / width
      let last = max(first + 1, (column + 1) * values.count / width)
      return values[first..<last].filter(\.isFinite).max() ?? .nan
    }
  }
}
