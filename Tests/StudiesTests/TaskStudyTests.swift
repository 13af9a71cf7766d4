import Experiment
import Foundation
import Sessions
import Studies
import Testing

/// Studies of runs with tasks, on variants.
@Suite struct TaskStudyTests {
  /// Two suites, three members of which one runs on the first suite only.
  static let file = """
    title = "Tasks"
    recipe = "base.toml"
    seeds = [1, 2, 3]
    figures = ["tasks"]
    [[variant]]
    name = "classic"
    label = "classic tasks"
    set = ["run.steps=30"]
    [[variant]]
    name = "wordnet"
    recipe = "other.toml"
    [[member]]
    name = "single"
    [[member]]
    name = "shared"
    set = ["moe.k=2"]
    size_differs = "one model for all"
    [[member]]
    name = "random"
    set = ["moe.k=3", "run.steps=40"]
    baseline = "shared"
    variants = ["classic"]
    """

  private let fixture: StudyFixture

  init() throws {
    fixture = try StudyFixture(Self.file)
    try "[run]\nsteps = 25\n[moe]\nexperts = 8\nk = 1\n".write(
      toFile: fixture.path + "/tiny/other.toml", atomically: true, encoding: .utf8)
  }

  @Test func membersAreRunOnEveryVariant() throws {
    let study = try fixture.study()
    #expect(
      study.members.map(\.name) == [
        "classic-single", "classic-shared", "classic-random", "wordnet-single", "wordnet-shared",
      ])
    #expect(study.groups == ["classic tasks", "wordnet"])
    #expect(
      study.members.map(\.baseline) == [
        "classic-single", "classic-single", "classic-shared", "wordnet-single", "wordnet-single",
      ])
    #expect(study.members.map(\.label) == ["single", "shared", "random", "single", "shared"])
    // The recipe of the variant, then its keys, then the member's.
    #expect(study.members.map { $0.recipe[Keys.Run.steps] } == [30, 30, 40, 25, 25])
    #expect(study.members.map { $0.recipe[Keys.MoE.experts] } == [4, 4, 4, 8, 8])
    #expect(study.members.map { $0.recipe[Keys.MoE.k] } == [1, 2, 3, 1, 2])
    #expect(study.trials.count == 15 && study.trials[4].name == "wordnet-shared-seed1")
  }

  @Test(arguments: [
    ("variants = [\"classic\"]", "variants = [\"clasic\"]", "member 3: variants: there is no variant clasic"),
    ("name = \"wordnet\"", "name = \"classic\"", "is there twice"),
    ("name = \"wordnet\"", "name = \"../wordnet\"", "file names"),
    ("recipe = \"other.toml\"", "recipe = \"gone.toml\"", "gone.toml"),
    ("set = [\"run.steps=30\"]", "set = [\"run.stepps=30\"]", "run.stepps"),
    ("label = \"classic tasks\"", "seeds = [1]", "seeds"),
    (
      "baseline = \"shared\"", "baseline = \"none\"", "member classic-random: baseline: there is no member classic-none"
    ),
    ("baseline = \"shared\"", "smaller = \"none\"", "member classic-random: smaller: there is no member classic-none"),
    ("baseline = \"shared\"", "against = [\"none\"]", "against: there is no member classic-none in its group"),
    ("baseline = \"shared\"", "against = [\"random\"]", "against: names the member itself"),
    ("[[variant]]\nname = \"wordnet\"\n", "[[variant]]\nname = \"wordnet\"\nrecipes = \"x\"\n", "recipes"),
  ])
  func mistakesAreNamed(text: String, wrong: String, word: String) throws {
    let other = try StudyFixture(Self.file.replacingOccurrences(of: text, with: wrong))
    try "[run]\nsteps = 25\n".write(toFile: other.path + "/tiny/other.toml", atomically: true, encoding: .utf8)
    let refusal = other.refusal()
    // Places are named as for other tables.
    let tail = word.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? word
    #expect(refusal.contains(tail), "\(refusal)")
    #expect(!refusal.contains("\n"))
  }

  /// Records a trial's session: two tasks, validation figures on the way and test figures at the end.
  private func record(_ trial: Trial, test: [Double]) throws {
    var header = StudyFixture.header(trial.recipe)
    header.totalParameters = 1234
    header.tasks = [
      TaskShape(name: "sst", kind: "classification", metric: "accuracy", examples: 5),
      TaskShape(name: "cola", kind: "classification", metric: "matthews", examples: 5),
    ]
    func evaluation(_ step: Int, _ values: [Double]?) -> Event {
      .evaluated(
        Evaluation(
          step: step, tokens: step, loss: 1, bitsPerByte: .nan,
          tasks: header.tasks.indices.map { task in
            let metric = header.tasks[task].metric
            let validation = NamedValue(metric, 0.99)
            let f1 = NamedValue("f1", 0.98)
            return TaskScore(
              task: task, loss: 1,
              metrics: [validation, f1] + (values.map { [NamedValue("test." + metric, $0[task])] } ?? []), examples: 3)
          }))
    }
    let steps = trial.recipe[Keys.Run.steps]
    let events: [Event] = [
      .started(header), evaluation(5, nil), evaluation(steps, test), .finished(Finish(reason: .completed, step: steps)),
    ]
    let path = fixture.folder.session(trial)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try SessionRecorder.write(
      events.enumerated().map { Stamped(sequence: $0.offset, time: Double($0.offset), event: $0.element) }, to: path)
  }

  @Test func harmIsToldFromTestFigures() throws {
    let study = try fixture.study()
    for trial in study.trials where trial.member.group == "classic tasks" {
      let noise: Double = trial.seed == 2 ? 0.25 : trial.seed == 3 ? 0.125 : 0
      switch trial.member.label {
      case "single": try record(trial, test: [0.5 + noise, 0.5 + noise])
      // The first task loses in all seeds by the same; the second wins on average, but not in every seed.
      case "shared": try record(trial, test: [0.25 + noise, (trial.seed == 1 ? 0.375 : 0.75) + noise])
      default: try record(trial, test: [0.5 + noise, 0.5 + noise])
      }
    }
    let results = StudyResults(of: study, in: fixture.folder)
    #expect(results.missing.count == 6)
    let figures = try #require(results.figures["classic-shared"]?[2])
    #expect(
      figures.tasks == [
        TaskFigure(task: "sst", metric: "accuracy", value: 0.5), TaskFigure(task: "cola", metric: "matthews", value: 1),
      ])
    #expect(figures.parameters == 1234 && figures.accuracy == nil)
    let table = StudyTable(study, results)
    #expect(
      table.figures.map(\.title) == [
        "test figures by task", "change of test figures by task, against the reference", "mean score over tasks",
      ])
    let group = try #require(table.figures[0].groups.first)
    #expect(table.figures[0].groups.count == 1, "the other variant has no figures yet")
    #expect(group.columns == ["sst (accuracy)", "cola (matthews)"] && group.part == "task")
    #expect(group.rows[1].cells.map(\.verdict) == [.worse, .indistinguishable])
    #expect(group.rows[1].cells.map(\.mean) == [0.375, 0.75])
    let changes = table.figures[1].groups[0]
    #expect(changes.rows.map(\.member) == ["shared", "random"])
    #expect(changes.rows[0].cells[0].values == [-0.25, -0.25, -0.25] && changes.rows[0].cells[0].mean == -0.25)
    #expect(changes.rows[0].cells.allSatisfy { $0.verdict == nil })
    #expect(changes.rows[1].cells[0].values == [0.25, 0.25, 0.25])
    #expect(table.figures[2].groups[0].rows.map { $0.cells[0].mean } == [0.625, 0.5625, 0.625])
    #expect(table.tasks.map(\.member) == ["single", "shared", "random"])
    #expect(table.tasks.map(\.reference) == [nil, "single", "shared"])
    #expect(table.tasks[1].harmed == ["sst"] && table.tasks[1].helped == [] && table.tasks[1].tasks == 2)
    #expect(table.tasks[2].harmed == [] && table.tasks[2].helped == ["sst"])
    #expect(table.tasks.allSatisfy { $0.parameters == 1234 })
    #expect(table.verdicts[0] == "classic tasks, single: mean score 0.625 ± 0.125, the reference.")
    #expect(table.verdicts[1].hasPrefix("classic tasks, shared: mean score 0.562 ± 0.225, −0.062 ± 0.06"))
    #expect(
      table.verdicts[1].hasSuffix(
        " against single: not distinguishable; of 2 tasks harmed: sst; helped: none."))
    #expect(table.verdicts[2].hasSuffix("harmed: none; helped: sst.") && table.verdicts.count == 3)
    for text in [table.text(width: 90), table.markdown()] {
      let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(flat.contains("A task is harmed where its test figure is lower than the reference's"))
      #expect(flat.contains("Scores are the main metric of each task, 1 at best; higher is better."))
      #expect(flat.contains("1 of 2") && flat.contains("1234") && !flat.contains("Losses in nats"))
    }
    #expect(!table.text(width: 90).contains("nan"))
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let back = try decoder.decode(StudyTable.self, from: Data(try table.json().utf8))
    #expect(back.tasks == table.tasks && back.verdicts == table.verdicts)
  }

  private func figures(_ scores: [String: Double]) -> TrialFigures {
    var figures = TrialFigures(loss: 1)
    figures.tasks = scores.sorted { $0.key < $1.key }
      .map { TaskFigure(task: $0.key, metric: "accuracy", value: $0.value) }
    return figures
  }

  @Test func aMeanOverOtherTasksIsNone() throws {
    let seeds = [1, 2, 3]
    let whole = Dictionary(uniqueKeysWithValues: seeds.map { ($0, figures(["a": 0.5, "b": 0.25])) })
    // The better one of the two tasks alone: a higher mean that means nothing.
    let part = Dictionary(uniqueKeysWithValues: seeds.map { ($0, figures(["a": 0.5])) })
    let table = StudyTable(
      try fixture.study(), StudyResults(figures: ["classic-single": whole, "classic-shared": part]))
    #expect(table.tasks[0].score == 0.375)
    #expect(table.tasks[1].score.isNaN && table.tasks[1].difference == nil && table.tasks[1].judgement == .open)
    // The task that both have is compared.
    #expect(table.tasks[1].tasks == 1 && table.tasks[1].harmed.isEmpty)
    #expect(table.verdicts[1] == "classic tasks, shared: no mean score.")
  }

  @Test func withOneSeedNoTaskIsJudged() throws {
    let table = StudyTable(
      try fixture.study(),
      StudyResults(figures: [
        "classic-single": [1: figures(["a": 0.5, "b": 0.25])], "classic-shared": [1: figures(["a": 0.25, "b": 0.5])],
      ]))
    #expect(table.tasks[1].tasks == 0 && table.tasks[1].difference == 0)
    #expect(table.verdicts[1].hasSuffix(": too few seeds; of 0 tasks harmed: none; helped: none."))
  }

  /// A member beside others than its baseline, by the same rule; counted among the comparisons.
  @Test func furtherMembersAreComparedToo() throws {
    let fixture = try StudyFixture(
      Self.file.replacingOccurrences(
        of: "baseline = \"shared\"", with: "baseline = \"shared\"\nagainst = [\"single\", \"shared\"]"))
    try "[run]\nsteps = 25\n[moe]\nexperts = 8\nk = 1\n".write(
      toFile: fixture.path + "/tiny/other.toml", atomically: true, encoding: .utf8)
    let study = try fixture.study()
    #expect(study.members[2].against == ["classic-single", "classic-shared"] && study.members[4].against.isEmpty)
    func figures(_ score: Double) -> TrialFigures {
      var figures = TrialFigures(loss: 1)
      figures.tasks = [TaskFigure(task: "sst", metric: "accuracy", value: score)]
      return figures
    }
    let scores: [String: [Double]] = [
      "classic-single": [0.25, 0.5, 0.75], "classic-shared": [0.75, 0.5, 0.25], "classic-random": [0.5, 0.75, 1],
    ]
    let results = StudyResults(
      figures: scores.mapValues { Dictionary(uniqueKeysWithValues: zip([1, 2, 3], $0.map(figures))) })
    let table = StudyTable(study, results)
    let further = try #require(table.figures.first { $0.title == "mean score over tasks, against further members" })
    #expect(further.groups.map(\.title) == ["classic tasks"])
    #expect(further.groups[0].rows.map(\.member) == ["random, against single", "random, against shared"])
    #expect(further.groups[0].rows.map { $0.cells[0].difference } == [0.25, 0.25])
    #expect(further.groups[0].rows.map { $0.cells[0].verdict } == [.better, .indistinguishable])
    #expect(
      table.verdicts.suffix(2) == [
        "classic tasks, random: mean score +0.250 ± 0.000 against single: better by more than the spread.",
        "classic tasks, random: mean score +0.250 ± 0.289 against shared: not distinguishable.",
      ])
    // Two members by task and by mean, and these two.
    #expect(table.comparisons == 6)
    #expect(table.markdown().contains("| random, against single | 0.7500 | 0.2500 | +0.2500 | 0.0000 | 3 |"))
  }

  @Test func whatIsDoneIsNotRunAgain() throws {
    let study = try fixture.study()
    for trial in study.trials.dropLast(2) { try record(trial, test: [0.5, 0.5]) }
    let program = try fixture.program("echo \"$verb $name\" >> '\(fixture.path)/calls'; exit 1")
    let outcome = try StudyRunner(
      study: study, folder: fixture.folder, options: StudyRunner.Options(program: program, jobs: 1, threads: 1)
    ) { _ in }.run()
    #expect(outcome == .completed(failed: 2))
    let calls = try String(contentsOfFile: fixture.path + "/calls", encoding: .utf8).split(separator: "\n")
    #expect(Set(calls) == ["run wordnet-single-seed3", "run wordnet-shared-seed3"])
  }

  @Test func modelsOfUnknownSizeAreNotChecked() throws {
    var study = try fixture.study()
    study.members[1].sizeDiffers = nil
    let sizes = try study.checkedSizes(file: "f") { _ in nil }
    #expect(sizes.isEmpty)
  }
}
