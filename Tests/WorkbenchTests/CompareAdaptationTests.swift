import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Domain adaptations laid over each other.
@Suite struct CompareAdaptationTests {
  /// Two methods with two seeds each.
  static let runs = ["pcs", "c-visdit"].enumerated().flatMap { place, name in
    [1, 2].map { seed -> (path: String, events: [Stamped]) in
      var run = ScriptedAdaptation()
      (run.name, run.seed, run.gain, run.mixes) = (name, seed, 0.03 * Double(place), place == 1)
      return ("\(name)-\(seed).sqlite", run.events)
    }
  }

  @Test(arguments: ["figures", "easy", "label-free"]) func screensAreAsRecorded(_ name: String) throws {
    let keys = ["figures": "3 3", "easy": "1 1 v v v v", "label-free": "v v v v v v v"][name] ?? ""
    let theme = try Screens.theme()
    for size in [Size(80, 24), Size(120, 35), Size(200, 60)] {
      let picture = try CompareScreens.state(size, keys: keys, runs: Self.runs).picture(theme)
      let difference = try Screens.difference(
        CompactGolden([("256", picture)]).text, golden: "compare/adaptation-\(name)-\(size.width)x\(size.height)")
      #expect(difference == nil, "\(difference ?? "")")
    }
  }

  @Test(arguments: [
    ("v v v", "Loss: score"), ("v v v v", "Loss: easy targets"), ("v v v v v", "Loss: hard targets"),
    ("v v v v v v", "Loss: outliers"), ("v v v v v v v", "Loss: label-free"), ("v v v v v v v v", "Loss: criterion"),
    ("v v v v v v v v v", "Loss: gradient"),
  ])
  func measuresOfTargets(keys: String, title: String) throws {
    #expect(try CompareScreens.state(keys: keys, runs: Self.runs).picture(try Screens.theme()).text.contains(title))
  }

  /// Other runs have neither these measures nor these columns.
  @Test func runsWithoutTargetsShowNone() throws {
    let theme = try Screens.theme()
    #expect(try CompareScreens.state(keys: "v v v").picture(theme).text.contains("Loss: gradient"))
    let figures = try CompareScreens.state(Size(300, 40), keys: "6 6").picture(theme).text
    #expect(!figures.contains("best*") && !figures.contains("label-free"))
  }

  @Test func finalFiguresAreThoseOfTheRun() throws {
    let comparison = CompareFixture.comparison(Self.runs)
    for (run, source) in zip(comparison.runs, Self.runs) {
      let evaluations = source.events.compactMap { stamped -> Evaluation? in
        if case .evaluated(let evaluation) = stamped.event { evaluation } else { nil }
      }
      let last = try #require(evaluations.last)
      #expect(
        run.finals[.easy] == last.figure("accuracy.easy") && run.finals[.outlier] == last.figure("accuracy.outlier"))
      #expect(run.finals[.chosen] == last.figure("accuracy.chosen"))
      #expect(run.finals[.bestByLabels] == last.figure("accuracy.best"))
      #expect(run.finals[.score] == last.figure("accuracy"))
    }
    let text = try CompareScreens.state(Size(200, 60), keys: "3 3", runs: Self.runs).picture(try Screens.theme()).text
    #expect(text.contains("best*: takes target labels") && text.contains("Δ score"))
  }
}
