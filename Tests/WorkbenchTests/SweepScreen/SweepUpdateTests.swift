import Experiment
import Sweeps
import TerminalUI
import Testing
import Workbench

@Suite struct SweepUpdateTests {
  @Test func theChosenTrialMovesInTheListAndFromAnyPanel() throws {
    var state = try SweepScreens.state()
    #expect(state.selected == 1)
    try SweepScreens.press("j j k", &state)
    #expect(state.selected == 2)
    try SweepScreens.press("3 ] ]", &state)
    #expect(state.selected == 4)
    try SweepScreens.press("[ 1 G", &state)
    #expect(state.selected == 15)
    try SweepScreens.press("j g k", &state)
    #expect(state.selected == 1)
    // Sorted, the next trial is the next of the list.
    try SweepScreens.press("s S g", &state)
    let worst = state.snapshot.report.rows.compactMap { row in row.last.map { ($0, row.trial.number) } }.max { $0 < $1 }
    #expect(state.selected == worst?.1)
  }

  @Test func decisionsAreAboutTheMarkedOrTheChosenTrials() throws {
    var state = try SweepScreens.state()
    try SweepScreens.press("] ] ] ] ] ] ] ] ] p", &state)  // 10 runs
    #expect(state.takeOrders() == [.decide(.pause, trial: 10)])
    #expect(state.takeOrders() == [])
    try SweepScreens.press("space ] space e", &state)
    #expect(state.takeOrders() == [.decide(.keep, trial: 10), .decide(.keep, trial: 11)])
    #expect(state.marks.isEmpty)
    // 12 is paused: the same key lets it go on.
    try SweepScreens.press("] p", &state)
    #expect(state.takeOrders() == [.decide(.resume, trial: 12)])
    // What is over cannot be paused, and is not.
    try SweepScreens.press("g p", &state)
    #expect(state.takeOrders() == [])
    // But what was ended by hand can go on.
    try SweepScreens.press("g j j j j j j p", &state)
    #expect(state.takeOrders() == [.decide(.resume, trial: 7)])
  }

  @Test func endingATrialAsksWhyAndEscapeEndsNothing() throws {
    var state = try SweepScreens.state(keys: "G")
    try SweepScreens.press("x esc", &state)
    #expect(state.takeOrders() == [])
    try SweepScreens.press("x n o enter", &state)
    #expect(state.takeOrders() == [.decide(.kill, trial: 15, reason: "no")])
    try SweepScreens.press("g x", &state)
    #expect(state.takeOrders() == [], "trial 1 is over")
  }

  @Test func decisionsAreTakenBackWhereThatMakesSense() throws {
    var state = try SweepScreens.state(keys: "G p x enter b 2 h enter")
    #expect(
      state.takeOrders() == [
        .decide(.pause, trial: 15), .decide(.kill, trial: 15), .decide(.budget, value: "7200.0"),
      ])
    try SweepScreens.press("z z z z", &state)
    #expect(
      state.takeOrders() == [
        .decide(.budget, value: "3600.0"), .decide(.resume, trial: 15), .decide(.resume, trial: 15),
      ])
    try SweepScreens.press("e", &state)
    _ = state.takeOrders()
    try SweepScreens.press("z", &state)
    #expect(state.takeOrders() == [], "a trial that was kept is not un-kept")
  }

  @Test func whatIsTypedIsCheckedBeforeItIsRecorded() throws {
    var state = try SweepScreens.state()
    try SweepScreens.press("b s o o n enter", &state)
    #expect(state.takeOrders() == [])
    try SweepScreens.press("ctrl-u n o n e enter", &state)
    #expect(state.takeOrders() == [.decide(.budget, value: "none")])
    try SweepScreens.press("a 5 enter", &state)
    #expect(state.takeOrders() == [], "a grid has no more combinations")
    try SweepScreens.press("esc a m o e . r o u t e r = t o p - p enter", &state)
    #expect(
      state.takeOrders() == [
        .decide(.add, value: "optimizer.learning_rate = 0.001\nmoe.router = \"top-p\"")
      ])
    var drawn = try SweepScreens.state(snapshot: try ScriptedSweep.snapshot(trials: 8))
    try SweepScreens.press("a 5 enter", &drawn)
    #expect(drawn.takeOrders() == [.decide(.add, value: "5")])
  }

  @Test func aSweepThatWasStartedHereAsksBeforeItIsLeft() throws {
    var state = try SweepScreens.state()
    #expect(try SweepScreens.press("q", &state) == [])
    #expect(try SweepScreens.press("esc q c", &state) == [])
    #expect(try SweepScreens.press("q b", &state) == [.leave(.back)])
    #expect(state.takeOrders() == [])
    #expect(try SweepScreens.press("q s", &state) == [])
    #expect(state.takeOrders() == [.stop] && state.isStopping)
    // Left when the process has ended.
    #expect(state.arrived(try ScriptedSweep.snapshot(), at: 0) == [])
    #expect(state.arrived(try ScriptedSweep.snapshot(driver: .none), at: 0) == [.leave(.back)])
  }

  @Test func somebodyElsesSweepAndOneThatNobodyRunsAreLeftAtOnce() throws {
    var others = try SweepScreens.state(isOurs: false)
    #expect(try SweepScreens.press("q", &others) == [.leave(.back)])
    var idle = try SweepScreens.state(snapshot: try ScriptedSweep.snapshot(driver: .none))
    #expect(try SweepScreens.press("q", &idle) == [.leave(.back)])
    #expect(idle.take(.signal(.terminate), at: 0) == [.leave(.terminated)])
    #expect(idle.take(.lost, at: 0) == [.leave(.terminalLost)])
  }

  @Test func aSweepThatNobodyRunsIsTakenUpAndOneThatRunsIsNot() throws {
    var idle = try SweepScreens.state(isOurs: false, snapshot: try ScriptedSweep.snapshot(driver: .none))
    try SweepScreens.press("R", &idle)
    #expect(idle.takeOrders() == [.run] && idle.isOurs)
    try SweepScreens.press("X", &idle)
    #expect(idle.takeOrders() == [])
    var running = try SweepScreens.state()
    try SweepScreens.press("R", &running)
    #expect(running.takeOrders() == [])
    try SweepScreens.press("X c X s", &running)
    #expect(running.takeOrders() == [.stop])
  }

  @Test func theSessionOfATrialIsOpened() throws {
    var state = try SweepScreens.state()
    #expect(
      try SweepScreens.press("o", &state) == [
        .leave(.go(.replay(session: "sweeps/small/trial-0001.sqlite")))
      ])
    #expect(
      try SweepScreens.press("] ] ] ] ] ] ] ] ] o", &state) == [
        .leave(.go(.watch(session: "sweeps/small/trial-0010.sqlite")))
      ])
    #expect(try SweepScreens.press("G o", &state) == [], "not started yet")
  }

  @Test func aNewLookKeepsWhatWasChosen() throws {
    var state = try SweepScreens.state(keys: "] ] space / m a s k enter")
    #expect(state.marks == [3])
    _ = state.arrived(try ScriptedSweep.snapshot(over: 12), at: 0)
    #expect(state.marks == [3] && state.order.filter == "mask" && state.selected == 2)
    // A trial that is not in the file is marked no more.
    _ = state.arrived(try ScriptedSweep.snapshot(axes: ["moe.k=1,2"], over: 1), at: 0)
    #expect(state.marks.isEmpty)
    #expect(state.snapshot.contents.trials.count == 2)
  }

  @Test func escapeClearsAndNeverLeaves() throws {
    var state = try SweepScreens.state(keys: "space / m a s k enter enter")
    for _ in 0..<5 { #expect(try SweepScreens.press("esc", &state) == []) }
    #expect(state.marks.isEmpty && state.order.filter.isEmpty)
  }
}
