import Experiment
import Testing
import Training

/// Alerts: said once, and again only when they have gone and come back.
@Suite struct WatchTests {
  private func step(_ number: Int, loss: Double = 2, routed: [Int32] = [10, 10], dropped: [Int32] = [0, 0]) -> Step {
    let kept = zip(routed, dropped).map { $0 - $1 }
    return Step(
      step: number, tokens: number * 20, loss: loss, gradientNorm: 1,
      ledgers: [
        LayerLedger(
          layer: 1, devices: 1, experts: 2, capacity: -1, routed: routed, kept: kept, dropped: dropped, padded: [0, 0],
          rectified: [0, 0], filled: [0, 0], gateMass: [10, 10], entropy: 0.6)
      ])
  }

  private func rules(_ steps: [Step]) -> [String] {
    var watch = Watch()
    return steps.flatMap { step in watch.look(at: step).map { "\($0.step) \($0.rule)" } }
  }

  @Test func aLossThatIsNotANumberIsSaidOnceEachTime() {
    let losses = [2, 2, Double.nan, .nan, 2, .infinity, 2]
    #expect(
      rules(losses.enumerated().map { step($0.offset + 1, loss: $0.element) }) == [
        "3 loss-not-finite", "6 loss-not-finite",
      ])
  }

  @Test func anExpertWithoutTokensIsDeadAfterFiftySteps() {
    let starved = (1...120).map { step($0, routed: [20, 0]) }
    #expect(rules(starved) == ["50 dead-expert"])
    let revived = (1...120).map { step($0, routed: $0 == 60 ? [19, 1] : [20, 0]) }
    #expect(rules(revived) == ["50 dead-expert", "110 dead-expert"])
    #expect(rules((1...49).map { step($0, routed: [20, 0]) }) == [])
  }

  @Test func droppingAQuarterIsWorthAWord() {
    let dropping = (1...60).map { step($0, dropped: [8, 4]) }
    let found = rules(dropping)
    #expect(found.count == 1)
    #expect(found[0].hasSuffix("drop-share"))
    #expect(rules((1...60).map { step($0, dropped: [2, 2]) }) == [])
  }

  @Test func aRisingLossIsDivergence() {
    let falling = (1...50).map { step($0, loss: 4 - 0.04 * Double($0)) }
    let rising = (51...80).map { step($0, loss: 2 + 0.3 * Double($0 - 50)) }
    let found = rules(falling + rising)
    #expect(found.count == 1)
    #expect(found[0].hasSuffix("divergence"))
    #expect(rules(falling) == [])
  }
}
