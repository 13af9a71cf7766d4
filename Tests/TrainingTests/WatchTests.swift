import Experiment
import Testing
import Training

/// Alerts: said once, and again only when they have gone and come back.
@Suite struct WatchTests {
  private func step(
    _ number: Int, loss: Double = 2, routed: [Int32] = [10, 10], dropped: [Int32] = [0, 0], entropy: Float = 0.6,
    seconds: Double = 0.1, mass: [Float] = [10, 10], task: Int? = nil
  ) -> Step {
    let kept = zip(routed, dropped).map { $0 - $1 }
    return Step(
      step: number, tokens: number * 20, loss: loss, gradientNorm: 1, seconds: seconds,
      ledgers: [
        LayerLedger(
          layer: 1, devices: 1, experts: 2, capacity: -1, routed: routed, kept: kept, dropped: dropped, padded: [0, 0],
          rectified: [0, 0], filled: [0, 0], gateMass: mass, entropy: entropy)
      ], task: task)
  }

  private func rules(_ steps: [Step], _ first: String, _ more: String...) throws -> [String] {
    var recipe = Recipe()
    recipe[Keys.MoE.experts] = 2
    recipe = try recipe.applying(sets: [first] + more)
    return rules(steps, Watch.Thresholds(recipe))
  }

  private func rules(_ steps: [Step], _ thresholds: Watch.Thresholds = Watch.Thresholds()) -> [String] {
    var watch = Watch(thresholds)
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

  @Test func anExpertOfATaskThatTheStepsAreNotOfIsNotDead() throws {
    // PLE: every token goes through all experts that its task reads.
    let mixture = Watch.Thresholds(try Recipe().applying(sets: ["run.workload=nlu", "mixture.kind=ple"]))
    let other = (1...120).map { step($0, routed: [20, 0], mass: [20, 0]) }
    #expect(rules(other, mixture) == [])
    #expect(rules(other) == ["50 dead-expert"])
    // It has tokens, but the gates give it nothing: dead after fifty steps that read it, whatever lies between.
    let unused = (1...120).map {
      $0.isMultiple(of: 2)
        ? step($0, routed: [20, 20], mass: [19.99, 0.01]) : step($0, routed: [20, 0], mass: [20, 0])
    }
    #expect(rules(unused, mixture) == ["100 dead-expert"])
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

  @Test func aRisingLossOfATaskIsSaidOnceAndByName() {
    var watch = Watch(tasks: ["sst2", "cola"])
    func messages(_ losses: [Double], task: Int) -> [String] {
      losses.enumerated().flatMap { place, loss in
        watch.look(at: step(place + 1, loss: loss, task: task)).map(\.message)
      }
    }
    #expect(messages(Array(repeating: 0.2, count: 50), task: 0) == [])
    // The other task has a course of its own.
    #expect(messages(Array(repeating: 1, count: 50), task: 1) == [])
    let high = Array(repeating: 0.4, count: 50)
    let risen = messages(high, task: 1) + messages(high, task: 0)
    #expect(risen.count == 1 && risen[0].hasPrefix("the loss of sst2 has risen to 0.3"), "\(risen)")
    // Up and down between 1.25 and 2 times its lowest: nothing new.
    let trembling = (0..<6).flatMap { Array(repeating: $0.isMultiple(of: 2) ? 0.25 : 0.4, count: 50) }
    #expect(messages(trembling, task: 0) == [])
    // It has fallen again, and rises again.
    let again = Array(repeating: 0.2, count: 80) + high
    #expect(messages(again, task: 0).count == 1)
  }

  @Test func aRouterThatAlwaysSaysTheSameHasCollapsed() throws {
    let healthy = (1...30).map { step($0) }
    let collapsed = (31...150).map { step($0, entropy: 0.01) }
    let recovered = (151...300).map { step($0) }
    let again = (301...400).map { step($0, entropy: 0) }
    let found = rules(healthy + collapsed + recovered + again)
    #expect(found.map { $0.split(separator: " ")[1] } == ["entropy-collapse", "entropy-collapse"], "\(found)")
    #expect(rules((1...100).map { step($0, entropy: 0) }) == [], "one that never said anything else")
    #expect(try rules(healthy + collapsed, "alerts.entropy=0") == [])
  }

  @Test func stepsThatTakeTwiceAsLongAreASlowDown() throws {
    let usual = (1...100).map { step($0) }
    let slow = (101...140).map { step($0, seconds: 0.4) }
    let found = rules(usual + slow)
    #expect(found.count == 1 && found[0].hasSuffix("slow-down"), "\(found)")
    #expect(rules(usual + [step(101, seconds: 0.9)]) == [], "one slow step is none")
    let epochs = (1...300).map { step($0, seconds: $0 % 50 == 0 ? 20 : 0.2) }
    #expect(rules(epochs) == [], "nor are many of them, each by itself")
    #expect(rules([step(1, seconds: 30)] + (2...100).map { step($0) }) == [], "nor is the first")
    #expect(try rules(usual + slow, "alerts.slow_down=0") == [])
    #expect(try rules(usual + slow, "alerts.slow_down=5") == [])
    let slower = (101...140).map { step($0, seconds: 2) }
    #expect(try rules(usual + slower, "alerts.slow_down=5").map { String($0.suffix(9)) } == ["slow-down"])
  }

  @Test func thresholdsAreTheRecipes() throws {
    let starved = (1...120).map { step($0, routed: [20, 0]) }
    #expect(try rules(starved, "alerts.dead_steps=80") == ["80 dead-expert"])
    #expect(try rules(starved, "alerts.dead_share=0") == [])
    #expect(try rules(starved, "moe.masked_experts=1:1", "moe.k=1") == [], "it must have none")
    #expect(try rules(starved, "moe.masked_experts=0:1", "moe.k=1") == ["50 dead-expert"], "that is another layer")
    let dropping = (1...60).map { step($0, dropped: [8, 4]) }
    #expect(try rules(dropping, "alerts.drop_share=0.7") == [])
    let rising = (1...20).map { step($0) } + (21...60).map { step($0, loss: 8) }
    #expect(try rules(rising, "alerts.divergence=0") == [])
    #expect(rules(rising).map { $0.split(separator: " ")[1] } == ["divergence"])
  }

  @Test func aMeasureThatTremblesIsSaidOnce() {
    let trembling = (1...200).map { step($0, dropped: $0 % 8 < 4 ? [6, 0] : [4, 0]) }
    let found = rules(trembling)
    #expect(found.count == 1, "\(found)")
  }
}
