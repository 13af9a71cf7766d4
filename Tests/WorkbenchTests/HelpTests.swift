import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct HelpTests {
  /// Presses `?` on a screen high enough for all lines.
  private func help(_ keys: String, playback: Playback? = nil, through step: Int = 240) throws -> (
    WorkbenchState, String
  ) {
    let state = try Screens.state(Size(120, 120), through: step, keys: keys, playback: playback)
    var shown = state
    try Screens.press("?", &shown)
    return (state, shown.picture(try Screens.theme()).text)
  }

  @Test(arguments: ["1", "2", "3", "4", "5", "6"]) func everyKeyThatWorksStandsInTheHelp(_ panel: String) throws {
    for playback in [nil, Playback(step: 240, lastStep: 300)] {
      let (state, text) = try help(panel, playback: playback)
      for binding in state.bindings.live(in: state.contexts) {
        let lines = text.split(separator: "\n").filter { $0.contains(binding.help) }
        for key in binding.keys {
          #expect(lines.contains { $0.contains(key.label(.braille)) }, "\(key.name) of \(binding.command) is missing")
        }
      }
    }
  }

  @Test func theHelpShowsOnlyWhatWorksNow() throws {
    let live = try help("1").1
    #expect(live.contains("one training step, then pause") && !live.contains("ten recorded seconds"))
    let replay = try help("1", playback: Playback(step: 240, lastStep: 300)).1
    #expect(!replay.contains("one training step, then pause") && replay.contains("ten recorded seconds"))
    let finished = try help("1", through: 300).1
    #expect(!finished.contains("pause or resume the trainer"))
  }

  @Test func everyKeyOfTheFooterDoesWhatTheTableSays() throws {
    let state = try Screens.state(Size(400, 40))
    let footer = state.picture(try Screens.theme()).rows.last ?? ""
    for binding in state.bindings.footer(in: state.contexts) where binding.keys.first?.name != "ctrl-r" {
      #expect(footer.contains(binding.keys[0].label(.braille)), "\(binding.command)")
    }
  }

  @Test func keysOfTheUserReplaceTheStandardOnes() throws {
    var state = try WorkbenchState(size: Size(120, 40), keys: ["freeze": [.character("Q")]])
    try Screens.press("f", &state)
    #expect(!state.isFrozen)
    try Screens.press("Q", &state)
    #expect(state.isFrozen)
    #expect(throws: TerminalUIError.self) {
      try WorkbenchState(size: .zero, keys: ["freeze": [.character("Z")], "mouse": [.character("Z")]])
    }
  }
}
