import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct UpdateTests {
  @Test func aLiveRunAsksBeforeItIsLeft() throws {
    var state = try Screens.state()
    #expect(try Screens.press("q", &state) == [])
    #expect(try Screens.press("esc", &state) == [])
    #expect(try Screens.press("q c", &state) == [])
    #expect(try Screens.press("q K", &state) == [.quit(.kill)])
    #expect(try Screens.press("q enter", &state) == [.send(.stop(.stopped))])
    #expect(state.isStopping)
    // The question may be asked again, but the trainer is told once.
    #expect(try Screens.press("q s", &state) == [])
    let end = Stamped(sequence: 9999, time: Screens.noon, event: .finished(Finish(reason: .stopped, step: 240)))
    #expect(state.update(.arrived([end], restarted: false), at: Screens.noon) == [.quit(.stop)])
  }

  @Test func aFinishedRunAndAReplayAreLeftAtOnce() throws {
    var finished = try Screens.state(through: 300)
    #expect(try Screens.press("q", &finished) == [.quit(.finished)])
    var replay = try Screens.state(playback: Playback(step: 240, lastStep: 300))
    #expect(try Screens.press("q", &replay) == [.quit(.finished)])
  }

  @Test func ctrlCTwiceWithinTwoSecondsForces() throws {
    var state = try Screens.state()
    #expect(try Screens.press("ctrl-c", &state, at: 100) == [])
    #expect(try Screens.press("ctrl-c", &state, at: 103) == [])
    #expect(try Screens.press("ctrl-c", &state, at: 104) == [.quit(.kill)])
  }

  @Test func signalsStopTheRunFirst() throws {
    var state = try Screens.state()
    #expect(state.update(.signal(.terminate), at: 0) == [.send(.stop(.terminated)), .quit(.terminated)])
    #expect(state.update(.lost, at: 0) == [.send(.stop(.terminated)), .quit(.terminalLost)])
    var finished = try Screens.state(through: 300)
    #expect(finished.update(.signal(.hangup), at: 0) == [.quit(.terminated)])
  }

  @Test func theTrainerIsSteered() throws {
    var state = try Screens.state()
    #expect(try Screens.press("space", &state) == [.send(.pause)])
    let pause = Stamped(sequence: 9999, time: 0, event: .control(Control(action: .pause, step: 240)))
    _ = state.update(.arrived([pause], restarted: false), at: 0)
    #expect(try Screens.press("space", &state) == [.send(.resume)])
    #expect(try Screens.press(".", &state) == [.send(.singleStep)])
    #expect(try Screens.press("N h i enter", &state) == [.send(.note("hi"))])
    #expect(try Screens.press("z", &state) == [.send(.undo())])
  }

  @Test func undoNeedsSomethingToUndo() throws {
    var state = try Screens.state(through: 50)
    #expect(try Screens.press("z", &state) == [])
  }

  @Test func aNewValueIsCheckedBeforeItIsSent() throws {
    var state = try Screens.state()
    // k, temperature, masks, freezing and the bias rate stand before the capacity factor, 1.25.
    #expect(try Screens.press("r down down down down down enter ctrl-u - 3 enter", &state) == [])
    #expect(state.picture(.builtIn()).text.contains("moe.capacity_factor"))
    #expect(try Screens.press("ctrl-u x enter", &state) == [])
    #expect(try Screens.press("ctrl-u 2 enter", &state) == [.send(.set(key: "moe.capacity_factor", value: "2.0"))])
    #expect(try Screens.press("r esc", &state) == [])
  }

  @Test func aReplayIsPlayed() throws {
    var state = try Screens.state(playback: Playback(step: 240, lastStep: 300, marks: [50, 200, 250]))
    let expected: [(String, PlaybackCommand)] = [
      ("space", .togglePlay), ("[", .step(-1)), ("]", .step(1)), ("(", .jump(seconds: -10)), (")", .jump(seconds: 10)),
      ("+", .faster), ("-", .slower), ("L", .toggleLoop), ("{", .seek(200)), ("}", .seek(250)),
      ("g 1 2 enter", .seek(12)), ("home", .seek(1)), ("end", .seek(300)),
    ]
    for (keys, command) in expected {
      #expect(try Screens.press(keys, &state) == [.playback(command)], "\(keys)")
    }
    // What steers a trainer does nothing here.
    #expect(try Screens.press(". r z N", &state) == [])
    #expect(try Screens.press("g 9 9 9 enter esc", &state) == [])
  }

  @Test func theCursorIsSharedAndEscapeFollowsAgain() throws {
    var state = try Screens.state()
    try Screens.press("g 6 0 enter", &state)
    #expect(state.shared.selection.step == 60)
    #expect(state.shared.step == 60)
    try Screens.press("]", &state)
    #expect(state.shared.step == 61)
    try Screens.press("[ [", &state)
    #expect(state.shared.step == 59)
    try Screens.press("}", &state)
    #expect(state.shared.step == 60)
    try Screens.press("esc", &state)
    #expect(state.shared.selection.step == nil)
    #expect(state.shared.step == 240)
    // The step before last and the last: at the end the cursor follows the run again.
    try Screens.press("[", &state)
    #expect(state.shared.selection.step == 239)
    try Screens.press("]", &state)
    #expect(state.shared.selection.step == nil)
  }

  @Test func allPanelsShowTheStepUnderTheCursor() throws {
    let theme = try Screens.theme()
    let past = try Screens.state(Size(200, 60), through: 240, keys: "g 6 0 enter").picture(theme).text
    let then = try Screens.state(Size(200, 60), through: 60).picture(theme).text
    let run = ScriptedRun()
    let event = Screens.events(through: 60, of: run).compactMap {
      if case .step(let step) = $0.event { step } else { nil }
    }.last
    let ledgers = try #require(event?.ledgers)
    let dropped = ledgers.reduce(0) { $0 + $1.dropped.reduce(0) { $0 + Int($1) } }
    let kept = ledgers.reduce(0) { $0 + $1.kept.reduce(0) { $0 + Int($1) } }
    for picture in [past, then] {
      #expect(picture.contains("kept \(grouped(kept)) + dropped  \(grouped(dropped))"))
      #expect(picture.contains("train \(decimal(event?.loss ?? 0, 3))"))
      #expect(picture.contains("1 DEAD"))
    }
    #expect(past.contains("shows step 60"))
  }

  @Test func numbersChooseAndZoomPanels() throws {
    var state = try Screens.state()
    try Screens.press("3", &state)
    #expect(state.focus == 2 && !state.isZoomed)
    try Screens.press("3", &state)
    #expect(state.isZoomed)
    try Screens.press("4", &state)
    #expect(state.focus == 3 && state.isZoomed)
    try Screens.press("esc", &state)
    #expect(!state.isZoomed)
    try Screens.press("tab tab tab", &state)
    #expect(state.focus == 0)
    try Screens.press("shift-tab enter 0", &state)
    #expect(state.focus == 0 && !state.isZoomed)
  }

  @Test func aFrozenDisplayStandsStillAndCatchesUp() throws {
    let theme = try Screens.theme()
    var state = try Screens.state(through: 100, keys: "f")
    let before = state.picture(theme)
    let rest = Array(Screens.events(through: 200).dropFirst(Screens.events(through: 100).count))
    _ = state.update(.arrived(rest, restarted: false), at: Screens.noon)
    #expect(state.picture(theme) == before)
    try Screens.press("f", &state)
    #expect(state.picture(theme) == (try Screens.state(through: 200)).picture(theme))
  }

  @Test func themesAreTriedAndTakenBack() throws {
    var state = try Screens.state()
    #expect(try Screens.press("t down", &state) == [.useTheme("light")])
    #expect(try Screens.press("down", &state) == [.useTheme("mono")])
    #expect(try Screens.press("esc", &state) == [.useTheme("default")])
    #expect(try Screens.press("t t enter", &state) == [.useTheme("light")])
    #expect(state.theme == "light")
  }

  @Test func theMouseChoosesPanelsAndScrolls() throws {
    var state = try Screens.state()
    #expect(try Screens.press("M", &state) == [.mouse(true)])
    let click = TerminalUI.Key.mouse(MouseEvent(.press, button: 1, at: Point(100, 20)))
    #expect(state.update(.key(click), at: 0) == [])
    #expect(state.focus == 3)
    // The wheel over the experts moves there, not in the panel with the focus.
    _ = state.update(.key(.mouse(MouseEvent(.wheelDown, at: Point(100, 5)))), at: 0)
    #expect(state.shared.selection.expert == 0 && state.focus == 3)
    #expect(try Screens.press("M", &state) == [.mouse(false)])
  }

  @Test func layersExpertsAndDevicesAreChosenTogether() throws {
    var state = try Screens.state(keys: "> >")
    #expect(state.shared.selection.layer == 2)
    try Screens.press("2 j j", &state)
    #expect(state.shared.selection.expert == 1)
    try Screens.press("d", &state)
    #expect(state.shared.selection.device == 0)
    try Screens.press("d d", &state)
    #expect(state.shared.selection.device == nil)
    try Screens.press("> >", &state)
    #expect(state.shared.selection.layer == 0)
    try Screens.press("<", &state)
    #expect(state.shared.selection.layer == 3)
  }
}
