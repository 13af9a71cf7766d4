import Experiment
import Foundation
import Sweeps
import Testing

@Suite struct ReportTests {
  /// A full grid of two axes with the final losses of `loss`.
  private func contents(_ seeds: [Int] = [7], _ loss: (Int, String, Int) -> Double) throws -> SweepContents {
    var recipe = Recipe()
    recipe[Keys.Run.steps] = 10
    let sweep = Sweep(
      name: "s", recipe: recipe, space: try SearchSpace([Axis("moe.k=1,2,3"), Axis("moe.router=topk,hash")]),
      seeds: seeds, rungs: try Rungs(end: 10))
    let all = try Configurations(
      sweep.space, of: recipe, count: nil, seed: 1, sameActiveParameters: nil, cost: SweepFixture.cost)
    var trials = SweepRunner.trials(
      of: all.kept, seeds: seeds, method: .grid, rungs: sweep.rungs, recipe: recipe)
    var points: [Int: [TrialCurve.Point]] = [:]
    for index in trials.indices {
      trials[index].state = .completed
      trials[index].step = 10
      guard case .integer(let k) = trials[index].settings[0].value else { continue }
      let value = loss(k, trials[index].settings[1].word, trials[index].seed)
      points[trials[index].number] = [TrialCurve.Point(step: 10, tokens: 10, loss: value, bitsPerByte: value)]
    }
    return SweepContents(sweep: sweep, trials: trials, points: points)
  }

  @Test func anAxisThatAloneMattersExplainsAll() throws {
    let report = SweepReport(try contents { k, _, _ in Double(k) })
    #expect(report.importances.map(\.key) == ["moe.k", "moe.router"])
    #expect(report.importances[0].share == 1)
    #expect(report.importances[1].share == 0)
    #expect(report.importances[0].levels.map(\.mean) == [1, 2, 3])
    #expect(report.importances[0].levels.map(\.count) == [2, 2, 2])
  }

  @Test func sharesAreThoseOfAnAnalysisOfVariance() throws {
    // By hand: k gives squares of 2 · 2 · (1 + 0 + 1) = 4, the router 6 · 0.25 = 1.5, both together 5.5 of 5.5.
    let additive = SweepReport(try contents { k, router, _ in Double(k) + (router == "hash" ? 1 : 0) })
    #expect(abs((additive.importances[0].share ?? 0) - 4 / 5.5) < 1e-12)
    #expect(abs((additive.importances[1].share ?? 0) - 1.5 / 5.5) < 1e-12)
    // An interaction alone: no main effect.
    let crossed = SweepReport(
      try contents { k, router, _ in k == 2 ? 0 : (k == 1) == (router == "hash") ? 1 : -1 })
    #expect(crossed.importances.map { ($0.share ?? 1) < 1e-12 } == [true, true])
    #expect(abs((additive.importances[0].chance ?? 0) - 2.0 / 5) < 1e-12)
  }

  @Test func combinationsAreRankedByMeanAndWholeOnesFirst() throws {
    var contents = try contents([7, 8]) { k, router, seed in
      Double(k) + Double(seed) / 10 + (router == "hash" ? 0.5 : 0)
    }
    let report = SweepReport(contents)
    #expect(report.combinations.map(\.settings.label).prefix(2) == ["k=1 router=topk", "k=1 router=hash"])
    #expect(abs(report.combinations[0].mean - 1.75) < 1e-12)
    #expect(abs((report.combinations[0].spread ?? 0) - (0.005).squareRoot()) < 1e-12)
    // The best one lacks a seed: it is told last.
    contents.trials[6].state = .stopped
    #expect(SweepReport(contents).combinations.last?.settings.label == "k=1 router=topk")
    #expect(SweepReport(contents).best?.trial.number == 1)
  }

  @Test func theCostOfTheRestFollowsFromTheRateSoFar() throws {
    var contents = try contents { _, _, _ in 1 }
    contents.trials[5].state = .waiting
    contents.trials[5].step = 0
    contents.trials[4].state = .running
    contents.trials[4].step = 5
    // Four trials of 100 operations took 20 seconds each: 5 operations a second.
    contents.attempts = (1...4).map {
      Attempt(number: $0, trial: $0, from: 0, target: 10, started: 0, ended: 20)
    }
    let estimate = CostEstimate(contents)
    #expect(estimate.totalFlops == 600 && estimate.flopsLeft == 150 && estimate.trialsLeft == 2)
    #expect(estimate.rate == 5)
    #expect(estimate.secondsLeft(jobs: 2) == 15)
    contents.attempts = []
    #expect(CostEstimate(contents).secondsLeft(jobs: 1) == nil)
    #expect(CostEstimate(contents).secondsLeft(jobs: 1, measured: 10) == 15)
  }
}
