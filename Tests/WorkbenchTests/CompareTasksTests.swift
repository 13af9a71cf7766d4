import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Figures by task of runs laid over each other.
@Suite struct CompareTasksTests {
  /// A run on three tasks; the figures of two are known, `gain` above what they are without any.
  private static func run(_ name: String, seed: UInt64, gain: [Double], steps: Int = 4) -> (
    path: String, events: [Stamped]
  ) {
    var recipe = Recipe()
    recipe[Keys.Run.name] = name
    recipe[Keys.Run.seed] = Int(seed)
    recipe[Keys.Run.steps] = name == "single" ? 4 : 4 + name.count
    var header = ScriptedRun(steps: 4).header()
    (header.name, header.seed, header.recipe, header.moeLayers) = (name, seed, recipe.toml, [])
    header.tasks = ["topics", "relations", "spans"].map {
      TaskShape(name: $0, kind: "classification", metric: "accuracy", examples: 10)
    }
    let noise: Double = seed == 2 ? 0.01 : seed == 3 ? -0.01 : 0
    let scores = gain.enumerated().map { index, gain -> TaskScore in
      let test: Double = 0.5 + 0.125 * Double(index) + noise + gain
      return TaskScore(
        task: index, loss: 1, metrics: [NamedValue("accuracy", 0.1), NamedValue("test.accuracy", test)], examples: 9)
    }
    let events: [Event] = [
      .started(header), .step(Step(step: 1, tokens: 10, loss: 1, task: 0)),
      .evaluated(
        Evaluation(step: 1, tokens: 10, loss: 1, bitsPerByte: .nan, tasks: scores, figures: [NamedValue("score", 0.5)])),
      .finished(Finish(reason: .completed, step: 1)),
    ]
    return (
      "\(name)-\(seed).sqlite",
      events.enumerated().map { Stamped(sequence: $0.offset, time: Double($0.offset), event: $0.element) }
    )
  }

  private static let runs = (1...3).flatMap { seed -> [(path: String, events: [Stamped])] in
    let seed = UInt64(seed)
    // The second task falls in every seed by the same, the first rises and falls.
    return [
      run("single", seed: seed, gain: [0, 0, 0]),
      run("shared", seed: seed, gain: [seed == 2 ? -0.125 : 0.125, -0.25, seed == 3 ? .nan : 0.0625]),
    ]
  }

  @Test func changesAreJudgedTaskByTask() throws {
    let table = TaskTable(CompareFixture.comparison(Self.runs))
    #expect(table.tasks.map(\.name) == ["topics", "relations", "spans"])
    #expect(table.tasks.allSatisfy { $0.metric == "accuracy" })
    #expect(table.columns.map(\.runs) == [[0, 2, 4], [1, 3, 5]] && table.columns.map(\.isBaseline) == [true, false])
    let shared = try #require(table.columns.last)
    #expect(abs(table.columns[0].values[1].mean - 0.625) < 1e-12)
    #expect(abs((table.columns[0].values[1].deviation ?? 0) - 0.01) < 1e-12)
    #expect(shared.changes.map { $0?.verdict } == [.indistinguishable, .worse, .diverged])
    #expect(shared.changes[1]?.count == 3 && abs((shared.changes[1]?.mean ?? 0) + 0.25) < 1e-12)
    #expect(shared.harmed == 1 && shared.lower == 1 && shared.compared == 3)
    #expect(abs(table.columns[0].mean.mean - 0.625) < 1e-12)
    #expect(TaskTable(CompareFixture.comparison([Self.runs[0]])).columns.count == 1)
    #expect(TaskTable(Comparison()).isEmpty)
  }

  @Test func theColumnsSayIt() {
    let comparison = CompareFixture.comparison(Self.runs)
    let columns = TaskColumns(TaskTable(comparison), labels: comparison.labels)
    #expect(columns.titles.count == 5 && columns.titles[2].hasSuffix(" * (n 3)") && columns.titles[4] == "Δ")
    #expect(columns.rows.map { $0[0] } == ["topics", "relations", "spans", "mean", "harmed"])
    #expect(columns.rows[1] == ["relations", "accuracy", "0.625 ±0.010", "0.375 ±0.010", "-0.250 ±0.000 −"])
    #expect(columns.rows[2][4] == "–" && columns.rows[4] == ["harmed", "", "", "1 of 3", "1 lower"])
  }

  @Test(arguments: [Size(80, 24), Size(120, 40)])
  func theScreenShowsThem(size: Size) throws {
    var state = try CompareScreens.state(size, keys: "3 3", runs: Self.runs)
    let picture = state.picture(try Screens.theme())
    let lines = picture.text.split(separator: "\n").map(String.init)
    for row in ["topics", "relations", "spans", "mean", "harmed"] {
      #expect(lines.contains { $0.contains(row) }, "\(row)")
    }
    #expect(lines.contains { $0.contains("relations") && $0.contains("0.625") && $0.contains("-0.250") })
    #expect(!picture.text.contains("NaN"))
    #expect(picture.text.contains("Figures by task") && picture.text.contains("1 of 3"))
    try CompareScreens.press("v", &state)
    #expect(state.picture(try Screens.theme()).text.contains("Final figures"))
  }
}
