import Foundation
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct InspectorTests {
  private static func state(
    _ inspection: Inspection = InspectionFixture.both, _ size: Size = Size(120, 40), keys: String = "",
    depth: ColorDepth = .indexed, glyphs: Glyphs = .braille
  ) throws -> InspectorState {
    var state = InspectorState(
      inspection, size: size, themes: ["default", "mono"], theme: "default", depth: depth, glyphs: glyphs)
    for key in try TerminalUI.Key.sequence(keys) { _ = state.take(.key(key), at: 0) }
    return state
  }

  struct Picture: CustomTestStringConvertible, Sendable {
    var name: String
    var size = Size(120, 40)
    var keys = ""
    var isAlone = false
    var theme = "default"
    var depth = ColorDepth.indexed
    var glyphs = Glyphs.braille
    var testDescription: String { name }
  }

  @Test(arguments: [
    Picture(name: "inspect-80x24", size: Size(80, 24), keys: "s"), Picture(name: "inspect-120x40", keys: "l l l"),
    Picture(name: "inspect-200x60", size: Size(200, 60), keys: "o s"),
    Picture(name: "inspect-alone", keys: "s s", isAlone: true),
    Picture(name: "inspect-mono", keys: "o s", theme: "mono", depth: .mono),
    Picture(name: "inspect-ascii", size: Size(80, 24), keys: "o s", theme: "mono", depth: .mono, glyphs: .ascii),
    Picture(name: "inspect-tty16", keys: "o s", theme: "tty16", depth: .sixteen, glyphs: .block),
    Picture(name: "inspect-light", keys: "o s", theme: "light"),
    Picture(name: "inspect-bars", keys: "o s b"), Picture(name: "inspect-special", keys: "/ < | e n d enter"),
    Picture(name: "inspect-ranks-zoomed", keys: "3 3 l"), Picture(name: "inspect-scaffolds", keys: "o 4 4 j"),
    Picture(name: "inspect-help", keys: "?"), Picture(name: "inspect-nowhere", keys: "/ q q q enter"),
    Picture(name: "inspect-too-small", size: Size(30, 8)),
  ])
  func screensAreAsRecorded(_ shot: Picture) throws {
    let state = try Self.state(
      shot.isAlone ? InspectionFixture.alone : InspectionFixture.both, shot.size, keys: shot.keys, depth: shot.depth,
      glyphs: shot.glyphs)
    let theme = try Screens.theme(shot.theme, depth: shot.depth, glyphs: shot.glyphs)
    let difference = try Screens.difference(state.picture(theme), golden: shot.name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func theCursorGoesOverEveryTokenAndBack() throws {
    for side in [0, 1] {
      var state = try Self.state(keys: side == 0 ? "" : "o")
      let lines = InspectionFixture.both.sides[side].lines
      let symbols = InspectionFixture.both.sides[side].symbols
      let places = lines.enumerated().flatMap { line, tokens in
        tokens.indices.map { (line, tokens[..<$0].reduce(0) { $0 + symbols[$1].bytes.count }) }
      }
      for place in places {
        #expect((state.line, state.byte) == place)
        _ = state.take(.key(.right), at: 0)
      }
      for place in places.reversed() {
        #expect((state.line, state.byte) == place)
        _ = state.take(.key(.left), at: 0)
      }
    }
  }

  @Test func rowsAreGoneThroughDownAndUpWithoutStandingStill() throws {
    for size in [Size(40, 24), Size(60, 12), Size(120, 40)] {
      var state = try Self.state(size: size)
      for (key, end) in [(TerminalUI.Key.down, 4), (.up, 0)] {
        var before = (state.line, state.byte)
        for _ in 0..<200 where state.line != end {
          _ = state.take(.key(key), at: 0)
          #expect((state.line, state.byte) != before)
          before = (state.line, state.byte)
        }
        #expect(state.line == end)
      }
    }
  }

  private static func state(size: Size) throws -> InspectorState { try state(InspectionFixture.both, size) }

  @Test func theCursorIsAlwaysSeen() throws {
    let theme = try Screens.theme()
    let cursor = theme[.cursor].adding([.reverse, .bold])
    for size in [Size(40, 10), Size(60, 14), Size(80, 24), Size(200, 60)] {
      var state = try Self.state(size: size)
      for key in try TerminalUI.Key.sequence("l l j j pgdn G k k g j s b s o s N pgup 1 1 G g j j ] [ enter enter") {
        _ = state.take(.key(key), at: 0)
        let picture = state.picture(theme)
        let isSeen = (0..<size.height).contains { y in (0..<size.width).contains { picture[$0, y].style == cursor } }
        #expect(isSeen, "\(size) after \(key.name)")
      }
    }
  }

  @Test func theOtherTokenizersCursorStandsOnTheSameBytes() throws {
    var state = try Self.state(keys: "/ i z o n a enter")
    let place = (state.line, state.byte)
    _ = state.take(.key(.character("o")), at: 0)
    // The token that holds these bytes there begins earlier: `Arizona` is one token.
    #expect(state.side == 1 && state.line == place.0 && state.byte == place.1 - 2)
    #expect(state.picture(try Screens.theme()).text.contains("'Arizona'"))
  }

  @Test func aSearchFindsTextIdsAndGoesRound() throws {
    var state = try Self.state(keys: "/ t h e r e enter")
    #expect(state.line == 3)
    let found = state.byte
    _ = state.take(.key(.character("n")), at: 0)
    #expect((state.line, state.byte) == (3, found))
    state = try Self.state(keys: "/ # 2 5 6 enter")
    #expect(state.line == 2)
    _ = state.take(.key(.character("n")), at: 0)
    #expect(state.line == 4)
    _ = state.take(.key(.character("n")), at: 0)
    #expect(state.line == 2)
    _ = state.take(.key(.character("N")), at: 0)
    #expect(state.line == 4)
  }

  @Test func aScaffoldTokenTellsItsPiecesAndItsMerges() throws {
    // A tall screen: the tree of merges ends where the panel does.
    let state = try Self.state(InspectionFixture.both, Size(200, 60), keys: "o s")
    let text = state.picture(try Screens.theme()).text
    #expect(text.contains("scaffold: built, then taken apart"))
    #expect(text.contains("'zon' + 'a'"))
    #expect(text.contains("├ 'zon'") && text.contains("╰ 'a'"))
  }

  @Test func asciiScreensHoldNothingElse() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for keys in ["", "o s", "G", "?", "/ x", "3 3", "4 4", "5 5"] {
      let text = try Self.state(keys: keys, depth: .mono, glyphs: .ascii).picture(theme).text
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(keys)")
    }
  }

  @Test func everyKeyThatWorksStandsInTheHelp() throws {
    for panel in 1...5 {
      var state = try Self.state(InspectionFixture.both, Size(120, 120), keys: "\(panel)")
      let live = state.bindings.live(in: state.contexts)
      _ = state.take(.key(.character("?")), at: 0)
      let lines = state.picture(try Screens.theme()).text.split(separator: "\n")
      for binding in live {
        for key in binding.keys {
          #expect(lines.contains { $0.contains(binding.help) && $0.contains(key.label(.braille)) }, "\(key.name)")
        }
      }
    }
  }

  @Test func anySizeAndAnyKeysAreBorne() throws {
    let theme = try Screens.theme()
    var random: UInt64 = 7
    func next(_ count: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % count
    }
    let keys = try TerminalUI.Key.sequence(
      "h l j k up down pgup pgdn home end g G o b / a z # 1 2 3 4 5 enter esc n N s S [ ] space tab shift-tab 0 t ? ctrl-u"
    )
    let empty = Inspection.Side(name: "e", symbols: InspectionFixture.plain.symbols, lines: [[], []], counts: [])
    for inspection in [
      InspectionFixture.both, InspectionFixture.alone, Inspection(title: "", sides: [empty]),
      Inspection(title: "", sides: [Inspection.Side(name: "n", symbols: [], lines: [], counts: [])]),
    ] {
      var state = try Self.state(inspection)
      for _ in 0..<150 {
        _ = state.take(.key(keys[next(keys.count)]), at: 0)
        if next(4) == 0 { state.resize(to: Size(next(220), next(70))) }
        let picture = state.picture(theme)
        #expect(picture.size == state.size)
      }
    }
  }

  @Test func theScreenIsLeftWithQ() throws {
    let terminal = try ScriptedTerminal(Size(120, 40), keys: "l t j enter ctrl-l j ? esc")
    terminal.append([.timeout, .key(.character("q"))])
    let folder = Screens.root.appendingPathComponent("themes").path
    var options = SceneOptions(themes: ThemeLibrary(folders: [folder]))
    var state = InspectorState(InspectionFixture.both)
    #expect(try SceneLoop.run(&state, terminal: terminal, options: &options) == .back)
    #expect(options.theme != "default", "the theme that was chosen is for the next scene too")
    #expect(terminal.isExhausted)
    #expect(terminal.frames.last?.text.contains("1 Text") == true)
  }
}
