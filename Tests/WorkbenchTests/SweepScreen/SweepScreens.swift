import Sweeps
import TerminalUI
import Testing
import Workbench

/// The screen of a scripted sweep.
enum SweepScreens {
  static func state(
    _ size: Size = Size(120, 40), keys: String = "", isOurs: Bool = true, snapshot: SweepSnapshot? = nil
  ) throws -> SweepState {
    var state = SweepState(
      file: "sweeps/small/sweep.sqlite", try snapshot ?? ScriptedSweep.snapshot(), size: size, isOurs: isOurs)
    _ = state.take(.themes(["default", "light", "mono"], current: "default"), at: Screens.noon)
    _ = try press(keys, &state)
    return state
  }

  @discardableResult
  static func press(_ keys: String, _ state: inout SweepState, at now: Double = Screens.noon) throws -> [Effect] {
    try TerminalUI.Key.sequence(keys).flatMap { state.take(.key($0), at: now) }
  }
}

@Suite struct SweepScreenTests {
  static let shots: [Shot] = [
    Shot(name: "sweep-80x24", size: Size(80, 24)),
    Shot(name: "sweep-120x40"),
    Shot(name: "sweep-200x60", size: Size(200, 60)),
    Shot(name: "sweep-too-small", size: Size(30, 8)),
    Shot(name: "sweep-parallel", keys: "3 3 j j"),
    Shot(name: "sweep-parallel-80x24", size: Size(80, 24), keys: "3"),
    Shot(name: "sweep-slices", size: Size(200, 60), keys: "4 4 ] ] ]"),
    Shot(name: "sweep-slices-words", keys: "4 4 > y"),
    Shot(name: "sweep-importance", keys: "4 4 v"),
    Shot(name: "sweep-best", keys: "2 2"),
    Shot(name: "sweep-curves", keys: "2 2 v ]"),
    Shot(name: "sweep-combinations", keys: "2 2 V"),
    Shot(name: "sweep-balance", keys: "5 5 ] ]"),
    Shot(name: "sweep-decisions", keys: "6 6"),
    Shot(name: "sweep-one-trial", keys: "] ] ] ] 1 v"),
    Shot(name: "sweep-marked", keys: "space j j space s S"),
    Shot(name: "sweep-filter", keys: "/ m a s k enter"),
    Shot(name: "sweep-kill", keys: "G k k k k x"),
    Shot(name: "sweep-leave", keys: "q"),
    Shot(name: "sweep-help", size: Size(200, 60), keys: "?"),
    Shot(name: "sweep-mono", theme: "mono", depth: .mono),
    Shot(name: "sweep-ascii", size: Size(80, 24), theme: "mono", depth: .mono, glyphs: .ascii),
    Shot(name: "sweep-tty16", theme: "tty16", depth: .sixteen, glyphs: .block),
  ]

  @Test(arguments: shots) func screensAreAsRecorded(_ shot: Shot) throws {
    let state = try SweepScreens.state(shot.size, keys: shot.keys)
    let theme = try Screens.theme(shot.theme, depth: shot.depth, glyphs: shot.glyphs)
    let difference = try Screens.difference(state.picture(theme), golden: "sweep/" + shot.name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func aSweepBeforeItsFirstEvaluationIsShown() throws {
    let snapshot = try ScriptedSweep.snapshot(over: -2, driver: .none)
    for size in [Size(80, 24), Size(200, 60)] {
      let text = try SweepScreens.state(size, isOurs: false, snapshot: snapshot).picture(Screens.theme()).text
      #expect(text.contains("nobody runs it") && text.contains("0 of 15 trials"))
    }
  }

  @Test func asciiScreensHoldNothingElse() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for keys in [
      "", "1 v", "2 2", "2 2 v", "2 2 V", "3 3", "4 4", "4 4 v", "5 5", "6 6", "6 6 v", "6 6 V", "?", "q", "a", "b",
    ] {
      let text = try SweepScreens.state(Size(120, 40), keys: keys).picture(theme).text
      let strange = text.unicodeScalars.first { !$0.isASCII }
      #expect(strange == nil, "\(keys): \(strange.map(String.init) ?? "")")
    }
  }

  @Test func noSizeAndNoKeyIsTooMuch() throws {
    let theme = try Screens.theme()
    for width in stride(from: 0, through: 240, by: 17) {
      for height in stride(from: 0, through: 70, by: 7) {
        for keys in ["", "4 v", "2 v 6 v", "3 3", "1 v", "?"] {
          let size = Size(width, height)
          #expect(try SweepScreens.state(size, keys: keys).picture(theme).size == size)
        }
      }
    }
  }

  @Test func hostileTextNeverReachesTheTerminal() throws {
    var snapshot = try ScriptedSweep.snapshot()
    var contents = snapshot.contents
    contents.sweep.name = "a\u{1B}[2Jb"
    contents.trials[0].reason = "\u{1B}]0;gone\u{07} \u{202E}"
    contents.decisions[0].reason = "\u{9B}31m\r\n"
    snapshot = SweepSnapshot(contents, printed: ["\u{1B}c"])
    for keys in ["", "6 6", "6 6 V", "1 v"] {
      let text = try SweepScreens.state(keys: keys, snapshot: snapshot).picture(Screens.theme()).text
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !($0.value < 0x20 || (0x7F..<0xA0).contains($0.value)) })
    }
  }
}
