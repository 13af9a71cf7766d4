import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct TaskUpdateTests {
  private func text(_ state: WorkbenchState) throws -> String { state.picture(try Screens.theme()).text }

  /// Something that the trainer says at the moment at which keys are pressed.
  private func tell(_ event: Event, _ state: inout WorkbenchState) {
    let told = Stamped(sequence: 9998, time: Screens.noon, event: event)
    _ = state.update(.arrived([told], restarted: false), at: Screens.noon)
  }

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

  @Test func theRunPanelTellsTheGroupsInUse() throws {
    var state = try Screens.state(tasks: ScriptedTasks(), keys: "4 enter")
    #expect(try text(state).contains("4, kinds"))
    let value = #"["sst2 trec subj cola mrpc sick-e rte", "sick-r sts-b trec-qa snips atis wnut17"]"#
    tell(.control(Control(action: .set, step: 200, key: "hierarchy.groups", before: "[]", after: value)), &state)
    #expect(try text(state).contains("2, listed"))
  }

  @Test func wordsStayWholeWhereTheLossesCanBeDrawnOnFewerColumns() throws {
    let all = try text(try Screens.state(tasks: ScriptedTasks(), Size(200, 60)))
    #expect(all.contains("classification") && all.contains("accuracy") && !all.contains("classifi…"))
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
    // The run may yet refuse: until it has the groups, they stay as they were arranged.
    #expect(state.shared.regrouping != nil)
    tell(.control(Control(action: .set, step: 200, key: "hierarchy.groups", before: "[]", after: value)), &state)
    #expect(state.shared.regrouping == nil)
    #expect(state.shared.taskGroups.group(of: 1) == 1)
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
    #expect(state.shared.regrouping != nil)
    let other = RecipeChange(key: "hierarchy.groups", before: "[]", after: "[]")
    tell(.twin(.started(TwinStart(step: 200, steps: 30, changes: [other]))), &state)
    #expect(state.shared.regrouping != nil)
    let change = RecipeChange(key: "hierarchy.groups", before: "[]", after: value)
    tell(.twin(.started(TwinStart(step: 200, steps: 30, changes: [change]))), &state)
    #expect(state.shared.regrouping == nil)
  }

  @Test func anArrangementOutlivesWhateverDoesNotTakeItOver() throws {
    var state = try Screens.state(tasks: ScriptedTasks(), Size(160, 40), keys: "3 l")
    let arranged = try #require(state.shared.regrouping)
    // Asked for how many steps the twin is to train, the user thinks better of it.
    #expect(try Screens.press("a t esc", &state) == [])
    #expect(state.shared.regrouping == arranged)
    // The trainer refuses: said in the footer, and nothing is lost.
    try Screens.press("a n", &state)
    tell(.log(LogLine(level: .warning, text: "hierarchy.groups: not these")), &state)
    #expect(try text(state).split(separator: "\n").last?.contains("hierarchy.groups: not these") == true)
    #expect(state.shared.regrouping == arranged)
    // One twin at a time: the question is not even asked.
    let change = RecipeChange(key: "moe.k", before: "2", after: "1")
    tell(.twin(.started(TwinStart(step: 200, steps: 30, changes: [change]))), &state)
    try Screens.press("a", &state)
    let refused = try text(state)
    #expect(refused.contains("a twin is at work") && !refused.contains("to another group"))
    #expect(state.shared.regrouping == arranged)
  }

  @Test func moreGroupsThanTheRunHasCopiesForAreNotAskedFor() throws {
    // Four groups at the start and two spare copies.
    var state = try Screens.state(tasks: ScriptedTasks(), Size(160, 40), keys: "2 p j p a")
    #expect(state.shared.shownGroups.groups.count == 6)
    #expect(try text(state).contains("6 in all."))
    try Screens.press("esc j p a", &state)
    #expect(state.shared.shownGroups.groups.count == 7)
    #expect(try text(state).contains("7 groups, but the run has copies for 6 (hierarchy.spare_groups = 2)"))
    #expect(try !text(state).contains("7 in all."))
  }

  @Test func aKeyThatCannotChangeGroupsSaysWhy() throws {
    var state = try Screens.state(tasks: ScriptedTasks(), Size(160, 40), keys: "2 p")
    #expect(try !text(state).contains("alone in its group"))
    try Screens.press("p", &state)
    #expect(try text(state).contains("sst2 is alone in its group already"))
    #expect(state.shared.shownGroups.groups.count == 5)
    // Both marked, they leave together; asked again, they have done so.
    try Screens.press("u x j x p x k x p", &state)
    #expect(try text(state).contains("these tasks are a group of their own already"))
    var run = ScriptedTasks()
    run.count = 1
    state = try Screens.state(tasks: run, Size(160, 40), keys: "2 l")
    #expect(try text(state).contains("there is no other group"))
  }

  @Test func theSignOfAMovedTaskSurvivesALongName() throws {
    var run = ScriptedTasks()
    run.names = ["verb-topic-by-the-fields-of-wordnet"]
    let shown = try text(try Screens.state(tasks: run, Size(80, 24), keys: "3 enter p"))
    #expect(shown.contains("→ verb-topic") && shown.contains("→ 1 moved by hand"))
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
