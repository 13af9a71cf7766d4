import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Comparisons as they are seen.
enum CompareScreens {
  static let moved = [5, 2, 7, 0, 1, 6, 3, 4]

  /// Two recipes with two seeds each; the experts of the second one's are numbered otherwise. Then a run that went wrong
  /// and one under way.
  static let runs: [(path: String, events: [Stamped])] = {
    var runs: [(path: String, events: [Stamped])] = []
    for seed: UInt64 in [1, 2] {
      runs.append(("plain-\(seed).sqlite", CompareFixture.run("plain", seed: seed, steps: 200).events))
    }
    for seed: UInt64 in [1, 2] {
      let run = CompareFixture.run("tight-capacity", seed: seed, steps: 200) { $0.capacityFactor = 1 }
      runs.append(("tight-\(seed).sqlite", CompareFixture.renumbered(run.events, moved)))
    }
    let broken = CompareFixture.run("diverged", seed: 3, steps: 120) { $0.divergedStep = 90 }
    runs.append(("diverged.sqlite", broken.events))
    let live = CompareFixture.run("under-way", seed: 4, steps: 200) { $0.rectifies = true }
    runs.append(("live.sqlite", Screens.events(through: 130, of: live)))
    return runs
  }()

  static func state(
    _ size: Size = Size(120, 40), keys: String = "", runs: [(path: String, events: [Stamped])] = runs,
    library: [String] = []
  ) throws -> CompareState {
    var state = CompareState(sessions: runs.map(\.path), library: library)
    _ = state.take(.resized(size), at: Screens.noon)
    _ = state.take(.themes(["default", "light", "mono"], current: "default"), at: Screens.noon)
    for run in runs { state.arrived(run.events, from: run.path, isRead: true) }
    _ = try press(keys, &state)
    return state
  }

  @discardableResult
  static func press(_ keys: String, _ state: inout CompareState) throws -> [Effect] {
    try TerminalUI.Key.sequence(keys).flatMap { state.take(.key($0), at: Screens.noon) }
  }
}

@Suite struct CompareScreenTests {
  struct Shot: CustomTestStringConvertible, Sendable {
    var name: String
    var size = Size(120, 40)
    var keys = ""
    var theme = "default"
    var depth = ColorDepth.indexed
    var glyphs = Glyphs.braille
    /// Which of the runs are there; all without any.
    var places: [Int] = []
    var testDescription: String { name }
  }

  static let shots: [Shot] = [
    Shot(name: "compare-80x24", size: Size(80, 24)), Shot(name: "compare-120x40"),
    Shot(name: "compare-200x60", size: Size(200, 60), keys: "j"), Shot(name: "compare-too-small", size: Size(30, 8)),
    Shot(name: "compare-difference", keys: "d j j"), Shot(name: "compare-cursor", keys: "g 9 0 enter"),
    Shot(name: "compare-held-out", keys: "1 v y"), Shot(name: "compare-tokens-by-layer", keys: "x 2 2 > >"),
    Shot(name: "compare-experts", keys: "5 5 j j l"), Shot(name: "compare-experts-own-numbers", keys: "5 5 j j l o"),
    Shot(name: "compare-experts-80x24", size: Size(80, 24), keys: "j 5"),
    Shot(name: "compare-ledger", keys: "j 5 5 v"), Shot(name: "compare-match", keys: "j 5 5 v v >"),
    Shot(name: "compare-match-wide", size: Size(200, 60), keys: "j 5 5 v v"),
    Shot(name: "compare-figures", size: Size(160, 30), keys: "6 6 s s S"),
    Shot(name: "compare-figures-80x24", size: Size(80, 24), keys: "6 6 l l"),
    Shot(name: "compare-recipes", keys: "7 7"), Shot(name: "compare-hidden", keys: "space j j j b"),
    Shot(name: "compare-help", keys: "?"), Shot(name: "compare-alone", places: [0]),
    Shot(name: "compare-mono", keys: "j", theme: "mono", depth: .mono),
    Shot(name: "compare-tty16", keys: "j", theme: "tty16", depth: .sixteen, glyphs: .block),
    Shot(name: "compare-light", keys: "j", theme: "light"),
    Shot(name: "compare-ascii", size: Size(80, 24), theme: "mono", depth: .mono, glyphs: .ascii),
  ]

  @Test(arguments: shots) func screensAreAsRecorded(_ shot: Shot) throws {
    let runs = shot.places.isEmpty ? CompareScreens.runs : shot.places.map { CompareScreens.runs[$0] }
    let state = try CompareScreens.state(shot.size, keys: shot.keys, runs: runs)
    let theme = try Screens.theme(shot.theme, depth: shot.depth, glyphs: shot.glyphs)
    let difference = try Screens.difference(state.picture(theme), golden: shot.name)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func asciiScreensHoldNothingElse() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    for keys in ["", "j d", "5 5", "5 5 v", "5 5 v v", "6 6", "7 7", "?", "a", "g"] {
      let text = try CompareScreens.state(keys: keys, library: ["x/ü.sqlite"]).picture(theme).text
      let strange = text.unicodeScalars.first { !$0.isASCII }
      #expect(strange == nil, "\(keys): \(strange.map(String.init) ?? "")")
    }
  }

  @Test func everyKeyThatWorksStandsInTheHelp() throws {
    for panel in 1...7 {
      var state = try CompareScreens.state(Size(120, 120), keys: "\(panel)")
      let live = state.bindings.live(in: state.contexts)
      try CompareScreens.press("?", &state)
      let lines = state.picture(try Screens.theme()).text.split(separator: "\n")
      for binding in live {
        for key in binding.keys {
          #expect(lines.contains { $0.contains(binding.help) && $0.contains(key.label(.braille)) }, "\(key.name)")
        }
      }
    }
  }

  /// At 80 × 24 the curves, the figures and the alarm are there.
  @Test func nothingImportantIsLostOnASmallScreen() throws {
    var state = try CompareScreens.state(Size(80, 24))
    let theme = try Screens.theme()
    var text = state.picture(theme).text
    for part in ["compare", "1 Loss", "6 Final figures", "held-out", "baseline"] {
      #expect(text.contains(part), "\(part)")
    }
    state.failed("live.sqlite", "is damaged: its table step is missing")
    text = state.picture(theme).text
    #expect(text.contains("left out: live"))
    try CompareScreens.press("7 7", &state)
    #expect(state.picture(theme).text.contains("live: is damaged: its table step is missing"))
  }

  @Test func hostileTextNeverReachesTheScreen() throws {
    let hostile = "a\u{1b}[31m\u{7}\u{9b}b\nc"
    let run = CompareFixture.run(hostile, steps: 30)
    var state = try CompareScreens.state(runs: [("x\u{1b}.sqlite", run.events), ("b.sqlite", run.events)])
    state.failed("y\u{1b}]0;.sqlite", hostile)
    _ = state.take(.printed([hostile]), at: Screens.noon)
    for keys in ["", "1 1", "5 5", "6 6", "7 7", "a"] {
      try CompareScreens.press(keys, &state)
      let text = state.picture(try Screens.theme()).text
      #expect(
        !text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (0x7f...0x9f).contains($0.value) }, "\(keys)")
    }
  }

  @Test func anySizeAndAnyKeysAreBorne() throws {
    let theme = try Screens.theme()
    var random = TestRandom(9)
    let keys = try TerminalUI.Key.sequence(
      "h l j k up down left right pgup pgdn home end g G 0 1 2 3 4 5 6 7 8 9 enter esc space b d x y s S v V + - < > o u"
        + " [ ] { } a X ? t tab shift-tab ctrl-u backspace")
    var state = try CompareScreens.state(library: ["other.sqlite", "plain-1.sqlite"])
    for round in 0..<400 {
      _ = state.take(.key(keys[random.next(keys.count)]), at: Screens.noon)
      if random.next(4) == 0 { _ = state.take(.resized(Size(random.next(220), random.next(70))), at: Screens.noon) }
      if round % 3 == 0 { #expect(state.picture(theme).size == state.size) }
    }
    // Also without any run, and with runs that have no step.
    for runs: [(path: String, events: [Stamped])] in [[], [("e.sqlite", [])], [("e.sqlite", []), ("f.sqlite", [])]] {
      state = try CompareScreens.state(runs: runs)
      for key in keys {
        _ = state.take(.key(key), at: Screens.noon)
        #expect(state.picture(theme).size == state.size)
      }
    }
  }
}
