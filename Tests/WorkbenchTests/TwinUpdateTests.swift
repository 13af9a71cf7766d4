import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Router surgery from the keyboard.
@Suite struct TwinUpdateTests {
  private func text(_ state: WorkbenchState) throws -> String { state.picture(try Screens.theme()).text }

  private func send(_ settings: [(String, String)], steps: Int) -> [Effect] {
    [.send(.startTwin(changes: settings.map { RecipeSetting($0.0, $0.1) }, steps: steps))]
  }

  @Test func aTwinIsAskedForInThreeAnswers() throws {
    // At step 240 of 300 the capacity factor is 1.25 and layer 0 is looked at.
    let cases: [(String, [Effect])] = [
      ("T down enter enter", send([("moe.freeze_router", "true")], steps: 60)),
      ("T down down enter enter ctrl-u 2 0 enter", send([("moe.k", "1")], steps: 20)),
      (
        "T down down down enter ctrl-u 0 . 5 enter ctrl-u 1 , 0 0 0 enter",
        send([("moe.capacity_factor", "0.5")], steps: 1000)
      ),
      ("T down down down down enter enter enter", send([("moe.temperature", "2.0")], steps: 60)),
      ("T end enter enter", send([], steps: 60)),
      ("T up up enter enter enter", send([("optimizer.learning_rate", "0.00025")], steps: 60)),
      ("T esc", []), ("T enter esc", []), ("T enter enter esc", []), ("T q", []),
    ]
    for (keys, expected) in cases {
      var state = try Screens.state()
      #expect(try Screens.press(keys, &state) == expected, "\(keys)")
      #expect(state.isZoomed == !expected.isEmpty)
    }
  }

  @Test func theExpertUnderTheCursorIsOfferedForMasking() throws {
    var state = try Screens.state(keys: "2 > j j j")
    #expect(state.shared.selection.expert == 2)
    #expect(try Screens.press("T enter enter enter", &state) == send([("moe.masked_experts", "[\"1:2\"]")], steps: 60))
    // Without one, the busiest.
    var other = try Screens.state()
    let figures = try #require(other.shared.figures)
    let busiest = try #require(figures.experts.max { $0.routed < $1.routed }).expert
    #expect(
      try Screens.press("T enter enter enter", &other)
        == send([("moe.masked_experts", "[\"0:\(busiest)\"]")], steps: 60))
  }

  @Test func whatIsWrongIsSaidWhereItIsTyped() throws {
    var state = try Screens.state()
    #expect(try Screens.press("T enter ctrl-u 9 enter", &state) == [])
    #expect(try text(state).contains("names expert 9; there are 0 to 7"))
    #expect(try Screens.press("ctrl-u 0 : 3 enter ctrl-u 0 enter", &state) == [])
    #expect(try text(state).contains("not a number of steps"))
    #expect(try Screens.press("backspace 7 enter", &state) == send([("moe.masked_experts", "[\"0:3\"]")], steps: 7))
  }

  @Test func besideATwinOneIsAskedWhichToKeep() throws {
    let cases: [(String, [Effect])] = [
      ("T r", [.send(.endTwin(.original))]), ("T t", [.send(.endTwin(.twin))]), ("T m", [.send(.extendTwin)]),
      ("T x", [.send(.endTwin(.cancelled))]), ("T enter", [.send(.endTwin(.original))]), ("T esc", []),
    ]
    for (keys, expected) in cases {
      // The first T shows it.
      var state = try Screens.state(keys: "T", run: .twinned())
      #expect(try text(state).contains("Loss: twin"))
      #expect(try Screens.press(keys, &state) == expected, "\(keys)")
    }
    var state = try Screens.state(through: 260, run: .twinned())
    #expect(try text(state).contains("TWIN 60/60"))
    try Screens.press("T", &state)
    #expect(try text(state).contains("T: keep which?"))
  }

  @Test func aReplayAndAFinishedRunOnlyShowIt() throws {
    var replay = try Screens.state(playback: Playback(step: 240, lastStep: 300), run: .twinned())
    #expect(try Screens.press("T", &replay) == [])
    #expect(try text(replay).contains("Loss: twin"))
    #expect(try Screens.press("T", &replay) == [])
    #expect(try !text(replay).contains("Loss: twin"))
    var finished = try Screens.state(through: 300, keys: "T", run: .measured())
    #expect(try text(finished).contains("this run never had a twin"))
    #expect(try Screens.press("T T", &finished) == [])
  }

  @Test func anEarlierChangeIsTakenBackByItsKey() throws {
    var state = try Screens.state()
    #expect(state.shared.run.state.changes.undoable.map(\.key) == ["optimizer.learning_rate"])
    let more = Control(action: .set, step: 240, key: "moe.k", before: "2", after: "1")
    _ = state.update(
      .arrived([Stamped(sequence: 9999, time: Screens.noon, event: .control(more))], restarted: false), at: Screens.noon
    )
    #expect(try Screens.press("Z down enter", &state) == [.send(.undo(key: "optimizer.learning_rate"))])
    #expect(try Screens.press("Z enter", &state) == [.send(.undo(key: "moe.k"))])
    var early = try Screens.state(through: 50)
    #expect(try Screens.press("Z", &early) == [])
  }

  @Test func theLatestAlertIsOneKeyAway() throws {
    var state = try Screens.state(keys: "A", run: .twinned())
    #expect(state.shared.selection.step == 230 && state.isZoomed)
    #expect(try text(state).contains("choices lost, by position"))
    // From there to the ones before; the steps before those were not kept.
    try Screens.press("up", &state)
    #expect(state.shared.selection.step == 170)
    #expect(try text(state).contains("were not kept in detail"))
    var quiet = try Screens.state(through: 4, keys: "A")
    #expect(quiet.shared.selection.step == nil && !quiet.isZoomed)
    try Screens.press("6 v", &quiet)
    #expect(try text(quiet).contains("no alert so far"))
  }

  private static let signals: [(String, [Effect])] = [
    ("none", []), ("bell", [.bell]), ("notification", [.notify("loud: gone wrong")]),
    ("both", [.bell, .notify("loud: gone wrong")]),
  ]

  @Test(arguments: signals) func anAlertMakesItselfHeardAsTheRecipeWants(_ word: String, _ expected: [Effect]) throws {
    var header = ScriptedRun().header()
    header.name = "loud"
    header.recipe = try Recipe(toml: header.recipe, file: "recipe").applying(set: "alerts.signal=\(word)").toml
    let alert = Event.alert(Alert(rule: "divergence", severity: .critical, step: 1, message: "gone\u{1b} wrong"))
    func effects(playback: Playback?, time: Double) throws -> [Effect] {
      var state = try WorkbenchState(size: Size(80, 24), playback: playback)
      let start = Stamped(sequence: 0, time: Screens.noon, event: .started(header))
      let told = Stamped(sequence: 1, time: time, event: alert)
      return state.update(.arrived([start, told], restarted: false), at: Screens.noon)
    }
    #expect(try effects(playback: nil, time: Screens.noon) == expected)
    #expect(try effects(playback: nil, time: Screens.noon - 60) == [], "that is history")
    #expect(try effects(playback: Playback(step: 0, lastStep: 1), time: Screens.noon) == [])
  }

  @Test func aMaskedExpertIsNotDead() throws {
    var state = try Screens.state(through: 100)
    let dead = try #require(state.shared.index)
    #expect(state.shared.run.deadExperts(at: dead).map { $0.expert } == [5])
    let mask = Control(action: .set, step: 100, key: "moe.masked_experts", before: "[]", after: "[\"2:5\"]")
    _ = state.update(
      .arrived([Stamped(sequence: 9999, time: Screens.noon, event: .control(mask))], restarted: false), at: Screens.noon
    )
    #expect(state.shared.run.deadExperts(at: dead).isEmpty)
  }
}
