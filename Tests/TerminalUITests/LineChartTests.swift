import TerminalUI
import TestSupport
import Testing

@Suite struct LineChartTests {
  static let mono = Theme(ThemeDefinition(), depth: .mono)
  static let ascii = Theme(ThemeDefinition(), depth: .mono, glyphs: .ascii)

  /// Cells of the plot that hold a braille glyph, as places within the plot.
  private func drawn(_ chart: LineChart, _ size: Size, _ theme: Theme = mono) -> Set<Point> {
    let buffer = painted(size, theme: theme) { $0.draw(chart, in: $0.bounds) }
    guard let plot = chart.geometry(in: Rect(size))?.plot else { return [] }
    var cells: Set<Point> = []
    for y in plot.rows {
      for x in plot.columns where !" │┊".contains(buffer[x, y].text) { cells.insert(Point(x - plot.x, y - plot.y)) }
    }
    return cells
  }

  @Test func pointsLandInTheirCells() throws {
    // Ten columns and ten rows of plot without axes on a narrow area: value 0 is the last row, 9.99 the first.
    var chart = LineChart([], xRange: 0...10, yRange: 0...10)
    let size = Size(10, 3)
    for (x, y, column, row) in [(0.0, 0.0, 0, 2), (10, 10, 9, 0), (5.05, 5, 5, 1), (9.9, 0.1, 9, 2), (0.95, 9, 0, 0)] {
      chart.series = [ChartSeries("", xs: [x], ys: [y])]
      let geometry = try #require(chart.geometry(in: Rect(size)))
      #expect(geometry.plot == Rect(size))
      #expect(geometry.column(x) == column && geometry.row(y) == row, "\(x) \(y)")
      #expect(drawn(chart, size) == [Point(column, row)], "\(x) \(y)")
    }
  }

  @Test func columnsAndPositionsAreInverse() throws {
    for (scale, range) in [(AxisScale.linear, 3.0...1003.0), (.log, 0.01...1000)] {
      let chart = LineChart([ChartSeries("", xs: [range.lowerBound, range.upperBound], ys: [1, 2])], xScale: scale)
      let geometry = try #require(chart.geometry(in: Rect(x: 7, y: 2, width: 90, height: 20)))
      for column in geometry.plot.columns {
        let x = try #require(geometry.x(atColumn: column))
        #expect(geometry.column(x) == column)
      }
      #expect(geometry.x(atColumn: geometry.plot.maxX) == nil && geometry.x(atColumn: geometry.plot.x - 1) == nil)
      #expect(geometry.column(range.upperBound * 2) == nil)
    }
  }

  @Test func aMissingValueIsAGapAndDoesNotSpoilTheScale() throws {
    let xs = (0..<20).map(Double.init)
    for hole in [Double.nan, .infinity, -.infinity] {
      let chart = LineChart([ChartSeries("", xs: xs, ys: xs.map { $0 == 10 ? hole : $0 })], xRange: 0...19)
      let size = Size(19, 3)
      #expect(try #require(chart.geometry(in: Rect(size))).yRange == 0...19)
      let columns = Set(drawn(chart, size).map(\.x))
      #expect(!columns.contains(10) && columns.contains(8) && columns.contains(11), "\(columns.sorted())")
      #expect(columns.count >= 16)
    }
  }

  @Test func oneSpikeInAHundredThousandIsSeen() {
    let xs = (0..<100_000).map(Double.init)
    let chart = LineChart([ChartSeries("", xs: xs, ys: xs.map { $0 == 54_321 ? 9 : 1 })], yRange: 0...10)
    let cells = drawn(chart, Size(19, 3))
    let top = cells.filter { $0.y == 0 }
    #expect(top == [Point(10, 0)], "\(top)")
  }

  @Test func steepLinesHaveNoHoles() {
    let chart = LineChart([ChartSeries("", xs: [0, 1], ys: [0, 10])], xRange: 0...1, yRange: 0...10)
    let size = Size(3, 3)
    #expect(Set(drawn(chart, size).map(\.y)) == [0, 1, 2])
    for glyphs in [Glyphs.block, .ascii] {
      let theme = Theme(ThemeDefinition(), depth: .mono, glyphs: glyphs)
      #expect(Set(drawn(chart, size, theme).map(\.y)) == [0, 1, 2], "\(glyphs)")
    }
  }

  @Test func linesRunOffTheEdgesOfAZoomedRange() {
    let chart = LineChart([ChartSeries("", xs: [0, 100], ys: [0, 100])], xRange: 40...60, yRange: 40...60)
    let cells = drawn(chart, Size(10, 3))
    #expect(cells.contains(Point(0, 2)) && cells.contains(Point(9, 0)))
    #expect(Set(cells.map(\.x)) == Set(0..<10))
  }

  @Test func logarithmicAxesLeaveOutWhatHasNoLogarithm() throws {
    let chart = LineChart([ChartSeries("", xs: [0, 1, 2, 3], ys: [-1, 0, 1, 1000])], yScale: .log)
    let geometry = try #require(chart.geometry(in: Rect(x: 0, y: 0, width: 10, height: 3)))
    #expect(geometry.yRange == 1...1000)
    #expect(geometry.row(1) == 2 && geometry.row(31) == 1 && geometry.row(1000) == 0 && geometry.row(0) == nil)
    let nothing = LineChart([ChartSeries("", xs: [0], ys: [-1])], yScale: .log)
    let buffer = painted(Size(30, 3)) { $0.draw(nothing, in: $0.bounds) }
    #expect(buffer.text.contains("no positive values"))
  }

  @Test func extremeValuesNeverTrap() {
    let extremes: [Double] = [
      0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .infinity, .nan, 1,
    ]
    for a in extremes {
      for b in extremes {
        for scale in AxisScale.allCases {
          for size in [Size(0, 0), Size(1, 1), Size(2, 1), Size(40, 12)] {
            let xs = a <= b ? [a, b] : [b, a]
            let chart = LineChart(
              [ChartSeries("s", xs: xs.contains(where: \.isNaN) ? [0, 1] : xs, ys: [b, a])], yScale: scale,
              xScale: scale,
              cursor: a, markers: [ChartMarker(x: b, label: "x")])
            _ = painted(size) { $0.draw(chart, in: $0.bounds) }
          }
        }
      }
    }
  }

  @Test func theReadoutTakesTheNearestPoint() {
    let chart = LineChart([
      ChartSeries("a", xs: [0, 10, 20], ys: [1, 2, 3]), ChartSeries("b", xs: [0, 100], ys: [5, .nan]),
      ChartSeries("none", xs: [], ys: []),
    ])
    let values = chart.values(at: 14)
    #expect(values.map(\.name) == ["a", "b"] && values.map(\.x) == [10, 0] && values.map(\.y) == [2, 5])
    #expect(chart.values(at: 16).first?.x == 20 && chart.values(at: -5).first?.x == 0)
  }

  @Test func ticksAreRoundAndFit() {
    func labels(_ range: ClosedRange<Double>, _ scale: AxisScale, _ count: Int) -> [String] {
      ticks(range, scale: scale, atMost: count).map(\.label)
    }
    #expect(labels(0...3000, .linear, 7) == ["0", "500", "1,000", "1,500", "2,000", "2,500", "3,000"])
    #expect(labels(2.13...5.6, .linear, 4) == ["3", "4", "5"])
    #expect(labels(0...1, .linear, 6) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"].map { $0 == "0.0" ? "0" : $0 })
    #expect(labels(-0.02...0.02, .linear, 5) == ["-0.02", "-0.01", "0", "0.01", "0.02"])
    #expect(labels(0.001...1000, .log, 7) == ["0.001", "0.01", "0.1", "1", "10", "100", "1,000"])
    #expect(labels(2.2...5.9, .log, 6) == ["3", "4", "5"])
    #expect(labels(5...5, .linear, 4) == ["5"])
    #expect(labels(0...(.infinity), .linear, 4) == [] && labels(0...1, .linear, 0) == [])
    for count in 1...12 {
      for (low, high) in [(0.0, 1.0), (1e-9, 3e-9), (-1e12, 7e13), (0.3, 0.30001), (1, 1e300)] {
        for scale in AxisScale.allCases where scale == .linear || low > 0 {
          let found = ticks(low...high, scale: scale, atMost: count)
          #expect(found.count <= count)
          #expect(found.allSatisfy { (low...high).contains($0.value) })
        }
      }
    }
  }
}
