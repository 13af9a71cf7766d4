import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Accuracy against what it costs, of runs laid over each other.
@Suite struct CompareFrontTests {
  /// Uncompressed and three ways to merge: the third is beaten by the second.
  static func runs(steps: Int = 40) -> [(path: String, events: [Stamped])] {
    [
      ("lora", [0, 0], 0.0), ("tome-low", [14, 14], -0.01), ("adverse-low", [13, 13], -0.08),
      ("pyra-high", [40, 30], -0.03),
    ].map { name, removed, gain in
      var run = ScriptedPictures()
      (run.name, run.removed, run.gain, run.steps, run.images) = (name, removed, gain, steps, 0)
      return ("\(name).sqlite", run.events)
    }
  }

  private static let members: [(task: String, name: String, removed: [Int], seed: Int, gain: Double)] = [
    ("shapes", "lora-seed17", [0, 0], 17, 0.0), ("shapes", "lora-seed18", [0, 0], 18, -0.2),
    ("shapes", "tome-seed17", [14, 14], 17, -0.05), ("shapes", "tome-seed18", [14, 14], 18, -0.05),
    ("digits", "tome-digits", [14, 14], 17, 0.1), ("digits", "pyra-digits", [40, 30], 17, 0.12),
  ]

  /// Two recipes with two seeds each, of which one is lucky, on a task; one of them and another on a second task.
  static let seeds = members.map { member -> (path: String, events: [Stamped]) in
    var run = ScriptedPictures()
    (run.task, run.name, run.removed) = (member.task, member.name, member.removed)
    (run.seed, run.gain, run.images, run.steps) = (member.seed, member.gain, 0, 40)
    return ("\(member.name).sqlite", run.events)
  }

  private static func front(_ runs: [(path: String, events: [Stamped])]) throws -> RunFront {
    let fronts = RunFront.all(CompareFixture.comparison(runs))
    #expect(fronts.count == 1)
    return try #require(fronts.first)
  }

  @Test func theFrontIsOfBothFigures() throws {
    let front = try Self.front(Self.runs())
    #expect(front.points.map(\.runs) == [[0], [1], [2], [3]] && front.isOfTest && front.task == "shapes")
    for cost in RunFront.Cost.allCases { #expect(front.best(cost).map(\.runs) == [[3], [1], [0]]) }
    #expect(front.points[1].throughput > front.points[0].throughput && front.points[1].work < front.points[0].work)
    #expect(RunFront.all(Comparison()).isEmpty)
  }

  /// The lucky seed is no point of its own, and a task on which all is easier beats nothing elsewhere.
  @Test func seedsCountTogetherAndTasksApart() throws {
    let comparison = CompareFixture.comparison(Self.seeds)
    let fronts = RunFront.all(comparison)
    #expect(fronts.map(\.task) == ["shapes", "digits"])
    #expect(fronts[0].points.map(\.runs) == [[0, 1], [2, 3]] && fronts[1].points.map(\.runs) == [[4], [5]])
    let lora = fronts[0].points[0]
    let own = try [0, 1].map { try #require(comparison.runs[$0].state.evaluations.last?.figure("accuracy.test")) }
    #expect(abs(lora.accuracy - (own[0] + own[1]) / 2) < 1e-12)
    #expect(abs((lora.spread ?? 0) - abs(own[0] - own[1]) / 2.0.squareRoot()) < 1e-12)
    // By its best seed LoRA would be on the front of accuracy; by its mean it is beaten.
    #expect(own[0] > fronts[0].points[1].accuracy)
    #expect(fronts[0].best(.throughput).map(\.runs) == [[2, 3]] && fronts[1].best(.work).map(\.runs) == [[5]])
    #expect(fronts[1].points.allSatisfy { $0.spread == nil })
  }

  @Test func runsOfOneRecipeHaveACommonName() {
    let comparison = CompareFixture.comparison(Self.seeds)
    func label(_ members: [Int]) -> String { comparison.label(of: members, among: comparison.labels) }
    #expect(label([0, 1]) == "lora" && label([2, 3]) == "tome" && label([4]) == "tome-digits" && label([]) == "")
    // Names that have nothing in common are those of the first.
    #expect(label([0, 5]) == "lora-seed17")
  }

  @Test func validationCountsWhereARunHasNoTest() throws {
    var runs = Self.runs()
    runs[1].events.removeAll { if case .evaluated(let evaluation) = $0.event { evaluation.step > 0 } else { false } }
    let front = try Self.front(runs)
    #expect(!front.isOfTest && front.points.count == 4)
  }

  @Test func theColumnsSayWhoIsOnIt() throws {
    let columns = FrontColumns(try Self.front(Self.runs()), CompareFixture.comparison(Self.runs()))
    #expect(columns.rows.map(\.runs) == [[0], [1], [3], [2]])
    #expect(columns.rows.map { $0.cells[5] } == ["speed, work", "speed, work", "speed, work", ""])
    #expect(columns.remark.hasPrefix("shapes: accuracy on test images; front:"))
    let comparison = CompareFixture.comparison(Self.seeds)
    let means = FrontColumns(try #require(RunFront.all(comparison).first), comparison)
    #expect(means.rows.map { $0.cells[0] } == ["tome", "lora"] && means.rows.map { $0.cells[1] } == ["2", "2"])
    #expect(means.rows[1].cells[2].contains(" ±") && means.remark.contains("mean of"))
  }

  @Test(arguments: ["front", "front-work", "front-beaten"]) func screensAreAsRecorded(_ name: String) throws {
    let theme = try Screens.theme()
    let keys = name == "front" ? "3 3" : name == "front-work" ? "3 3 n j j" : "3 3 j"
    for size in [Size(80, 24), Size(120, 35), Size(200, 60)] {
      let picture = try CompareScreens.state(size, keys: keys, runs: Self.runs()).picture(theme)
      let difference = try Screens.difference(
        CompactGolden([("256", picture)]).text, golden: "compare/\(name)-\(size.width)x\(size.height)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  @Test(arguments: [
    ("3", "Accuracy against throughput: shapes"), ("3 n", "Accuracy against work: shapes"),
    ("3 n n", "Accuracy against throughput"), ("3 v", "Final figures"), ("3 v v", "Accuracy against throughput"),
    ("3 V", "Final figures"), ("3 3", "on the front"), ("3 3 j", "beaten by"),
  ])
  func keys(keys: String, text: String) throws {
    let shown = try CompareScreens.state(keys: keys, runs: Self.runs()).picture(try Screens.theme()).text
    #expect(shown.contains(text), "\(shown)")
  }

  /// The task is the chosen run's; a key goes on to the next one, and is there only where there is one.
  @Test(arguments: [
    ("3 3", "Accuracy against throughput: shapes", "beaten by tome"), ("3 3 j", ": shapes", "mean of 2: tome"),
    ("3 3 m", ": digits", "task 2 of 2"), ("3 3 m m", ": shapes", "task 1 of 2"),
    ("3 3 j j j", ": digits", "tome-digits"),
  ])
  func theTaskIsThatOfTheChosenRun(keys: String, title: String, text: String) throws {
    let shown = try CompareScreens.state(keys: keys, runs: Self.seeds).picture(try Screens.theme()).text
    #expect(shown.contains(title) && shown.contains(text), "\(shown)")
  }

  /// Panels and keys of experts are not there; numbers follow.
  @Test func onlyPanelsThatTheRunsHaveAUseFor() throws {
    let theme = try Screens.theme()
    for size in [Size(80, 24), Size(120, 40), Size(200, 60)] {
      for keys in ["", "1", "2", "3", "4", "tab tab tab tab tab"] {
        let text = try CompareScreens.state(size, keys: keys, runs: Self.runs()).picture(theme).text
        #expect(!text.contains("experts") && !text.contains("matching") && !text.contains("layer"), "\(text)")
      }
    }
    let state = try CompareScreens.state(runs: Self.runs())
    let commands = Set(state.bindings.bindings.map(\.command))
    #expect(commands.contains("panel.4") && !commands.contains("panel.5"))
    #expect(!commands.contains("compare.matching") && !state.bindings.live(in: state.contexts).isEmpty)
    #expect(try CompareScreens.state(keys: "2", runs: Self.runs()).picture(theme).text.contains("2 Speed"))
    // One run with experts brings them all back.
    var mixed = Self.runs()
    mixed.append(("moe.sqlite", CompareFixture.run("moe", steps: 20).events))
    #expect(try CompareScreens.state(keys: "3", runs: mixed).picture(theme).text.contains("3 Router"))
  }

  @Test func noSizeAndNoFigureIsTooMuch() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    var runs = Self.runs()
    var strange = ScriptedPictures()
    (strange.isNaN, strange.images, strange.name) = (true, 0, "nan")
    runs.append(("nan.sqlite", strange.events))
    for size in [Size(0, 0), Size(1, 1), Size(40, 10), Size(60, 16), Size(80, 24), Size(101, 12), Size(300, 90)] {
      for keys in ["3", "3 3", "3 3 space", "3 3 k k n", "3 3 u space j space j space j space"] {
        let picture = try CompareScreens.state(size, keys: keys, runs: runs).picture(theme)
        #expect(picture.size == size && picture.text.unicodeScalars.allSatisfy(\.isASCII))
      }
    }
  }
}
