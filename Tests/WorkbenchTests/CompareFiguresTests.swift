import Experiment
import Foundation
import TestSupport
import Testing
import Workbench

@Suite struct CompareFiguresTests {
  // MARK: Curves

  /// Walks over all neighbours until it finds those of the position.
  private static func slowValue(_ curve: Curve, _ x: Double) -> Double? {
    for (place, own) in curve.xs.enumerated() where own == x { return curve.ys[place] }
    for place in curve.xs.indices.dropLast() where curve.xs[place] < x && x < curve.xs[place + 1] {
      let (a, b) = (curve.ys[place], curve.ys[place + 1])
      if !a.isFinite || !b.isFinite { return .nan }
      return a + (b - a) * (x - curve.xs[place]) / (curve.xs[place + 1] - curve.xs[place])
    }
    return nil
  }

  @Test func valuesBetweenPointsAreThoseOfASlowWalk() {
    var random = TestRandom(5)
    for count in [1, 2, 3, 17, 200] {
      var x = 0.0
      let xs = (0..<count).map { _ -> Double in
        x += Double(1 + random.next(7)) / 2
        return x
      }
      let ys = xs.map { _ in random.next(9) == 0 ? .nan : Double(random.next(1000)) / 10 }
      let curve = Curve(xs: xs, ys: ys)
      for step in -4...Int(2 * x) + 8 {
        let (fast, slow) = (curve.value(at: Double(step) / 4), Self.slowValue(curve, Double(step) / 4))
        #expect((fast == nil) == (slow == nil))
        guard let fast, let slow else { continue }
        #expect(fast.isNaN == slow.isNaN)
        if !fast.isNaN { #expect(abs(fast - slow) < 1e-9) }
      }
    }
  }

  @Test func aDifferenceIsAGapWhereTheBaselineHasNone() {
    let own = Curve(xs: [1, 2, 3, 4, 5, 6], ys: [10, 20, .nan, 40, 50, 60])
    let base = Curve(xs: [2, 4, 5], ys: [1, 3, .nan])
    let difference = own.less(base)
    #expect(difference.xs == own.xs)
    #expect(difference.ys[0].isNaN && difference.ys[1] == 19 && difference.ys[2].isNaN && difference.ys[3] == 37)
    #expect(difference.ys[4].isNaN && difference.ys[5].isNaN)
    #expect(Curve(xs: [], ys: []).value(at: 1) == nil)
  }

  // MARK: Final figures and their spread

  private static func runs(_ runs: [ScriptedRun]) -> Comparison {
    CompareFixture.comparison(runs.map { ("\($0.name)-\($0.seed).sqlite", $0.events) })
  }

  private static let seeds: [UInt64] = [1, 2, 3]

  private static func twoRecipes() -> Comparison {
    runs(
      seeds.map { CompareFixture.run("plain", seed: $0, steps: 100) }
        + seeds.map { seed in CompareFixture.run("tight", seed: seed, steps: 100) { $0.capacityFactor = 1 } })
  }

  @Test func equalRecipesButForTheSeedMakeAGroup() throws {
    let comparison = Self.twoRecipes()
    let table = FigureTable(comparison)
    #expect(table.rows.map(\.isGroup) == [true, false, false, false, true, false, false, false])
    #expect(table.rows.map(\.runs) == [[0, 1, 2], [0], [1], [2], [3, 4, 5], [3], [4], [5]])
    for (column, figure) in table.figures.enumerated() where figure != .score && !figure.isOfTargets {
      let values = try comparison.runs.prefix(3).map { try #require(figure.value($0.history)) }
      let mean = values.reduce(0, +) / 3
      let deviation = sqrt(values.reduce(0) { $0 + pow($1 - mean, 2) } / 2)
      let cell = table.rows[0].values[column]
      #expect(abs(cell.value - mean) <= 1e-12 * abs(mean) && cell.count == 3, "\(figure)")
      #expect(abs((cell.spread ?? -1) - deviation) <= 1e-9 * max(1, deviation), "\(figure)")
    }
  }

  @Test func differencesAreTakenSeedBySeed() throws {
    let comparison = Self.twoRecipes()
    let table = FigureTable(comparison)
    let column = try #require(table.figures.firstIndex(of: .dropped))
    let values = comparison.runs.compactMap { FinalFigure.dropped.value($0.history) }
    let pairs = (0..<3).map { values[$0 + 3] - values[$0] }
    let mean = pairs.reduce(0, +) / 3
    let error = sqrt(pairs.reduce(0) { $0 + pow($1 - mean, 2) } / 2) / sqrt(3.0)
    let cell = table.rows[4].differences[column]
    #expect(abs(cell.value - mean) < 1e-12 && abs((cell.spread ?? -1) - error) < 1e-12 && cell.count == 3)
    #expect(mean > 0, "a tighter capacity drops more")
    for seed in 0..<3 { #expect(table.rows[5 + seed].differences[column].value == pairs[seed]) }
    #expect(!table.rows[0].differences[column].isKnown && !table.rows[1].differences[column].isKnown)
    // The baseline's other seeds are compared with the baseline itself.
    #expect(table.rows[2].differences[column].value == values[1] - values[0])
  }

  @Test func withoutCommonSeedsTheMeansAreCompared() {
    let comparison = Self.runs(
      [1, 2].map { CompareFixture.run("plain", seed: $0, steps: 60) }
        + [3, 4, 5].map { seed in CompareFixture.run("tight", seed: seed, steps: 60) { $0.capacityFactor = 1 } })
    let table = FigureTable(comparison, figures: [.dropped])
    let values = comparison.runs.compactMap { FinalFigure.dropped.value($0.history) }
    let (one, other) = (Spread(Array(values[..<2])), Spread(Array(values[2...])))
    let cell = table.rows[3].differences[0]
    #expect(abs(cell.value - (other.mean - one.mean)) < 1e-12)
    let error = sqrt(pow(one.deviation!, 2) / 2 + pow(other.deviation!, 2) / 3)
    #expect(abs((cell.spread ?? -1) - error) < 1e-12)
  }

  @Test func hiddenAndUnfinishedRunsDoNotCount() {
    var comparison = Self.runs(Self.seeds.map { CompareFixture.run("plain", seed: $0, steps: 60) })
    comparison.toggleHidden(2)
    let values = comparison.runs.compactMap { FinalFigure.heldOut.value($0.history) }
    var cell = FigureTable(comparison, figures: [.heldOut]).rows[0].values[0]
    #expect(cell.count == 2 && abs(cell.value - (values[0] + values[1]) / 2) < 1e-12)
    let early = Screens.events(through: 40, of: CompareFixture.run("plain", seed: 9, steps: 60))
    _ = comparison.add("early.sqlite")
    comparison.apply(early, to: "early.sqlite", isRead: true)
    cell = FigureTable(comparison, figures: [.heldOut]).rows[0].values[0]
    #expect(cell.count == 2, "a run under way is no final figure")
  }

  @Test func rowsAreSortedWithinAndAmongGroups() throws {
    let comparison = Self.twoRecipes()
    for isDescending in [false, true] {
      let table = FigureTable(
        comparison, figures: [.dropped], sort: (figure: .dropped, isDescending: isDescending))
      let groups = table.rows.filter(\.isGroup).map { $0.values[0].value }
      #expect(groups == groups.sorted { isDescending ? $0 > $1 : $0 < $1 })
      for first in [1, 5] {
        let values = table.rows[first..<first + 3].map { $0.values[0].value }
        #expect(values == values.sorted { isDescending ? $0 > $1 : $0 < $1 })
      }
    }
    // What has no value stands last, either way.
    let mixed = Self.runs([ScriptedRun(steps: 20), CompareFixture.run("b", steps: 20)])
    var empty = mixed
    _ = empty.add("empty.sqlite")
    for isDescending in [false, true] {
      let table = FigureTable(empty, figures: [.train], sort: (figure: .train, isDescending: isDescending))
      #expect(table.rows.last?.runs == [2])
    }
  }

  @Test func figuresAreThoseOfTheEvents() throws {
    let run = CompareFixture.run("one", steps: 80)
    let comparison = Self.runs([run])
    let history = comparison.runs[0].history
    var (losses, evaluations, seconds): ([Double], [Evaluation], Double) = ([], [], 0)
    var (dropped, ratios): ([Double], [Double]) = ([], [])
    for event in run.events {
      switch event.event {
      case .step(let step):
        losses.append(step.loss)
        seconds += step.seconds
        guard step.step > 30 else { continue }
        for ledger in step.ledgers {
          let routed = (0..<8).map { expert in Double(ledger.routed[expert] + ledger.routed[expert + 8]) }
          let all = routed.reduce(0, +)
          dropped.append(Double(ledger.dropped.reduce(0, +)) / all * 100)
          ratios.append((routed.max() ?? 0) / (all / 8))
        }
      case .evaluated(let evaluation): evaluations.append(evaluation)
      default: break
      }
    }
    func near(_ figure: FinalFigure, _ expected: Double) {
      let value = figure.value(history)
      #expect(abs((value ?? .nan) - expected) < 1e-9 * max(1, expected), "\(figure)")
    }
    near(.heldOut, try #require(evaluations.last).loss)
    near(.best, evaluations.map(\.loss).min() ?? 0)
    near(.train, losses.suffix(50).reduce(0, +) / 50)
    near(.dropped, dropped.reduce(0, +) / Double(dropped.count))
    near(.maximumOverMean, ratios.reduce(0, +) / Double(ratios.count))
    near(.seconds, seconds)
    near(.tokensPerSecond, 80 * 2048 / seconds)
    near(.steps, 80)
  }

  // MARK: Recipes

  @Test func recipeColumnsAreTheKeysThatDiffer() {
    let comparison = Self.runs([
      CompareFixture.run("a", seed: 1, steps: 30), CompareFixture.run("b", seed: 2, steps: 30) { $0.experts = 4 },
      CompareFixture.run("c", seed: 2, steps: 30) { $0.rectifies = true },
    ])
    let columns = RecipeColumns(comparison.runs.map(\.state))
    #expect(columns.keys.map(\.path) == ["moe.experts", "moe.intra_gpu", "moe.fill_in"])
    #expect(columns.values == [["8", "false", "false"], ["4", "false", "false"], ["8", "true", "true"]])
    #expect(columns.titles == ["experts", "intra_gpu", "fill_in"])
    #expect(RecipeColumns(comparison.runs.map(\.state), withSeeds: true).keys.first?.path == "run.seed")
  }

  /// A number that stands for something else is that, and what a run does not read is a dash; files keep the numbers.
  @Test func recipeColumnsSayWhatIsMeant() {
    func state(_ change: (inout Recipe) -> Void) -> RunState {
      var header = ScriptedPictures().header
      var recipe = Recipe()
      recipe[Keys.Run.workload] = .tokenMerging
      change(&recipe)
      header.recipe = recipe.toml
      return CompareFixture.state([Stamped(sequence: 0, time: 0, event: .started(header))])
    }
    let states = [
      state { $0[Keys.Merging.reducer] = .none },
      state {
        $0[Keys.Merging.reducer] = .none
        $0[Keys.Vision.blocks] = 7
        // Nothing merges: neither of these is read.
        $0[Keys.Merging.ratio] = 2.4
        $0[Keys.Adaptation.lastBlocks] = 3
      },
      state { $0[Keys.Merging.ratio] = 3.2 },
      state { $0[Keys.Merging.learningRate] = 1e-4 },
    ]
    let columns = RecipeColumns(states)
    #expect(
      columns.keys.map(\.path) == ["vit.blocks", "merging.reducer", "merging.ratio", "merging.pyra_learning_rate"])
    #expect(
      columns.values == [
        ["all", "none", "–", "–"], ["7", "none", "–", "–"], ["all", "pyra", "3.2", "as the run's"],
        ["all", "pyra", "1.7", "0.0001"],
      ])
    let written = RecipeColumns(states, asWritten: true)
    #expect(written.keys.map(\.path).contains("adaptation.last_blocks"))
    #expect(written.values.map { $0[0] } == ["0", "7", "0", "0"])
  }

  @Test func whenLossesCompareIsSaid() {
    func state(_ change: (inout Header) -> Void) -> RunState {
      var header = ScriptedRun(steps: 20).header()
      change(&header)
      return CompareFixture.state([Stamped(sequence: 0, time: 0, event: .started(header))])
    }
    let base = state { _ in }
    #expect(Comparability(base, state { $0.seed = 9 }).remark == "")
    let tokens = Comparability(base, state { $0.vocabulary = 4096 })
    #expect(!tokens.comparesNats && tokens.comparesBits && tokens.remark.contains("bits a byte"))
    let text = Comparability(
      base, state { $0.recipe = $0.recipe.replacingOccurrences(of: "held_out = 0.02", with: "held_out = 0.05") })
    #expect(!text.comparesBits && text.remark.contains("other held-out text"))
    func facts(_ algorithm: String, _ bytes: Double) -> RunState {
      state {
        $0.tokenizer = TokenizerFacts(
          algorithm: algorithm, vocabulary: 258, scaffoldTokens: 0, bytesPerToken: bytes, entropy: 5, redundancy: 0)
      }
    }
    #expect(Comparability(facts("bpe", 3), facts("bpe", 3)).comparesNats)
    #expect(!Comparability(facts("bpe", 3), facts("bpe", 3.5)).comparesNats)
    #expect(!Comparability(facts("bpe", 3), facts("scaffold-bpe", 3)).comparesNats)
  }

  @Test func lossesOfTasksAreNoNatsAToken() {
    func state(_ names: [String], vocabulary: Int) -> RunState {
      var header = ScriptedRun(steps: 20).header()
      header.vocabulary = vocabulary
      header.tasks = names.map { TaskShape(name: $0, kind: "pairs", metric: "f1", examples: 10) }
      return CompareFixture.state([Stamped(sequence: 0, time: 0, event: .started(header))])
    }
    let base = state(["sst2", "cola"], vocabulary: 500)
    // Other pieces of text are not another loss.
    #expect(Comparability(base, state(["sst2", "cola"], vocabulary: 700)).remark == "")
    let other = Comparability(base, state(["sst2", "rte"], vocabulary: 500))
    #expect(other.remark == "other tasks: the losses do not compare" && !other.comparesNats)
    for measure in [CompareMeasure.loss, .heldOut] {
      #expect(measure.unit(of: [.text, .ledgers]) == measure.unit && measure.unit.hasSuffix("nats a token"))
      #expect(!measure.unit(of: .tasks).contains("nats"))
      #expect(measure.unit(of: .pictures).hasSuffix("nats a picture"))
    }
    let score = TaskScore(task: 0, loss: 1, metrics: [], examples: 1)
    for (tasks, text) in [([TaskScore](), "held-out 1.250 nats"), ([score], "held-out 1.250")] {
      let evaluation = Evaluation(step: 1, tokens: 1, loss: 1.25, bitsPerByte: .nan, tasks: tasks)
      #expect(LogEntry(Stamped(sequence: 0, time: 0, event: .evaluated(evaluation)), step: 1)?.text == text)
    }
  }

  @Test func lossesOnOtherPicturesDoNotCompare() {
    func state(_ task: String, training: Int = 800, validation: Int = 200) -> RunState {
      var header = ScriptedPictures().header
      header.recipe = header.recipe
        .replacingOccurrences(of: "task = \"shapes\"", with: "task = \"\(task)\"")
        .replacingOccurrences(of: "\ntrain_examples = 800", with: "\ntrain_examples = \(training)")
        .replacingOccurrences(of: "validation_examples = 200", with: "validation_examples = \(validation)")
      return CompareFixture.state([Stamped(sequence: 0, time: 0, event: .started(header))])
    }
    let base = state("shapes")
    #expect(Comparability(base, state("shapes", training: 400)).remark == "")
    #expect(Comparability(base, state("usps")).remark == "other pictures: the losses do not compare")
    #expect(Comparability(base, state("shapes", validation: 100)).remark.hasPrefix("other numbers of pictures"))
    let text = CompareFixture.state([Stamped(sequence: 0, time: 0, event: .started(ScriptedRun(steps: 20).header()))])
    #expect(!Comparability(base, text).isSameText && !Comparability(text, base).isSameText)
  }

  // MARK: The set of runs

  @Test func labelsTellRunsApart() {
    let comparison = CompareFixture.comparison([
      ("x/one.sqlite", CompareFixture.run("a", seed: 1, steps: 5).events),
      ("x/two.sqlite", CompareFixture.run("a", seed: 2, steps: 5).events),
      ("x/three.sqlite", CompareFixture.run("a", seed: 2, steps: 5).events),
      ("y/three.sqlite", CompareFixture.run("a", seed: 2, steps: 5).events),
      ("x/five.sqlite", CompareFixture.run("b", seed: 2, steps: 5).events),
    ])
    #expect(comparison.labels == ["a 1", "two", "x/three.sqlite", "y/three.sqlite", "b"])
  }

  @Test func aLookOfItsOwnIsKeptUnlessItIsTaken() {
    var comparison = Comparison()
    for (path, look) in [("a", 1), ("b", nil), ("c", 1), ("d", 7), ("e", nil), ("f", 0)] as [(String, Int?)] {
      #expect(comparison.add(path, look: look) == nil)
    }
    #expect(comparison.runs.map(\.look) == [1, 0, 2, 7, 3, 4])
  }

  @Test func looksLastAndTheBaselineMoves() {
    var comparison = Self.runs((1...4).map { CompareFixture.run("r\($0)", steps: 3) })
    #expect(comparison.runs.map(\.look) == [0, 1, 2, 3] && comparison.baseline == 0)
    comparison.setBaseline(2)
    comparison.remove(1)
    #expect(comparison.runs.map(\.look) == [0, 2, 3] && comparison.baseline == 1)
    comparison.remove(1)
    #expect(comparison.baseline == 0)
    #expect(comparison.add("new.sqlite") == nil && comparison.runs.last?.look == 4)
    #expect(comparison.add("new.sqlite")?.contains("already") == true)
    comparison.leaveOut("new.sqlite", "is damaged")
    #expect(comparison.leftOut.map(\.path) == ["new.sqlite"] && comparison.runs.count == 2)
    for _ in comparison.runs { comparison.remove(0) }
    #expect(comparison.baseline == nil && comparison.base == nil)
  }
}
