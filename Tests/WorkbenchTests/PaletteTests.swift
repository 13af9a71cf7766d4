import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct PaletteTests {
  /// What is done through the palette is what the command's own key does: (letters, key).
  @Test(arguments: [
    ("f r e e z", "f"), ("n e x t space p a n e l", "tab"), ("l a y e r . n e x t", ">"), ("w h a t i f", "w"),
    ("z o o m space o u t", "-"), ("l o s s . s c a l e", "y"), ("h e l p", "?"), ("t h e m e space l i v e", "t"),
    ("q u i t", "q"), ("l o g space p a n e l", "6"), ("v i e w . n e x t", "v"), ("g o . t o", "g"),
  ])
  func thePaletteDoesWhatTheKeyDoes(letters: String, key: String) throws {
    var chosen = try Screens.state()
    try Screens.press(": \(letters) enter", &chosen)
    var pressed = try Screens.state()
    try Screens.press(key, &pressed)
    let theme = try Screens.theme()
    #expect(chosen.picture(theme) == pressed.picture(theme), "\(chosen.picture(theme).text)")
  }

  @Test func effectsComeThroughThePaletteToo() throws {
    var state = try Screens.state()
    #expect(try Screens.press(": p a u s e enter", &state) == [.send(.pause)])
    #expect(try Screens.press(": m o u s e enter", &state) == [.mouse(true)])
    #expect(try Screens.press(": s u s p enter", &state) == [.suspend])
  }

  @Test func whatWasUsedLastStandsFirst() throws {
    var state = try Screens.state()
    try Screens.press(": f r e e z enter : m o u s e enter :", &state)
    let rows = state.picture(try Screens.theme()).rows.filter { $0.contains("│") }
    let mouse = try #require(rows.firstIndex { $0.contains("mouse on or off") })
    let freeze = try #require(rows.firstIndex { $0.contains("freeze the display") })
    #expect(freeze == mouse + 1)
    // Enter alone does the last command again.
    #expect(try Screens.press("enter", &state) == [.mouse(false)])
  }

  /// Every live command is in it with its key; what does not work now is not.
  @Test func everythingThatWorksIsOffered() throws {
    for (keys, playback) in [("4", nil), ("1", Playback(step: 240, lastStep: 300))] as [(String, Playback?)] {
      var state = try Screens.state(Size(120, 200), keys: keys, playback: playback)
      let bindings = state.bindings.live(in: state.contexts).filter { $0.command != "palette" }
      try Screens.press(":", &state)
      let text = state.picture(try Screens.theme()).text
      for binding in bindings {
        #expect(text.split(separator: "\n").contains { $0.contains(binding.command.rawValue) }, "\(binding.command)")
      }
      #expect(text.contains("one training step") == (playback == nil))
    }
  }

  @Test func itClosesAndLeavesEverythingAsItWas() throws {
    let before = try Screens.state().picture(try Screens.theme())
    for keys in [": esc", ": p a u esc", ": backspace", ": ctrl-c"] {
      var state = try Screens.state()
      #expect(try Screens.press(keys, &state).isEmpty)
      #expect(state.picture(try Screens.theme()) == before, "\(keys)")
    }
  }
}
