import Experiment
import Sessions
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct DiffTests {
  private func state(_ size: Size = Size(120, 40), keys: String = "") throws -> DiffState {
    let entries = HomeFixture.entries
    var state = try DiffState(entries[0], entries[1])
    _ = state.take(.resized(size), at: 0)
    _ = state.take(.themes(["default", "light"], current: "default"), at: 0)
    for key in try TerminalUI.Key.sequence(keys) { _ = state.take(.key(key), at: 0) }
    return state
  }

  @Test(arguments: [
    ("diff-80x24", Size(80, 24), ""), ("diff-120x40", Size(120, 40), ""), ("diff-200x60", Size(200, 60), "x"),
    ("diff-too-small", Size(20, 5), ""), ("diff-scrolled", Size(60, 12), "j j j"), ("diff-help", Size(80, 24), "?"),
  ])
  func screensAreAsRecorded(_ name: String, _ size: Size, _ keys: String) throws {
    let difference = try Screens.difference(state(size, keys: keys).picture(Screens.theme()), golden: name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func onlyWhatDiffersStandsThere() throws {
    let text = try state(Size(160, 60)).picture(.builtIn()).text
    for key in ["run.name", "moe.k", "moe.router"] { #expect(text.contains(key)) }
    #expect(!text.contains("model.layers"))
    let comparison = try RecipeComparison(HomeFixture.entries[0], HomeFixture.entries[1])
    #expect(comparison.keys.map(\.key.path) == ["run.name", "moe.k", "moe.router"])
    #expect(comparison.keys[1].left == "2" && comparison.keys[1].right == "1")
    #expect(comparison.equalKeys + comparison.keys.count == Recipe().keys.count)
    #expect(comparison.names.right == "best mask")
    let same = try RecipeComparison(HomeFixture.entries[0], HomeFixture.entries[0])
    #expect(same.keys.isEmpty)
  }

  @Test func whatCannotBeReadIsSaid() {
    let error = #expect(throws: SessionError.self) {
      try DiffState(HomeFixture.entries[0], HomeFixture.entries[5])
    }
    #expect(error?.message.contains("malformed") == true)
    #expect(throws: SessionError.self) { try DiffState(HomeFixture.entries[6], HomeFixture.entries[0]) }
  }

  @Test func itIsLeftBackwards() throws {
    for key in ["q", "esc", "ctrl-c"] {
      var state = try state()
      #expect(state.take(.key(try TerminalUI.Key(parsing: key)), at: 0) == [.leave(.back)])
    }
  }

  @Test func anySizeIsBorne() throws {
    var state = try state(keys: "G")
    for width in stride(from: 0, to: 220, by: 13) {
      for height in stride(from: 0, to: 70, by: 7) {
        _ = state.take(.resized(Size(width, height)), at: 0)
        #expect(state.picture(.builtIn()).size == Size(width, height))
      }
    }
  }
}
