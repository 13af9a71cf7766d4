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

  @Test func theFrontIsOfBothFigures() {
    let front = RunFront(CompareFixture.comparison(Self.runs()))
    #expect(front.points.map(\.run) == [0, 1, 2, 3] && front.isOfTest)
    #expect(front.runs(.throughput) == [3, 1, 0] && front.runs(.work) == [3, 1, 0])
    #expect(front.points[1].throughput > front.points[0].throughput && front.points[1].work < front.points[0].work)
    #expect(RunFront(Comparison()).isEmpty)
  }

  @Test func validationCountsWhereARunHasNoTest() {
    var runs = Self.runs()
    runs[1].events.removeAll { if case .evaluated(let evaluation) = $0.event { evaluation.step > 0 } else { false } }
    let front = RunFront(CompareFixture.comparison(runs))
    #expect(!front.isOfTest && front.points.count == 4)
  }

  @Test func theColumnsSayWhoIsOnIt() {
    let comparison = CompareFixture.comparison(Self.runs())
    let columns = FrontColumns(RunFront(comparison), labels: comparison.labels)
    #expect(columns.rows.map(\.run) == [0, 1, 3, 2])
    #expect(columns.rows.map { $0.cells[4] } == ["speed, work", "speed, work", "speed, work", ""])
    #expect(columns.remark.contains("test images"))
  }

  @Test(arguments: ["front", "front-work", "front-beaten"]) func screensAreAsRecorded(_ name: String) throws {
    let theme = try Screens.theme()
    let keys = name == "front" ? "6 6" : name == "front-work" ? "6 6 n j j" : "6 6 j"
    for size in [Size(80, 24), Size(120, 35), Size(200, 60)] {
      let picture = try CompareScreens.state(size, keys: keys, runs: Self.runs()).picture(theme)
      let difference = try Screens.difference(
        CompactGolden([("256", picture)]).text, golden: "compare/\(name)-\(size.width)x\(size.height)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  @Test(arguments: [
    ("6", "Accuracy against throughput"), ("6 n", "Accuracy against work"), ("6 n n", "Accuracy against throughput"),
    ("6 v", "Final figures"), ("6 v v", "Accuracy against throughput"), ("6 V", "Final figures"),
    ("6 6", "on the front"), ("6 6 j", "beaten by"),
  ])
  func keys(keys: String, text: String) throws {
    let shown = try CompareScreens.state(keys: keys, runs: Self.runs()).picture(try Screens.theme()).text
    #expect(shown.contains(text), "\(shown)")
  }

  @Test func noSizeAndNoFigureIsTooMuch() throws {
    let theme = try Screens.theme("mono", depth: .mono, glyphs: .ascii)
    var runs = Self.runs()
    var strange = ScriptedPictures()
    (strange.isNaN, strange.images, strange.name) = (true, 0, "nan")
    runs.append(("nan.sqlite", strange.events))
    for size in [Size(0, 0), Size(1, 1), Size(40, 10), Size(60, 16), Size(80, 24), Size(101, 12), Size(300, 90)] {
      for keys in ["6", "6 6", "6 6 space", "6 6 k k n", "6 6 u space j space j space j space"] {
        let picture = try CompareScreens.state(size, keys: keys, runs: runs).picture(theme)
        #expect(picture.size == size && picture.text.unicodeScalars.allSatisfy(\.isASCII))
      }
    }
  }
}
