import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// A screen of a run on several tasks that is compared with its goldens.
struct TaskShot: CustomTestStringConvertible, Sendable {
  var name: String
  var run = ScriptedTasks()
  var keys = ""
  var step = 200
  var testDescription: String { name }
}

@Suite struct TaskScreenTests {
  static let shots: [TaskShot] = [
    TaskShot(name: "tasks", keys: "2 enter j"),
    TaskShot(name: "tasks-by-change", keys: "2 enter s s s j"),
    TaskShot(name: "tasks-before", keys: "2 enter", step: 0),
    TaskShot(name: "levels", keys: "3 enter"),
    TaskShot(name: "levels-arranged", keys: "3 enter j l x j j p"),
    TaskShot(name: "relevance", keys: "3 v enter j"),
    TaskShot(name: "relevance-pair", keys: "3 v enter n j l l"),
    TaskShot(name: "score", keys: "1 v j"),
    TaskShot(name: "score-all", keys: "1 v a"),
    TaskShot(name: "task-experts", run: .mixture(), keys: "4 enter j l"),
    TaskShot(name: "task-experts-by-expert", run: .mixture(), keys: "4 enter n d"),
    TaskShot(name: "twin-tasks", run: .twinned(), keys: "1 v v"),
    TaskShot(name: "regroup-question", keys: "3 enter l a"),
    TaskShot(name: "tasks-live", keys: ""),
    TaskShot(name: "tasks-experts-live", run: .mixture(), keys: ""),
    TaskShot(name: "tasks-run-panel", keys: "4 enter"),
  ]

  @Test(arguments: shots) func screensAreAsRecorded(_ shot: TaskShot) throws {
    let theme = try Screens.theme()
    for size in [Size(80, 24), Size(120, 35), Size(200, 60)] {
      let state = try Screens.state(tasks: shot.run, size, through: shot.step, keys: shot.keys)
      let difference = try Screens.difference(
        state.picture(theme), golden: "tasks/\(shot.name)-\(size.width)x\(size.height)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  /// Colours and signs beyond ASCII only repeat what is said without them.
  @Test(arguments: [("mono", Glyphs.braille), ("mono-ascii", .ascii)])
  func screensWithoutColour(_ name: String, _ glyphs: Glyphs) throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: glyphs)
    for shot in Self.shots {
      let state = try Screens.state(tasks: shot.run, Size(80, 24), through: shot.step, keys: shot.keys)
      let picture = state.picture(theme)
      if glyphs == .ascii {
        let strange = picture.text.unicodeScalars.first { !$0.isASCII }
        #expect(strange == nil, "\(shot.name): \(strange.map(String.init) ?? "")")
      }
      guard ["tasks", "levels", "relevance", "task-experts"].contains(shot.name) else { continue }
      let difference = try Screens.difference(picture, golden: "tasks/\(shot.name)-\(name)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  /// What a recorded run shows is what was seen live; only what is offered differs.
  @Test(arguments: shots.filter { !$0.name.contains("arranged") && !$0.name.contains("question") })
  func replaysShowTheSame(_ shot: TaskShot) throws {
    let theme = try Screens.theme()
    let live = try Screens.state(tasks: shot.run, through: shot.step, keys: shot.keys)
    let replayed = try Screens.state(
      tasks: shot.run, through: shot.step, keys: shot.keys, playback: Playback(step: shot.step, lastStep: 240))
    #expect(live.picture(theme).rows.dropFirst().dropLast() == replayed.picture(theme).rows.dropFirst().dropLast())
  }
}
