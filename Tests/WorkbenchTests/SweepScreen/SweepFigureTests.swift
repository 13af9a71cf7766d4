import Experiment
import Sweeps
import Testing
import Workbench

@Suite struct SweepFigureTests {
  // MARK: Pareto front

  /// Every point is compared with every other one.
  private func slowFront(_ points: [(x: Double, y: Double)]) -> Set<Int> {
    Set(
      points.indices.filter { i in
        guard points[i].x.isFinite, points[i].y.isFinite else { return false }
        return !points.indices.contains { j in
          points[j].x.isFinite && points[j].y.isFinite && points[j].x <= points[i].x && points[j].y <= points[i].y
            && (points[j].x < points[i].x || points[j].y < points[i].y)
        }
      })
  }

  @Test func theFrontIsWhatNothingBeats() {
    var state: UInt64 = 5
    func next(_ range: UInt64) -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double((state >> 33) % range)
    }
    for count in 0..<60 {
      // Few different values, so that there are ties of all kinds; some points are no numbers.
      let points = (0..<count).map { _ in
        (x: next(11) == 0 ? Double.nan : next(8), y: next(13) == 0 ? Double.infinity : next(8))
      }
      let front = ParetoFront.indices(points)
      #expect(Set(front) == slowFront(points), "\(points)")
      #expect(front.count == Set(front).count)
      let sorted = front.map { points[$0] }
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.x <= $1.x && $0.y >= $1.y })
    }
  }

  // MARK: Places on axes

  private func trial(_ axis: Axis, _ value: RecipeValue) -> SweepTrial {
    SweepTrial(
      number: 1, configuration: 1, settings: [Setting(axis.key, value)], seed: 7,
      cost: TrialCost(totalParameters: 1, activeParameters: 1, flops: 1), target: 1)
  }

  @Test func wordsStandEvenlyAndNumbersBySize() throws {
    let words = try Axis("moe.router=topk,mask,hash")
    let router = AxisCoordinate(words, trials: [])
    #expect(router.share(trial(words, .string("topk"))) == 0)
    #expect(router.share(trial(words, .string("mask"))) == 0.5)
    #expect(router.share(trial(words, .string("hash"))) == 1)
    #expect(router.share(trial(words, .string("top-p"))) == nil)
    let numbers = try Axis("moe.k=1,2,5")
    let k = AxisCoordinate(numbers, trials: [])
    #expect(!k.isLogarithmic && k.share(trial(numbers, .integer(2))) == 0.25)
    // A trial that was added by hand widens the axis.
    let wider = AxisCoordinate(numbers, trials: [trial(numbers, .integer(9))])
    #expect(wider.share(trial(numbers, .integer(5))) == 0.5 && wider.share(trial(numbers, .integer(9))) == 1)
  }

  @Test func logarithmicAxesKeepRatios() throws {
    let axis = try Axis("optimizer.learning_rate=log:1e-4:1e-2")
    let rate = AxisCoordinate(axis, trials: [])
    #expect(rate.isLogarithmic)
    for (value, share) in [(1e-4, 0.0), (1e-3, 0.5), (1e-2, 1), (10 * 1e-4 * 10.0.squareRoot(), 0.75)] {
      let found = try #require(rate.share(trial(axis, .number(value))))
      #expect(abs(found - share) < 1e-12)
    }
    // A list over more than two decades is logarithmic too, one with a zero is not.
    #expect(AxisCoordinate(try Axis("moe.balance_coefficient=0.001,0.01,1"), trials: []).isLogarithmic)
    #expect(!AxisCoordinate(try Axis("moe.balance_coefficient=0,0.01,1"), trials: []).isLogarithmic)
  }

  @Test func aLineCrossesEachAxisAtItsTrialsValue() throws {
    let snapshot = try ScriptedSweep.snapshot()
    let parallel = ParallelCoordinates(snapshot)
    let rows = snapshot.report.rows
    #expect(parallel.lines.map(\.trial) == rows.map(\.trial.number))
    #expect(parallel.lines.allSatisfy { $0.shares.count == 3 })
    // Five learning rates in equal ratios, three routers in the order of the axis, the last one fastest.
    for (index, line) in parallel.lines.enumerated() {
      let rate = try #require(line.shares[0])
      #expect(abs(rate - Double(index / 3) / 4) < 2e-3)
      #expect(line.shares[1] == Double(index % 3) / 2)
    }
    let range = try #require(parallel.objective)
    for (line, row) in zip(parallel.lines, rows) {
      guard let last = row.last else {
        #expect(line.shares[2] == nil)
        continue
      }
      #expect(line.shares[2] == (last - range.lowerBound) / (range.upperBound - range.lowerBound))
    }
    #expect(parallel.lines.contains { $0.shares[2] == 0 } && parallel.lines.contains { $0.shares[2] == 1 })
  }

  // MARK: Balance

  @Test func balanceIsTheBusiestExpertOverTheMean() {
    func layer(_ counts: [Int32], domains: [Int32] = []) -> LayerEvaluation {
      LayerEvaluation(layer: 0, experts: 4, domainCounts: domains, frequencyCounts: counts)
    }
    func balance(_ layers: [LayerEvaluation]) -> Double? {
      LoadBalance.maximumOverMean(Evaluation(step: 1, tokens: 1, loss: 1, bitsPerByte: 1, layers: layers))
    }
    // Two buckets of four experts: loads 4, 8, 2, 2.
    #expect(balance([layer([1, 6, 0, 2, 3, 2, 2, 0])]) == 2)
    #expect(balance([layer([5, 5, 5, 5])]) == 1)
    #expect(balance([layer([0, 0, 9, 0]), layer([5, 5, 5, 5])]) == 2.5)
    #expect(balance([layer([], domains: [0, 0, 9, 0])]) == 4)
    #expect(balance([]) == nil && balance([layer([0, 0, 0, 0])]) == nil && balance([layer([1, 2, 3])]) == nil)
  }

  // MARK: Best so far, order

  @Test func onlyCompletedTrialsLowerTheBest() throws {
    let snapshot = try ScriptedSweep.snapshot()
    let entries = BestSoFar(snapshot).entries
    #expect(entries.map(\.trial) == Array(1...9))
    var best = Double.infinity
    for entry in entries {
      let row = try #require(snapshot.report.rows.first { $0.trial.number == entry.trial })
      #expect(entry.isComplete == (row.trial.state == .completed))
      if entry.isComplete { best = min(best, entry.value) }
      #expect(entry.best == best)
    }
    #expect(best == snapshot.report.best?.last)
  }

  @Test func trialsAreSortedWithWhatHasNoFigureLast() throws {
    let snapshot = try ScriptedSweep.snapshot()
    var order = TrialOrder()
    #expect(order.trials(snapshot) == Array(1...15))
    order.sort = .value
    for isDescending in [false, true] {
      order.isDescending = isDescending
      let numbers = order.trials(snapshot)
      let values = numbers.compactMap { number in snapshot.report.rows.first { $0.trial.number == number }?.last }
      #expect(values.count == 11 && values == values.sorted(by: isDescending ? { $0 > $1 } : { $0 < $1 }))
      #expect(Array(numbers.suffix(4)) == [12, 13, 14, 15])
    }
    order.sort = .axis(1)
    order.isDescending = false
    #expect(order.trials(snapshot) == [1, 4, 7, 10, 13, 2, 5, 8, 11, 14, 3, 6, 9, 12, 15])
  }

  @Test func aFilterIsARegularExpressionAndMayBeInverted() throws {
    let snapshot = try ScriptedSweep.snapshot()
    var order = TrialOrder()
    order.filter = "router=mask"
    #expect(order.trials(snapshot) == [2, 5, 8, 11, 14])
    order.filter = "!router=(mask|hash)"
    #expect(order.trials(snapshot) == [1, 4, 7, 10, 13])
    order.filter = "killed|kept"
    #expect(order.trials(snapshot) == [3, 7])
    order.filter = "nowhere"
    #expect(order.trials(snapshot).isEmpty)
  }
}
