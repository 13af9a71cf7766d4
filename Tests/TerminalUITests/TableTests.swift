import TerminalUI
import TestSupport
import Testing

@Suite struct TableTests {
  static let columns = [
    Table.Column("run", minimum: 6, priority: 9, grows: true), Table.Column("loss", alignment: .right, priority: 8),
    Table.Column("tokens a second", alignment: .right, minimum: 8, priority: 1),
    Table.Column("router", minimum: 5, priority: 3),
  ]
  static let rows: [[Table.Field]] = [
    ["first-light", "2.94", "41,200", "top-k"], ["second", "12.94", "9", "expert-choice"], ["third"],
  ]

  private func text(_ width: Int, _ height: Int = 4, selected: Int? = nil) -> [String] {
    let table = Table(columns: Self.columns, rows: Self.rows, selected: selected, sort: (1, true))
    return painted(Size(width, height), theme: Theme(ThemeDefinition(), depth: .mono)) { $0.draw(table, in: $0.bounds) }
      .rows
  }

  @Test func numbersStandAtTheRightAndColumnsGiveWayByPriority() {
    #expect(
      text(60) == [
        " run                 loss ▼  tokens a second  router",
        " first-light           2.94           41,200  top-k",
        " second               12.94                9  expert-choice",
        " third",
      ])
    #expect(text(24) == [" run      loss ▼  rout…", " first-…    2.94  top-k", " second    12.94  expe…", " third"])
    #expect(text(9) == [" run", " first-…", " second", " third"])
  }

  @Test func theChosenRowIsAlwaysSeen() {
    for count in [1, 5, 100] {
      for height in [1, 2, 7, 200] {
        for selected in [0, 1, 50, 99, 500] {
          let offset = Table.visibleOffset(90, selected: selected, count: count, height: height)
          let row = min(selected, count - 1)
          #expect(offset >= 0 && offset <= row && row < offset + height, "\(count) \(height) \(selected)")
        }
      }
    }
    #expect(text(30, 2, selected: 2)[1].hasPrefix(" third"))
  }
}
