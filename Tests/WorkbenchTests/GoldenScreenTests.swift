import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// A screen that is compared with its golden.
struct Shot: CustomTestStringConvertible, Sendable {
  var name: String
  var size = Size(120, 40)
  var step = 240
  var keys = ""
  var theme = "default"
  var depth = ColorDepth.indexed
  var glyphs = Glyphs.braille
  var playback: Playback?
  var testDescription: String { name }
}

@Suite struct GoldenScreenTests {
  static let shots: [Shot] = [
    Shot(name: "live-80x24", size: Size(80, 24), step: 60),
    Shot(name: "live-120x40"),
    Shot(name: "live-200x60", size: Size(200, 60)),
    Shot(name: "live-100x30", size: Size(100, 30), step: 60),
    Shot(name: "first-step", step: 1),
    Shot(name: "before-the-first-step", step: 0),
    Shot(name: "not-a-number", step: 175),
    Shot(name: "finished", step: 300),
    Shot(name: "too-small", size: Size(30, 8)),
    Shot(name: "tiny-question", size: Size(30, 8), keys: "q"),
    Shot(name: "portrait-router", size: Size(80, 24), step: 60, keys: "4"),
    Shot(name: "loss-zoomed", keys: "1 y x s s"),
    Shot(name: "loss-zoomed-in", keys: "1 + + pgup"),
    Shot(name: "experts-zoomed", keys: "2 2 > > s j"),
    Shot(name: "ledger-zoomed", keys: "3 3"),
    Shot(name: "router-zoomed", keys: "4 4 n n l"),
    Shot(name: "router-over-time", step: 60, keys: "4 v > > j"),
    Shot(name: "router-fair-share", keys: "4 n n n"),
    Shot(name: "run-zoomed", keys: "5 5"),
    Shot(name: "log-filtered", keys: "6 6 / e v a l enter"),
    Shot(name: "inspecting-step-60", keys: "g 6 0 enter"),
    Shot(name: "help", keys: "?"),
    Shot(name: "quit", keys: "q"),
    Shot(name: "change", keys: "r"),
    Shot(name: "change-value-wrong", keys: "r enter backspace - 1 enter"),
    Shot(name: "twin-offers", size: Size(80, 24), keys: "T"),
    Shot(name: "twin-value-wrong", size: Size(80, 24), keys: "T enter ctrl-u 9 enter"),
    Shot(name: "twin-steps", size: Size(80, 24), keys: "T down enter"),
    Shot(name: "undo-earlier", size: Size(80, 24), keys: "Z"),
    Shot(name: "frozen", keys: "f"),
    Shot(name: "themes", keys: "t"),
    Shot(name: "palette-80x24", size: Size(80, 24), step: 60, keys: ":"),
    Shot(name: "palette", keys: ": l o g"),
    Shot(name: "palette-200x60", size: Size(200, 60), keys: ":"),
    Shot(name: "palette-nothing", size: Size(80, 24), step: 60, keys: ": x q z j"),
    Shot(
      name: "palette-ascii", size: Size(80, 24), step: 60, keys: ": p a u", theme: "mono", depth: .mono, glyphs: .ascii),
    Shot(name: "export", keys: "2 E"),
    Shot(name: "mono", theme: "mono", depth: .mono),
    Shot(name: "tty16", theme: "tty16", depth: .sixteen, glyphs: .block),
    Shot(name: "ascii", size: Size(80, 24), step: 60, theme: "mono", depth: .mono, glyphs: .ascii),
    Shot(name: "light", theme: "light"),
    Shot(
      name: "replay", playback: Playback(step: 240, lastStep: 300, speed: 4, loops: true, marks: [50, 100, 150])),
  ]

  @Test(arguments: shots) func screensAreAsRecorded(_ shot: Shot) throws {
    let state = try Screens.state(shot.size, through: shot.step, keys: shot.keys, playback: shot.playback)
    let theme = try Screens.theme(shot.theme, depth: shot.depth, glyphs: shot.glyphs)
    let difference = try Screens.difference(state.picture(theme), golden: shot.name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func asciiScreensHoldNothingElse() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for keys in ["", "1 1", "2 2", "3 3", "4 4", "4 4 v", "5 5", "6 6", "?", "q", "r", ":", "E"] {
      let text = try Screens.state(Size(120, 40), keys: keys).picture(theme).text
      let strange = text.unicodeScalars.first { !$0.isASCII }
      #expect(strange == nil, "\(keys): \(strange.map(String.init) ?? "")")
    }
  }
}
