import TerminalUI
import TestSupport
import Testing

@Suite struct ParallelPlotTests {
  private let axes = [
    ParallelPlot.Axis("a", marks: [.init(0, "low"), .init(1, "high")]), ParallelPlot.Axis("b", marks: []),
    ParallelPlot.Axis("c", marks: [.init(0, "12345")]),
  ]

  @Test func axesStandFromTheLeftEdgeWithRoomForTheLastNames() {
    let plot = ParallelPlot(axes, lines: [])
    let area = Rect(x: 3, y: 2, width: 47, height: 10)
    // The last axis keeps six columns for its names.
    #expect(plot.columns(in: area) == [3, 23, 43])
    // A chosen value that is longer takes more.
    let longer = ParallelPlot(axes, lines: [], highlights: [nil, nil, .init(0.5, "123456789")])
    #expect(longer.columns(in: area) == [3, 21, 39])
    #expect(ParallelPlot([axes[0]], lines: []).columns(in: area) == [3])
    #expect(ParallelPlot([], lines: []).columns(in: area).isEmpty)
  }

  @Test(arguments: [(0.0, 11), (1.0, 2), (0.5, 7), (0.95, 2), (0.05, 11), (-3, 11), (7, 2)])
  func placesAreCountedFromBelow(share: Double, row: Int) {
    #expect(ParallelPlot.row(share, in: Rect(x: 0, y: 2, width: 9, height: 10)) == row)
  }

  @Test func aLineCrossesItsPlacesAndIsBrokenWithoutOne() {
    func drawn(_ shares: [Double?]) -> [String] {
      let bare = (0..<3).map { ParallelPlot.Axis("\($0)", marks: []) }
      let picture = painted(Size(31, 9)) { canvas in
        canvas.draw(ParallelPlot(bare, lines: [.init(shares)]), in: canvas.bounds)
      }
      return picture.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    func dots(_ rows: [String]) -> Set<Int> {
      Set(
        rows.flatMap { row in row.enumerated().filter { ("\u{2801}"..."\u{28FF}").contains($0.element) }.map(\.offset) }
      )
    }
    let whole = drawn([1, 0, 1])
    let columns = dots(whole)
    #expect(columns == Set(0...(columns.max() ?? 0)) && columns.count > 25, "no holes")
    // From the upper left to the lower middle and up again.
    #expect(
      dots([whole[1]]).contains(0) && !dots([whole[8]]).isEmpty
        && dots([whole[8]]).allSatisfy { (11...18).contains($0) })
    let broken = drawn([1, nil, 1])
    #expect(dots(broken).count == 2 && dots(broken).contains(0))
  }

  @Test func anyAreaWillDo() {
    let plot = ParallelPlot(axes, lines: [.init([0, 0.5, .nan]), .init([0.2])], highlights: [.init(0.1, "x")])
    for width in 0..<20 {
      for height in 0..<6 {
        _ = painted(Size(width, height)) { canvas in canvas.draw(plot, in: canvas.bounds) }
      }
    }
  }
}

@Suite struct ScatterPlotTests {
  @Test func pointsStandWhereTheGeometrySays() throws {
    let plot = ScatterPlot([.init(x: 1, y: 10, glyph: "A"), .init(x: 3, y: 30, glyph: "B")])
    let area = Rect(Size(40, 12))
    let geometry = try #require(plot.geometry(in: area))
    let picture = painted(area.size) { canvas in canvas.draw(plot, in: area) }
    for (x, y, glyph) in [(1.0, 10.0, "A"), (3, 30, "B")] {
      let column = try #require(geometry.column(x))
      let row = try #require(geometry.row(y))
      #expect(picture[column, row].text == glyph)
    }
    // No point lies on the edge.
    #expect(geometry.xRange.lowerBound < 1 && geometry.xRange.upperBound > 3)
    #expect(geometry.yRange.lowerBound < 10 && geometry.yRange.upperBound > 30)
  }

  @Test func wordsStandUnderTheirPlaces() throws {
    let plot = ScatterPlot(
      [.init(x: 0, y: 1, glyph: "o"), .init(x: 2, y: 2, glyph: "o")], xNames: ["topk", "mask", "hash"])
    let area = Rect(Size(50, 10))
    let geometry = try #require(plot.geometry(in: area))
    let lines = painted(area.size) { canvas in canvas.draw(plot, in: area) }.rows
    let names = lines[9]
    for (index, name) in ["topk", "mask", "hash"].enumerated() {
      let place = try #require(names.firstRange(of: name))
      let start = names.distance(from: names.startIndex, to: place.lowerBound)
      let column = try #require(geometry.column(Double(index)))
      #expect((start..<start + 4).contains(column))
    }
  }

  @Test func theChosenPointIsAboveTheOthersAndWhatHasNoPlaceIsLeftOut() {
    let area = Rect(Size(30, 8))
    let plot = ScatterPlot(
      [
        .init(x: 1, y: 1, glyph: "S", isSelected: true), .init(x: 1, y: 1, glyph: "o"),
        .init(x: .nan, y: 1, glyph: "N"), .init(x: 1, y: .infinity, glyph: "N"),
      ])
    let text = painted(area.size) { canvas in canvas.draw(plot, in: area) }.text
    #expect(text.contains("S") && !text.contains("o") && !text.contains("N"))
    let none = painted(area.size) { canvas in canvas.draw(ScatterPlot([], emptyText: "nothing"), in: area) }
    #expect(none.text.contains("nothing"))
    let logarithmic = ScatterPlot([.init(x: -1, y: 2, glyph: "o")], xScale: .log, emptyText: "nothing")
    #expect(logarithmic.geometry(in: area) == nil)
  }
}
