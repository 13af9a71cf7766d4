import TerminalUI
import TestSupport
import Testing

@Suite struct HeatMapTests {
  @Test func valuesAreComparedWithTheirRowColumnOrAll() {
    let values = [[1.0, 2], [4, 8]]
    #expect(HeatScale.normalized(values, by: .row) == [[0.5, 1], [0.5, 1]])
    #expect(HeatScale.normalized(values, by: .column) == [[0.25, 0.25], [1, 1]])
    #expect(HeatScale.normalized(values, by: .whole) == [[0.125, 0.25], [0.5, 1]])
    #expect(HeatScale.normalized([[0.25, 3, -1]], by: .none) == [[0.25, 1, 0]])
    #expect(HeatScale.normalized([[0, 0]], by: .row) == [[0, 0]])
    let missing = HeatScale.normalized([[.nan, 2, .infinity]], by: .whole)
    #expect(missing[0][0].isNaN && missing[0][1] == 1 && missing[0][2].isNaN)
  }

  @Test func smallChangesKeepTheirLevel() {
    var scale = HeatScale(levelCount: 4, normalization: .none, hysteresis: 0.25)
    #expect(scale.update([[0.49, 0.51, 0.0, 1.0, .nan]]) == [[1, 2, 0, 3, -1]])
    // Just over a border: stays. A quarter of a level beyond it: moves.
    #expect(scale.update([[0.55, 0.45, 0.0, 1.0, 0.3]]) == [[1, 2, 0, 3, 1]])
    #expect(scale.update([[0.57, 0.43, 0.33, 0.67, 0.3]]) == [[2, 1, 1, 2, 1]])
    // The ends always show as such, and a changed shape starts afresh.
    #expect(scale.update([[0, 1]]) == [[0, 3]])
    var none = HeatScale(levelCount: 4, normalization: .none, hysteresis: 0)
    #expect(none.update([[0.49]]) == [[1]] && none.update([[0.51]]) == [[2]])
  }

  @Test func hysteresisNeverStraysFurtherThanItSays() {
    var scale = HeatScale(levelCount: 8, normalization: .none, hysteresis: 0.25)
    var state: UInt64 = 1
    for _ in 0..<5000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let share = Double(state >> 11) / Double(UInt64(1) << 53)
      let level = scale.update([[share]])[0][0]
      #expect(share * 8 >= Double(level) - 0.25 && share * 8 <= Double(level + 1) + 0.25)
    }
  }

  @Test func cellsShowLevelsNamesAndNotes() {
    let map = HeatMap(
      levels: [[0, 1, 2], [4, -1, 3]], levelCount: 5, rowLabels: ["L0", "L10"], columnLabels: ["0", "1", "2"],
      rowNotes: [[Span("H 1.9", .plain)]], selected: (1, 0))
    let buffer = painted(Size(30, 3)) { $0.draw(map, in: $0.bounds) }
    #expect(
      buffer.rows == [
        "     0   1   2", " L0 ··· ░░░ ▒▒▒  H 1.9", "L10 [█] ╳╳╳ ▓▓▓",
      ])
    // The background has the level's colour where there are 256 of them, so that the cell is solid.
    #expect(buffer[5, 1].style.background == buffer[5, 1].style.foreground)
    let narrow = painted(Size(7, 3)) { $0.draw(map, in: $0.bounds) }
    #expect(narrow.rows[1] == "L0 ·░▒", "\(narrow.rows)")
  }

  @Test func sixtyFourExpertsFitIntoEightyColumns() {
    let map = HeatMap(
      levels: [(0..<64).map { $0 % 8 }], levelCount: 8, rowLabels: ["L0"], columnLabels: (0..<64).map(String.init))
    let buffer = painted(Size(76, 2), theme: Theme(ThemeDefinition(), depth: .mono)) { $0.draw(map, in: $0.bounds) }
    #expect(buffer.rows[1].count == 3 + 64)
    #expect(buffer.rows[0].hasPrefix("   0    5    10   15"), "\(buffer.rows[0])")
  }

  @Test func neighbouringLevelsLookDifferent() {
    for depth in ColorDepth.allCases {
      let theme = Theme.builtIn(depth: depth)
      for ramp in [Ramp.sequential, .diverging] {
        let steps = theme.ramp(ramp, levels: 5)
        for (left, right) in zip(steps, steps.dropFirst()) { #expect(left != right, "\(depth) \(ramp)") }
      }
      #expect(theme.ramp(.sequential, levels: 0).isEmpty && theme.ramp(.sequential, levels: 1).count == 1)
    }
  }

  @Test func numbersStandBesideTheColoursWhereThereIsRoom() {
    let map = HeatMap(
      levels: [[0, 7], [HeatMap.blankLevel, -1]], levelCount: 8, rowLabels: ["a", "b"], columnLabels: ["x", "y"],
      texts: [["1", "99"], ["", "?"]], cellWidth: 7)
    let wide = painted(Size(20, 3)) { $0.draw(map, in: Rect(Size(20, 3))) }.rows
    #expect(wide == ["     x       y", "a ····  1 ████ 99", "b         ╳╳╳╳  ?"])
    // Two cells of two columns: colours alone.
    let narrow = painted(Size(8, 3)) { $0.draw(map, in: Rect(Size(8, 3))) }.rows
    #expect(narrow.allSatisfy { !$0.contains("9") && !$0.contains("?") })
  }

  @Test func theLegendIsWholeOrNotThere() {
    let legend = HeatLegend(low: "0 %", high: "34 %", levelCount: 5)
    #expect(legend.width == 14)
    #expect(painted(Size(16, 1)) { $0.draw(legend, in: Rect(Size(16, 1))) }.rows == ["  0 % ·░▒▓█ 34 %"])
    #expect(painted(Size(13, 1)) { $0.draw(legend, in: Rect(Size(13, 1))) }.rows == [""])
  }

  @Test func barsOfTextAreAsLongAsTheirShare() {
    #expect(barText(0.5, width: 4, glyphs: .braille) == "██  ")
    #expect(barText(0.5625, width: 4, glyphs: .braille) == "██▎ ")
    #expect(barText(0.0001, width: 4, glyphs: .braille) == "▏   ")
    #expect(barText(0.0001, width: 3, glyphs: .ascii) == "-  ")
    for share in [0, -1, Double.nan] { #expect(barText(share, width: 3, glyphs: .braille) == "   ") }
    #expect(barText(7, width: 3, glyphs: .braille) == "███" && barText(1, width: 0, glyphs: .braille).isEmpty)
  }
}
