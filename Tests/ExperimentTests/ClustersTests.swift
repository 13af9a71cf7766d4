import Experiment
import Foundation
import TestSupport
import Testing

/// Clusters by size, and what is counted of draws from them.
@Suite struct ClustersTests {
  private func shapes(_ tokens: [Int]) -> [ClusterShape] {
    tokens.enumerated().map { ClusterShape(name: "\($0)", documents: 1, tokens: $1, windows: $1 / 10) }
  }

  private func fold(_ events: some Sequence<Stamped>) -> RunState {
    var state = RunState()
    for event in events { state.apply(event) }
    return state
  }

  @Test func bandsHaveAboutAsManyClusters() {
    let bands = ClusterBands(shapes([5, 90, 40, 40, 7, 1, 300, 2, 60, 8, 9, 10]))
    #expect(bands.count == 5)
    #expect((0..<5).map { bands.members(of: $0) } == [[1, 6, 8], [2, 3], [9, 10, 11], [0, 4], [5, 7]])
    for count in 1...23 {
      let bands = ClusterBands(shapes((0..<count).map { $0 * $0 }))
      let sizes = (0..<bands.count).map { bands.members(of: $0).count }
      #expect(bands.count == min(5, count) && sizes.reduce(0, +) == count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      // Nothing in a band is larger than what is in the band before.
      #expect(bands.bands == bands.bands.sorted(by: >))
    }
    #expect(ClusterBands([]).count == 0)
  }

  @Test func lossesOfBandsWeighTokens() {
    let bands = ClusterBands(shapes([100, 90, 10, 9, 1]))
    let losses = bands.losses([
      ClusterLoss(cluster: 0, loss: 2, tokens: 10), ClusterLoss(cluster: 9, loss: 7, tokens: 5),
      ClusterLoss(cluster: -1, loss: 7, tokens: 5), ClusterLoss(cluster: 3, loss: .nan, tokens: 0),
    ])
    #expect(losses.map(\.tokens) == [10, 0, 0, 0, 0] && losses[0].loss == 2 && losses[3].loss.isNaN)
    let two = ClusterBands(shapes(Array(repeating: 4, count: 10)))
      .losses([ClusterLoss(cluster: 0, loss: 1, tokens: 30), ClusterLoss(cluster: 1, loss: 5, tokens: 10)])
    #expect(two[0] == BandLoss(loss: 2, tokens: 40, clusters: 2))
  }

  @Test func drawsAreCounted() {
    let run = ScriptedRun.clustered(steps: 80)
    let state = fold(run.events)
    var slow = Array(repeating: 0, count: 24)
    for case .step(let step) in run.events.map(\.event) { for draw in step.draws { slow[Int(draw)] += 1 } }
    #expect(state.draws.counts == slow && state.draws.total == 80 * 16)
    let shares = slow.map { Double($0) / 1280 }.filter { $0 > 0 }
    #expect(abs(state.draws.effectiveClusters - exp(-shares.reduce(0) { $0 + $1 * log($1) })) < 1e-9)
    #expect(DrawHistory.effective([0, 7, 7, 7]) > 2.999999 && DrawHistory.effective([3, 0]) == 1)
    #expect(DrawHistory.effective([]) == 0)
    for steps in [-1, 0, 1, 33, 80, 900] {
      let early = run.events.compactMap { stamped in
        if case .step(let step) = stamped.event, step.step <= steps { step.draws } else { nil }
      }
      var counts = Array(repeating: 0, count: 24)
      for draw in early.joined() { counts[Int(draw)] += 1 }
      #expect(state.draws.counts(steps: steps) == counts, "\(steps)")
    }
    #expect(state.bandLosses.map(\.step) == [50, 80] && state.bands.count == 5)
    #expect(state.bandLosses.last?.losses == state.bands.losses(state.evaluations[1].clusters))
  }

  @Test func stepsDoneAnewAreCountedOnce() {
    let run = ScriptedRun.clustered(steps: 120)
    var broken = run
    broken.finishes = false
    let first = broken.stretch(from: 0, to: 117, firstSequence: 0, at: 0)
    for start in [0, 1, 100, 117] {
      let second = run.stretch(from: start, to: 120, firstSequence: first.count, at: 1000)
      #expect(fold(first + second).draws == fold(run.events).draws, "from \(start)")
      // Where the first stretch ended it was evaluated, too.
      let bands = fold(first + second).bandLosses.filter { $0.step != 117 }
      #expect(bands == fold(run.events).bandLosses)
    }
  }

  /// A stranger's session may say anything.
  @Test func drawsFromClustersThatDoNotExistAreNotCounted() {
    var state = fold(ScriptedRun.clustered(steps: 2).events)
    let step = Step(step: 3, tokens: 1, loss: 1, draws: [-1, 24, .max, 5])
    let before = state.draws.counts
    state.apply(Stamped(sequence: 99, time: 0, event: .step(step)))
    #expect(zip(state.draws.counts, before).map { $0 - $1 } == (0..<24).map { $0 == 5 ? 1 : 0 })
    var fewer = ScriptedRun.clustered(steps: 2).header(firstStep: 3)
    fewer.clusters.removeLast(20)
    state.apply(Stamped(sequence: 100, time: 0, event: .started(fewer)))
    #expect(state.draws.counts.count == 4 && state.draws.counts == Array(before[..<4]))
  }
}
