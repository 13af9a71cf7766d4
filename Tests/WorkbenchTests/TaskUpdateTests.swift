import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct TaskUpdateTests {
  private func text(_ state: WorkbenchState) throws -> String { state.picture(try Screens.theme()).text }

  @Test func aRunHasThePanelsThatItHasAUseFor() throws {
    let size = Size(200, 60)
    let tasks = try text(try Screens.state(tasks: ScriptedTasks(), size))
    for title in ["1 Loss", "2 Tasks", "3 Hierarchy", "4 Run", "5 Log"] { #expect(tasks.contains(title), "\(title)") }
    for title in ["Token ledger", "Router", "Experts"] { #expect(!tasks.contains(title), "\(title)") }
    let mixture = try text(try Screens.state(tasks: .mixture(), size))
    for title in ["4 Experts: tasks", "5 Run", "6 Log"] { #expect(mixture.contains(title), "\(title)") }
    let words = try text(try Screens.state(size))
    for title in ["2 Experts", "3 Token ledger", "4 Router", "5 Run", "6 Log"] {
      #expect(words.contains(title), "\(title)")
    }
    #expect(!words.contains("Tasks"))
    // The help names the keys of these panels and of no others.
    let help = try text(try Screens.state(tasks: ScriptedTasks(), Size(120, 140), keys: "?"))
    #expect(help.contains("hierarchy panel") && !help.contains("router panel"))
  }

  @Test func theFocusStaysWithItsPanelWhenPanelsComeAndGo() throws {
    var run = ScriptedTasks.mixture()
    run.evaluationEvery = 20
    var state = try Screens.state(tasks: ScriptedTasks(), through: 10, keys: "4")
    #expect(try text(state).contains("4 Run"))
    // The gates come with a later evaluation: Run is then the fifth.
    let later = run.events(through: 20).drop { $0.sequence <= 12 }
    _ = state.update(.arrived(Array(later), restarted: false), at: 0)
    #expect(state.focus == 4)
    let memory = state.memory
    #expect(memory.words["focus"] == "run")
    // What was remembered of a run with tasks is found again when its header has come.
    var next = try WorkbenchState(size: Size(120, 40))
    next.memory = SceneMemory(words: ["focus": "hierarchy", "view.hierarchy": "relevance", "view.loss": "score"])
    #expect(next.focus == 0)
    _ = next.update(.arrived(run.events(through: 20), restarted: false), at: 0)
    #expect(next.focus == 2)
    let shown = try text(next)
    #expect(shown.contains("3 Hierarchy: relevance") && shown.contains("1 Loss: score"))
    #expect(next.memory.words["view.loss"] == "score")
  }

  @Test func theChosenTaskIsSharedByAllViews() throws {
    var state = try Screens.state(tasks: .mixture(), Size(200, 60), keys: "2 j j j")
    #expect(state.shared.selection.task == 3)
    try Screens.press("s", &state)
    try Screens.press("k", &state)
    // By group: sst2, trec, subj stand together.
    #expect(state.shared.selection.task == 2)
    try Screens.press("4 j", &state)
    #expect(state.shared.selection.task == 3)
    try Screens.press("1 v", &state)
    #expect(try text(state).contains("subj accuracy"))
    for _ in 0..<30 { try Screens.press("k", &state) }
    #expect(state.shared.selection.task == 0)
  }

  @Test func groupsAreArrangedByHandAndGivenToTheRun() throws {
    var state = try Screens.state(tasks: ScriptedTasks(), keys: "2 j")
    // Groups of the fixture: 0 sst2 trec subj, 1 pairs and similarity, 2 cola trec-qa, 3 labelling.
    #expect(state.shared.taskGroups.groups.map(\.count) == [3, 5, 2, 3])
    try Screens.press("l", &state)
    #expect(state.shared.shownGroups.group(of: 1) == 3)
    #expect(state.shared.taskGroups.group(of: 1) == 2)
    #expect(try text(state).contains("arranged by hand, not yet applied"))
    try Screens.press("h", &state)
    #expect(state.shared.regrouping == nil)
    try Screens.press("h a", &state)
    #expect(try text(state).contains("cola to another group, 4 in all."))
    #expect(try Screens.press("esc", &state) == [])
    #expect(state.shared.regrouping != nil)
    let value = #"["sst2 trec subj", "cola mrpc sick-e rte sick-r sts-b", "trec-qa", "snips atis wnut17"]"#
    #expect(try Screens.press("a n", &state) == [.send(.set(key: "hierarchy.groups", value: value))])
    #expect(state.shared.regrouping == nil)
    try Screens.press("a", &state)
    #expect(try text(state).contains("nothing was moved yet"))
  }

  @Test func aSplitIsTriedByATwin() throws {
    var state = try Screens.state(tasks: ScriptedTasks(), keys: "3 x j x j j p")
    // sst2 and trec are marked; the cursor stands on the first of the next group.
    #expect(state.shared.shownGroups.groups == [[3], [5, 6, 7, 8], [1, 9], [10, 11, 12], [0, 2, 4]])
    #expect(state.shared.selection.markedTasks.isEmpty)
    #expect(try Screens.press("a t", &state) == [])
    let value = #"["subj", "sick-e rte sick-r sts-b", "cola trec-qa", "snips atis wnut17", "sst2 trec mrpc"]"#
    #expect(
      try Screens.press("ctrl-u 3 0 enter", &state) == [
        .send(.startTwin(changes: [RecipeSetting("hierarchy.groups", value)], steps: 30))
      ])
    #expect(try text(state).contains("1 Loss: twin"))
  }

  @Test func whereNobodyCanSteerNothingIsOffered() throws {
    for playback in [nil, Playback(step: 200, lastStep: 240)] {
      var state = try Screens.state(tasks: ScriptedTasks(), playback: playback)
      if playback == nil { _ = state.update(.watched(.writing), at: 0) }
      for keys in ["2 l l p a", "3 l p x a"] {
        #expect(try Screens.press(keys, &state) == [])
        #expect(state.shared.regrouping == nil && state.shared.selection.markedTasks.isEmpty)
      }
      try Screens.press("2 ?", &state)
      #expect(try !text(state).contains("move the task to the next group"))
    }
    var state = try Screens.state(tasks: ScriptedTasks(), keys: "2 l")
    #expect(state.shared.regrouping != nil)
    // What was being arranged when the run ended is gone.
    _ = state.update(
      .arrived(
        [Stamped(sequence: 9999, time: 0, event: .finished(Finish(reason: .completed, step: 200)))], restarted: false),
      at: 0)
    #expect(state.shared.regrouping == nil)
  }

  @Test func namesThatTheRecipeCannotHoldAreRefused() throws {
    var run = ScriptedTasks()
    run.names = ["two words"]
    var state = try Screens.state(tasks: run, keys: "2 l")
    #expect(try Screens.press("a", &state) == [])
    #expect(try text(state).contains("cannot be named"))
  }

  @Test func tablesHoldWhatIsShown() throws {
    for (keys, columns, lines) in [
      ("2", "step,task,kind,metric,group,now", 14), ("3", "level,name,group,layer,distance", 1 + 18 * 7),
      ("3 v", "view,task,other,relevance", 1 + 4 * 169), ("4", "layer,task,expert,share", 1 + 2 * 13 * 6),
      ("1 v", "step,task,figure,value", 1 + 6 * 13 * 3),
    ] {
      var state = try Screens.state(tasks: .mixture(), keys: keys)
      let effects = try Screens.press("E down down enter", &state)
      guard case .export(let wish)? = effects.first, let table = wish.table else {
        Issue.record("\(keys): no table")
        continue
      }
      #expect(table.csv.hasPrefix(columns), "\(keys): \(table.csv.prefix(80))")
      #expect(table.csv.split(separator: "\n").count == lines, "\(keys)")
    }
  }
}
