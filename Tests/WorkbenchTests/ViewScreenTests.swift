import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// A view of a panel that is compared with its golden at 80×24 and 200×60, zoomed, and among the others.
struct ViewShot: CustomTestStringConvertible, Sendable {
  /// Begins the golden's name.
  var name: String
  var run: ScriptedRun
  /// Keys that show it; the first is the panel's number.
  var keys: String
  var step = 240
  var testDescription: String { name }
}

@Suite struct ViewScreenTests {
  static let shots: [ViewShot] = [
    ViewShot(name: "conditions", run: .measured(), keys: "v"),
    ViewShot(name: "forecast", run: .lawful(), keys: "F"),
    ViewShot(name: "forecast-earlier", run: .lawful(), keys: "F b", step: 320),
    ViewShot(name: "forecast-missing", run: .measured(), keys: "F"),
    ViewShot(name: "learning", run: .lawful(), keys: "1 v v v"),
    ViewShot(name: "clusters", run: .clustered(), keys: "1 v v v v"),
    ViewShot(name: "clusters-rare", run: .clustered(), keys: "1 v v v v s j j j"),
    ViewShot(name: "clusters-missing", run: .measured(), keys: "1 v v v v"),
    ViewShot(name: "by-cluster", run: .clustered(), keys: "1 V"),
    ViewShot(name: "by-cluster-change", run: .clustered(), keys: "1 V s s s pgdn"),
    ViewShot(name: "by-cluster-early", run: .clustered(), keys: "1 V", step: 20),
    ViewShot(name: "twin", run: .twinned(), keys: "1 v v v v v"),
    ViewShot(name: "twin-waiting", run: .twinned(), keys: "1 v v v v v y s >", step: 260),
    ViewShot(name: "twin-ended", run: .twinned(), keys: "1 v v v v v", step: 300),
    ViewShot(name: "alerts", run: .twinned(), keys: "6 v"),
    ViewShot(name: "frequency-mask", run: .masked(), keys: "2 v"),
    ViewShot(name: "frequency-choices", run: .measured(), keys: "2 v l l"),
    ViewShot(name: "domains", run: .measured(), keys: "2 v v"),
    ViewShot(name: "gradients", run: .measured(), keys: "2 v v v j j"),
    ViewShot(name: "regret", run: .measured(), keys: "2 V"),
    ViewShot(name: "flows", run: .rectified(), keys: "3 v", step: 60),
    ViewShot(name: "positions", run: .measured(), keys: "3 v v"),
    ViewShot(name: "what-if", run: .measured(), keys: "w l l l l l", step: 60),
    ViewShot(name: "measures", run: .rectified(), keys: "4 v v l l"),
    ViewShot(name: "flips", run: .measured(), keys: "4 v v v"),
    ViewShot(name: "together", run: .measured(), keys: "4 v v v v j j l l l l"),
    ViewShot(name: "pairs", run: .cartesian(), keys: "4 V j j l"),
  ]

  @Test(arguments: shots) func viewsAreAsRecorded(_ shot: ViewShot) throws {
    let theme = try Screens.theme()
    for (name, size, isZoomed) in [
      ("80x24", Size(80, 24), true), ("200x60", Size(200, 60), true), ("120x40", Size(120, 40), false),
      ("portrait", Size(80, 24), false),
    ] {
      var state = try Screens.state(size, through: shot.step, keys: shot.keys, run: shot.run)
      if isZoomed { try Screens.press("enter", &state) }
      let difference = try Screens.difference(state.picture(theme), golden: "\(shot.name)-\(name)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  /// Colours, glyphs and their want: what is seen must not hang on them.
  @Test(arguments: [
    ("mono", ColorDepth.mono, Glyphs.braille), ("tty16", .sixteen, .block), ("light", .indexed, .braille),
    ("contrast", .indexed, .braille), ("mono-ascii", .mono, .ascii),
  ]) func themesShowTheViews(_ name: String, _ depth: ColorDepth, _ glyphs: Glyphs) throws {
    let theme = try Screens.theme(name == "mono-ascii" ? "mono" : name, depth: depth, glyphs: glyphs)
    for shot in Self.shots
    where ["flows", "frequency-mask", "together", "what-if", "twin", "alerts"].contains(shot.name) {
      let state = try Screens.state(Size(80, 24), through: shot.step, keys: shot.keys + " enter n", run: shot.run)
      let difference = try Screens.difference(state.picture(theme), golden: "\(shot.name)-\(name)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  /// What a recorded run shows is what was seen live; only who is asked differs.
  @Test(arguments: shots) func replaysShowTheSame(_ shot: ViewShot) throws {
    let theme = try Screens.theme()
    let live = try Screens.state(Size(120, 40), through: shot.step, keys: shot.keys, run: shot.run)
    let replayed = try Screens.state(
      Size(120, 40), through: shot.step, keys: shot.keys, playback: Playback(step: shot.step, lastStep: 300),
      run: shot.run)
    #expect(live.picture(theme).rows.dropFirst().dropLast() == replayed.picture(theme).rows.dropFirst().dropLast())
  }
}
