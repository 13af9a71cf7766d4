import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct MouseTests {
  private func act(_ action: MouseEvent.Action, _ x: Int, _ y: Int, _ state: inout WorkbenchState) {
    let button = action == .wheelUp || action == .wheelDown ? 0 : 1
    _ = state.update(.key(.mouse(MouseEvent(action, button: button, at: Point(x, y)))), at: Screens.noon)
  }

  /// Where a text stands on the screen.
  private func find(_ text: String, _ state: WorkbenchState) throws -> Point {
    let rows = state.picture(try Screens.theme()).rows
    let y = try #require(rows.firstIndex { $0.contains(text) })
    let range = try #require(rows[y].firstRange(of: text))
    return Point(rows[y].distance(from: rows[y].startIndex, to: range.lowerBound), y)
  }

  @Test func aClickInTheChartPutsTheCursorOnTheStep() throws {
    var state = try Screens.state()
    // The label of a tick stands below its column.
    let label = try find("200", state)
    act(.press, label.x + 1, label.y - 3, &state)
    #expect(state.shared.isInspecting && abs(state.shared.step - 200) <= 6, "\(state.shared.step)")
    let first = state.shared.step
    act(.drag, label.x - 9, label.y - 3, &state)
    #expect(state.shared.step < first)
    act(.release, label.x - 9, label.y - 3, &state)
    try Screens.press("esc", &state)
    #expect(!state.shared.isInspecting)
  }

  @Test func aClickOnABarChoosesItsExpert() throws {
    for keys in ["", "2 s 1"] {
      var state = try Screens.state(keys: keys)
      let title = try find("2 Experts", state)
      for line in [3, 5] {
        act(.press, title.x + 4, title.y + line, &state)
        #expect(state.focus == 1)
        let chosen = try #require(state.shared.selection.expert)
        // The row that was clicked is named after the expert.
        let row = state.picture(try Screens.theme()).rows[title.y + line]
        let inner = row.dropFirst(title.x).drop { !$0.isNumber }
        #expect(inner.hasPrefix("\(chosen)"), "\(row)")
      }
    }
  }

  @Test func aClickOnAViewsNameShowsIt() throws {
    var state = try Screens.state(keys: "4 4")
    let name = try find("measures", state)
    act(.press, name.x + 2, name.y, &state)
    #expect(state.picture(try Screens.theme()).text.contains("Router: measures"))
  }

  @Test func bordersFollowTheMouseAndZeroBringsThemBack() throws {
    let theme = try Screens.theme()
    var state = try Screens.state()
    let before = state.picture(theme)
    let title = try find("2 Experts", state)
    let x = title.x - 3
    act(.press, x, 5, &state)
    act(.drag, x - 15, 6, &state)
    act(.release, x - 15, 6, &state)
    #expect(try find("2 Experts", state).x == title.x - 15)
    #expect(state.focus == 0 && !state.shared.isInspecting)
    let ledger = try find("3 Token ledger", state)
    act(.press, 40, ledger.y, &state)
    act(.drag, 40, ledger.y - 4, &state)
    act(.release, 40, ledger.y - 4, &state)
    #expect(try find("3 Token ledger", state).y == ledger.y - 4)
    // Moving without a held border moves nothing.
    let moved = state.picture(theme)
    act(.drag, 70, 30, &state)
    #expect(try find("3 Token ledger", state).y == ledger.y - 4)
    #expect(moved != before)
    try Screens.press("0 esc", &state)
    #expect(state.picture(theme) == before && state.proportions.isEmpty)
  }

  @Test func theWheelScrollsWhatIsBelowIt() throws {
    var state = try Screens.state(keys: ":")
    let theme = try Screens.theme()
    let first = state.picture(theme)
    act(.wheelDown, 60, 20, &state)
    #expect(state.picture(theme) != first)
    act(.wheelUp, 60, 20, &state)
    #expect(state.picture(theme) == first)
    // A click does not fall through a dialog.
    act(.press, 100, 5, &state)
    #expect(state.focus == 0)
  }
}
