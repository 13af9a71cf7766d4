import TerminalUI
import TestSupport
import Testing

@Suite struct StackedColumnsTests {
  private func rows(
    _ columns: [[Bars.Part]], _ size: Size, top: Double? = nil, marks: [StackedColumns.Mark] = [],
    theme: Theme = .builtIn()
  ) -> [String] {
    painted(size, theme: theme) { canvas in
      canvas.draw(StackedColumns(columns, top: top, marks: marks), in: canvas.bounds)
    }.rows
  }

  @Test func partsStandOnEachOther() {
    let rows = rows([[.init(2, .kept), .init(1, .dropped)], [.init(1.5, .kept)]], Size(4, 3))
    #expect(rows == ["▚▚", "██▄▄", "████"])
  }

  /// What is there is never invisible, and what is nothing is not drawn.
  @Test func smallPartsAreSeen() {
    let rows = rows([[.init(0.001, .kept)], [.init(0, .kept), .init(8, .dropped)], [.init(.nan, .kept)]], Size(3, 3))
    #expect(rows == [" ▚", " ▚", "▁▚"])
  }

  @Test func moreColumnsThanCellsAreCountedTogether() {
    let columns = (0..<8).map { [Bars.Part(Double($0), .kept), Bars.Part(1, .dropped)] }
    #expect(StackedColumns(columns).plot(in: Rect(Size(4, 3))).width == 4)
    let rows = rows(columns, Size(4, 3))
    // Pairs of columns have 1 + 2, 5 + 2, 9 + 2 and 13 + 2.
    #expect(rows == ["  ▚▚", "▚▚██", "████"])
  }

  @Test func axisAndMarks() {
    let columns = Array(repeating: [Bars.Part(10, .kept)], count: 20)
    let mark = StackedColumns.Mark(share: 0.5, glyph: "|", role: .capacity)
    let rows = rows(columns, Size(64, 6), marks: [mark])
    #expect(rows[5].contains("0.4") && rows[5].contains("1") && rows[0].contains("10"))
    let plot = StackedColumns(columns).plot(in: Rect(Size(64, 6)))
    #expect(plot.width == 60)
    let column = Array(rows[2])[plot.x + 30]
    #expect(column == "|")
  }

  @Test func anythingIsDrawn() {
    for size in [Size(0, 0), Size(1, 1), Size(200, 1), Size(1, 200), Size(30, 8)] {
      for columns in [
        [], [[]], [[Bars.Part(.infinity, .kept)]], [[Bars.Part(1e308, .kept), Bars.Part(1e308, .dropped)]],
      ] {
        for top in [nil, 0, -1, Double.nan, 1e-300] {
          let marks = [-1, 0, 1, 2, Double.nan].map { StackedColumns.Mark(share: $0, glyph: "|", role: .capacity) }
          #expect(rows(columns, size, top: top, marks: marks).count == size.height)
        }
      }
    }
    #expect(rows([], Size(30, 3))[1].contains("nothing counted yet"))
  }
}
