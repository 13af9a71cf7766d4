import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct TaskFiguresTests {
  @Test func groupsAreReadFromARecipeAndWrittenAgain() throws {
    let names = ["a", "b", "c", "d"]
    let groups = try #require(TaskGroups(["c a", " b  d "], names: names))
    #expect(groups.groups == [[0, 2], [1, 3]])
    #expect(groups.value(names: names) == #"["a c", "b d"]"#)
    for wrong in [["a b c"], ["a b c d e"], ["a b", "b c d"], [], ["a b c d d"]] {
      #expect(TaskGroups(wrong, names: names) == nil, "\(wrong)")
    }
    #expect(TaskGroups([], names: []) == nil)
    #expect(TaskGroups(labels: [7, -1, 7, .max]).groups == [[1], [0, 2], [3]])
  }

  @Test func tasksMoveAndSplit() {
    var groups = TaskGroups(labels: [0, 0, 1, 2])
    let before = groups
    groups.move(2, by: 1)
    // The group that it left empty is gone.
    #expect(groups.groups == [[0, 1], [2, 3]])
    #expect(groups.moved(from: before) == [3] || groups.moved(from: before) == [2])
    groups.move(0, by: -1)
    #expect(groups.groups == [[1], [0, 2, 3]])
    groups.split([0, 3])
    #expect(groups.groups == [[1], [2], [0, 3]])
    groups.split([0, 3])
    #expect(groups.groups.count == 3)
    groups.split([9])
    #expect(groups.groups.count == 3)
    groups.move(9, by: 1)
    #expect(groups.groups == [[1], [2], [0, 3]])
    var one = TaskGroups(labels: [0, 0])
    one.move(0, by: 1)
    #expect(one.groups == [[0, 1]])
    // One of three leaves: it has moved, the others stayed.
    var three = TaskGroups(labels: [0, 0, 0, 1, 1])
    three.move(0, by: 1)
    #expect(three.moved(from: TaskGroups(labels: [0, 0, 0, 1, 1])) == [0])
    three.split([3, 4])
    #expect(TaskGroups(labels: [0, 0, 0, 1, 1]).moved(from: TaskGroups(labels: [0, 0, 0, 1, 1])) == [])
  }

  @Test func theTableKnowsBestChangeAndShare() throws {
    let run = ScriptedTasks()
    let state = try Screens.state(tasks: run, through: 200)
    let rows = TaskRows(state.shared).rows
    #expect(rows.count == 13)
    let evaluations = run.events(through: 200).compactMap {
      if case .evaluated(let evaluation) = $0.event { evaluation } else { nil }
    }
    let figures = evaluations.map { $0.tasks[1].metrics[0].value }
    #expect(rows[1].now == figures.last && rows[1].best == figures.max())
    #expect(evaluations.first { $0.step == rows[1].bestStep }?.tasks[1].metrics[0].value == figures.max())
    let single = try #require(evaluations[0].matrices.first { $0.name == "single" })
    for row in rows {
      #expect(row.single == Double(single.values[row.index]))
      #expect(row.isLower == (row.now < row.single - 1e-6) && row.evaluated == 500 && !row.isSingleOfStep)
    }
    let steps = run.events(through: 200).compactMap { if case .step(let step) = $0.event { step } else { nil } }
    for row in rows {
      let own = steps.filter { $0.task == row.index }
      #expect(row.steps == own.count && abs(row.share - Double(own.count) / 200) < 1e-12)
      #expect(row.losses == own.suffix(64).map(\.loss))
    }
    // As good as alone, but for the digits that single precision cuts off.
    var equal = rows[0]
    (equal.now, equal.single) = (0.85, Double(Float(0.85)))
    #expect(!equal.isHarmed && equal.change == 0)
    // Accuracies over 500 examples: √(0.845 · 0.155 / 500 + 0.85 · 0.15 / 500) = 0.02274.
    (equal.now, equal.single) = (0.845, 0.85)
    #expect(abs(equal.error - 0.02274) < 1e-5)
    #expect(equal.isLower && !equal.isHarmed)
    equal.now = 0.826
    #expect(equal.isHarmed)
    // The same difference over 40 examples says nothing, and without any nothing can be said.
    equal.evaluated = 40
    #expect(equal.isLower && !equal.isHarmed)
    equal.evaluated = 0
    #expect(equal.isLower && !equal.isHarmed)
    // A correlation: (1 − 0.6²) / √400 and (1 − 0.64²) / √400, together 0.04354.
    var correlation = rows[7]
    (correlation.now, correlation.single, correlation.evaluated) = (0.6, 0.64, 401)
    #expect(abs(correlation.error - 0.04354) < 1e-5 && !correlation.isHarmed)
    correlation.single = 0.65
    #expect(correlation.isHarmed)
    let byChange = TaskRows(state.shared).sorted(by: .change).map(\.change)
    #expect(byChange == byChange.sorted())
    // Looking back, only what was known then counts.
    var past = state
    try Screens.press("g 6 0 enter", &past)
    let then = TaskRows(past.shared).rows
    #expect(then[1].now == figures[1] && then.reduce(0) { $0 + $1.steps } == 60)
  }

  @Test func aTaskIsComparedWithItselfAloneAfterAsManySteps() throws {
    let run = ScriptedTasks()
    var events = run.events(through: 100)
    let place = try #require(events.firstIndex { if case .evaluated = $0.event { true } else { false } })
    guard case .evaluated(var first) = events[place].event else { return }
    first.matrices.removeAll { $0.name == "single" }
    first.matrices.append(
      NamedMatrix(
        name: "single", rows: ["sst2", "cola"], columns: ["step 40", "step 80", "step 240"],
        values: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]))
    events[place].event = .evaluated(first)
    var state = try Screens.state(of: events, Size(120, 40), keys: "", playback: nil)
    // The latest evaluation is that of step 80.
    let now = TaskRows(state.shared).rows
    #expect(now[0].single == Double(Float(0.2)) && now[1].single == 0.5 && now[0].isSingleOfStep)
    #expect(now[2].single.isNaN)
    try Screens.press("g 5 0 enter", &state)
    #expect(TaskRows(state.shared).rows[0].single == Double(Float(0.1)))
    // Of step 0 nothing is known: the end stands in.
    try Screens.press("g 3 0 enter", &state)
    let before = TaskRows(state.shared).rows[0]
    #expect(before.single == Double(Float(0.3)) && !before.isSingleOfStep)
  }

  @Test func agreementOfTheViews() throws {
    let names = ["a", "b", "c", "d"]
    func table(_ word: String, _ pairs: [Float]) -> NamedMatrix {
      // Pairs ab, ac, ad, bc, bd, cd.
      let (ab, ac, ad, bc, bd, cd) = (pairs[0], pairs[1], pairs[2], pairs[3], pairs[4], pairs[5])
      return NamedMatrix(
        name: "relevance.\(word)", rows: names, columns: names,
        values: [1, ab, ac, ad, ab, 1, bc, bd, ac, bc, 1, cd, ad, bd, cd, 1])
    }
    let data = table("data", [0.9, 0.1, 0.2, 0.15, 0.12, 0.8])
    // The same order of pairs, other values; then the opposite order.
    let manual = table("manual", [0.8, 0.3, 0.6, 0.5, 0.4, 0.7])
    let model = table("model", [0.1, 0.9, 0.8, 0.85, 0.88, 0.2])
    let relevance = try #require(Relevance([data, manual, model]))
    #expect(relevance.agreements.map { $0.views.0 + $0.views.1 } == ["datamanual", "datamodel", "manualmodel"])
    #expect(abs(relevance.agreements[0].correlation - 1) < 1e-12)
    #expect(abs(relevance.agreements[1].correlation + 1) < 1e-12)
    #expect(relevance.agreements[0].rand == 1)
    #expect(relevance.views[0].groups == [[0, 1], [2, 3]])
    // Neighbours in the tree stand beside each other.
    let order = try #require(Relevance([data])).order
    #expect(Set(order.prefix(2)) == [0, 1] || Set(order.prefix(2)) == [2, 3])
    #expect(Relevance([]) == nil)
    var torn = data
    torn.values.removeLast()
    #expect(Relevance([torn]) == nil)
    // A constant view has no order to agree with.
    let flat = try #require(Relevance([data, table("manual", Array(repeating: 0.5, count: 6))]))
    #expect(flat.agreements[0].correlation.isNaN)
  }

  @Test func eachViewOfRelevanceHasAScaleOfItsOwn() throws {
    var events = ScriptedTasks().events(through: 40)
    let place = try #require(events.firstIndex { if case .evaluated = $0.event { true } else { false } })
    guard case .evaluated(var first) = events[place].event else { return }
    let index = try #require(first.matrices.firstIndex { $0.name == "relevance.model" })
    // All between 0.40 and 0.45, but for the diagonal, which does not count.
    first.matrices[index].values = (0..<169).map { $0 % 14 == 0 ? 1 : $0 == 1 || $0 == 13 ? 0.45 : 0.40 }
    events[place].event = .evaluated(first)
    let theme = try Screens.theme()
    let wide = try Screens.state(of: events, Size(200, 60), keys: "3 v enter", playback: nil).picture(theme).text
    #expect(wide.contains("0.40 ·░░▒▒▓▓█ 0.45"))
    // On 80 columns what the views agree on takes a second line, and what has no room there is marked.
    let small = try Screens.state(of: events, Size(80, 24), keys: "3 v enter", playback: nil).picture(theme).text
    #expect(small.contains("data-model ρ") && small.contains("manual-model ρ"))
    let tiny = try Screens.state(of: events, Size(80, 20), keys: "3 v enter", playback: nil).picture(theme).text
    #expect(tiny.contains("   …"))
  }

  @Test func aMixtureHasExpertsInPlaceOfGroups() throws {
    var events = ScriptedTasks.mixture().events(through: 40)
    guard case .started(var header) = events[0].event else { return }
    header.moeLayers = [MoEShape(layer: 2, router: "mmoe", experts: 2, devices: 1, k: 2)]
    header.tasks = Array(header.tasks.prefix(2)).map {
      var task = $0
      task.group = 0
      return task
    }
    events[0].event = .started(header)
    let distance = NamedMatrix(
      name: "distance", rows: ["bottom", "expert shared 0", "expert shared 1", "task sst2", "task cola"],
      columns: ["layer 0", "layer 1", "layer 2"],
      values: [0.1, .nan, .nan, .nan, 0.2, .nan, .nan, 0.3, .nan, .nan, .nan, 0.4, .nan, .nan, 0.5])
    let place = try #require(events.lastIndex { if case .evaluated = $0.event { true } else { false } })
    guard case .evaluated(var last) = events[place].event else { return }
    last.matrices = [distance]
    events[place].event = .evaluated(last)
    var state = try Screens.state(of: events, Size(120, 40), keys: "3 enter", playback: nil)
    let levels = LevelRows(state.shared)
    #expect(
      levels.rows.map(\.level) == [.bottom, .expert("shared 0"), .expert("shared 1"), .task(0), .task(1)])
    #expect(levels.rows.map { Float($0.moved) } == [0.1, 0.2, 0.3, 0.4, 0.5])
    let picture = try state.picture(Screens.theme()).text
    #expect(picture.contains("2 experts, no groups") && picture.contains("expert shared 1"))
    #expect(picture.contains("0      1      2") && !picture.contains("layer 0"))
    // There is nothing to arrange.
    try Screens.press("l p a", &state)
    #expect(state.shared.regrouping == nil)
  }

  @Test func aLevelKnowsHowFarItHasMoved() throws {
    var state = try Screens.state(tasks: ScriptedTasks(), through: 200, keys: "3")
    let levels = LevelRows(state.shared)
    #expect(levels.rows.count == 1 + 4 + 13)
    #expect(levels.tasks == [0, 2, 3, 4, 5, 6, 7, 8, 1, 9, 10, 11, 12])
    let bottom = levels.rows[0]
    #expect(bottom.layers.filter(\.isFinite).count == 2)
    #expect(abs(bottom.moved - (bottom.layers[0] + bottom.layers[1]) / 2) < 1e-12)
    #expect(levels.rows.allSatisfy { $0.moved.isFinite })
    // Groups that were only just arranged have not moved yet; the others have.
    try Screens.press("l", &state)
    let arranged = LevelRows(state.shared).rows
    let unknown = arranged.filter { $0.moved.isNaN }.map(\.level)
    #expect(unknown == [.group(0), .group(1)])
  }
}
