/// Which place of a chart belongs to which values; for the cursor, the mouse and tests.
public struct ChartGeometry: Hashable, Sendable {
  /// The cells of the lines, without axes.
  public let plot: Rect
  /// The visible positions.
  public let xRange: ClosedRange<Double>
  /// The visible values.
  public let yRange: ClosedRange<Double>
  /// How x is scaled.
  public let xScale: AxisScale
  /// How y is scaled.
  public let yScale: AxisScale

  /// Where a position lies between the plot's sides, 0 to 1; beyond them outside of that; `nil` if it has no place.
  func shareX(_ x: Double) -> Double? { share(x, xRange, xScale) }
  /// Where a value lies between the plot's lower and upper edge.
  func shareY(_ y: Double) -> Double? { share(y, yRange, yScale) }

  /// The screen's column of a position; `nil` if it is not visible.
  public func column(_ x: Double) -> Int? {
    guard plot.width > 0, let share = shareX(x), (0...1).contains(share) else { return nil }
    return plot.x + min(plot.width - 1, Int(share * Double(plot.width)))
  }

  /// The screen's row of a value; `nil` if it is not visible.
  public func row(_ y: Double) -> Int? {
    guard plot.height > 0, let share = shareY(y), (0...1).contains(share) else { return nil }
    return plot.y + min(plot.height - 1, Int((1 - share) * Double(plot.height)))
  }

  /// The position in the middle of a column of the screen; `nil` outside of the plot.
  public func x(atColumn column: Int) -> Double? {
    guard plot.columns.contains(column), let low = xScale.coordinate(xRange.lowerBound),
      let high = xScale.coordinate(xRange.upperBound)
    else { return nil }
    return xScale.value(low + (high - low) * (Double(column - plot.x) + 0.5) / Double(plot.width))
  }

  private func share(_ value: Double, _ range: ClosedRange<Double>, _ scale: AxisScale) -> Double? {
    guard let place = scale.coordinate(value), let low = scale.coordinate(range.lowerBound),
      let high = scale.coordinate(range.upperBound)
    else { return nil }
    // Halved, because the difference of two huge values may overflow; that of two tiny ones may become 0.
    let span = high / 2 - low / 2
    guard span > 0 else { return 0.5 }
    let share = (place / 2 - low / 2) / span
    return share.isFinite ? share : nil
  }
}

extension LineChart {
  /// Where the chart's values lie when it is painted into `area`; `nil` if there is nothing to show or no room.
  public func geometry(in area: Rect) -> ChartGeometry? {
    guard area.width >= 2, area.height >= 1, let xRange = visibleX, let yRange = visibleY(xRange) else { return nil }
    let hasXAxis = showsAxes && area.height >= 4
    let plotHeight = area.height - (hasXAxis ? 1 : 0)
    let labels = ticks(yRange, scale: yScale, atMost: LineChart.yTickCount(plotHeight)).map {
      displayWidth(of: $0.label)
    }
    let left = showsAxes && area.width >= 20 ? min(10, labels.max() ?? 0) + 1 : 0
    return ChartGeometry(
      plot: area.inset(left: left, bottom: hasXAxis ? 1 : 0), xRange: xRange, yRange: yRange, xScale: xScale,
      yScale: yScale)
  }

  /// Labels that so many rows have room for.
  static func yTickCount(_ rows: Int) -> Int { max(2, min(rows, (rows + 1) / 2)) }

  /// The value of each series at the point nearest to a position; what has no points is left out.
  public func values(at x: Double) -> [(name: String, x: Double, y: Double)] {
    series.compactMap { series in
      guard let index = series.nearest(to: x) else { return nil }
      return (series.name, series.xs[index], series.ys[index])
    }
  }

  private var visibleX: ClosedRange<Double>? {
    if let xRange, xScale.coordinate(xRange.lowerBound) != nil, xRange.upperBound.isFinite { return xRange }
    var range: ClosedRange<Double>?
    for series in series {
      for x in series.xs where xScale.coordinate(x) != nil { range = range.including(x) }
    }
    return range
  }

  private func visibleY(_ xRange: ClosedRange<Double>) -> ClosedRange<Double>? {
    if let yRange, yScale.coordinate(yRange.lowerBound) != nil, yRange.upperBound.isFinite { return yRange }
    var range: ClosedRange<Double>?
    for series in series {
      for index in series.indices(in: xRange) where xRange.contains(series.xs[index]) {
        if yScale.coordinate(series.ys[index]) != nil { range = range.including(series.ys[index]) }
      }
    }
    guard let range, range.lowerBound == range.upperBound else { return range }
    let value = range.lowerBound
    if yScale == .log { return value / 2...min(value * 2, .greatestFiniteMagnitude) }
    let margin = value == 0 ? 1 : min(abs(value) * 0.1, .greatestFiniteMagnitude / 4)
    return max(value - margin, -.greatestFiniteMagnitude)...min(value + margin, .greatestFiniteMagnitude)
  }
}

extension ChartSeries {
  /// Points in a range and one on each side of it, so that lines run off the edges.
  func indices(in range: ClosedRange<Double>) -> Range<Int> {
    let first = xs.partitioningIndex { $0 >= range.lowerBound }
    let last = xs.partitioningIndex { $0 > range.upperBound }
    return max(0, first - 1)..<max(max(0, first - 1), min(xs.count, last + 1))
  }

  /// The point nearest to a position.
  func nearest(to x: Double) -> Int? {
    guard !xs.isEmpty, x.isFinite else { return nil }
    let next = xs.partitioningIndex { $0 >= x }
    if next == xs.count { return next - 1 }
    if next > 0, x - xs[next - 1] <= xs[next] - x { return next - 1 }
    return next
  }
}

extension [Double] {
  /// The first index from which on a condition holds; the values grow.
  func partitioningIndex(where isInRest: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isInRest(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension ClosedRange<Double>? {
  fileprivate func including(_ value: Double) -> ClosedRange<Double> {
    guard let self else { return value...value }
    return Swift.min(self.lowerBound, value)...Swift.max(self.upperBound, value)
  }
}
