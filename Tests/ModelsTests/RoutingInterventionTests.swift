import Foundation
import Models
import Tensor
import Testing

@Suite struct RoutingInterventionTests {
  typealias Bench = MoELayerTests.Bench

  /// What a layer did, copied out of the arena.
  private struct Seen {
    let choices: [[Int]]
    let scores: [[Float]]
    let output: [Float]
    let statistics: LayerStatistics

    init(_ bench: Bench, _ intervention: RoutingIntervention = .none) {
      (choices, scores, output, statistics) = withExtendedLifetime(bench) {
        let result = bench.forward(intervention: intervention)
        let (width, e) = (result.assignment.width, result.assignment.experts)
        return (
          (0..<bench.n).map { i in (0..<width).map { Int(result.assignment.choices[i * width + $0]) } },
          (0..<bench.n).map { i in (0..<e).map { result.scores.data[i * e + $0] } },
          result.output.values, result.statistics
        )
      }
    }
  }

  private static func logits(_ bench: Bench, _ token: Int) -> [Double] {
    let weight = bench.block.parameters.first { $0.name == "router.weight" }!
    return (0..<6).map { e in
      (0..<bench.d).reduce(0) { $0 + Double(bench.x[token * bench.d + $1]) * Double(weight.values[e * bench.d + $1]) }
    }
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let exponentials = logits.map { exp($0) }
    return exponentials.map { $0 / exponentials.reduce(0, +) }
  }

  // MARK: - Without the top expert

  /// Scores over the rest and its best, in double precision and in the plainest way.
  @Test(arguments: ["topk", "mask", "top-p", "bias-balanced"])
  func withoutItsTopExpertATokenChoosesAmongTheRest(router: String) throws {
    let options = MoELayerTests.options {
      $0.router = router
      $0.vocabulary = 7
      $0.topP = 0.5
      $0.capacityFactor = 0.8
      $0.rectification.fillIn = true
    }
    var bench = try Bench(options, n: 120)
    let visible = (0..<7).flatMap { id in (0..<6).map { UInt8(id >= 3 || $0 <= id ? 1 : 0) } }
    let bias: [Float] = [0, 2, 0, 0, -0.5, 0]
    if router == "mask" {
      try bench.layer.router.load(RouterBuffer(name: "mask.visible", shape: [7, 6], values: .bytes(visible)))
    }
    if router == "bias-balanced" {
      try bench.layer.router.load(RouterBuffer(name: "bias", shape: [6], values: .floats(bias)))
    }
    let seen = Seen(bench, .disableTopExpert)
    for i in 0..<bench.n {
      var logits = Self.logits(bench, i)
      if router == "mask" { for e in 0..<6 where visible[i % 7 * 6 + e] == 0 { logits[e] = -.infinity } }
      func values() -> [Double] {
        let scores = Self.softmax(logits)
        return router == "bias-balanced"
          ? (0..<6).map { logits[$0] == -.infinity ? -.infinity : scores[$0] + Double(bias[$0]) } : logits
      }
      let top = (0..<6).max { values()[$0] < values()[$1] }!
      logits[top] = -.infinity
      if logits.allSatisfy({ $0 == -.infinity }) {
        #expect(seen.choices[i] == [-1, -1, -1])
        #expect((0..<bench.d).allSatisfy { seen.output[i * bench.d + $0] == 0 })
        continue
      }
      let scores = Self.softmax(logits)
      for e in 0..<6 { #expect(abs(Double(seen.scores[i][e]) - scores[e]) < 1e-5) }
      let order = (0..<6).filter { values()[$0] > -.infinity }.sorted { values()[$0] > values()[$1] }
      let taken = router == "top-p" && scores[order[0]] > 0.5 ? 1 : 2
      let regular = Array(order.prefix(taken))
      let extra = order.count > taken ? order[taken] : -1
      let absent = Array(repeating: -1, count: 2 - regular.count)
      #expect(seen.choices[i] == regular + absent + [extra], "token \(i)")
    }
  }

  /// Whoever adds a router that scores must let it exclude.
  @Test(arguments: RouterCatalog.names) func everyScoringRouterLetsGoOfItsTopExpert(router: String) throws {
    let options = MoELayerTests.options {
      $0.router = router
      $0.vocabulary = 7
      $0.capacityFactor = 1
    }
    let kind = try #require(RouterCatalog.kind(named: router))
    guard RoutingIntervention.disableTopExpert.refusal(for: kind) == nil else { return }
    let bench = try Bench(options, n: 70)
    let (own, seen) = (Seen(bench), Seen(bench, .disableTopExpert))
    for (before, after) in zip(own.choices, seen.choices) { #expect(after[0] >= 0 && !after.contains(before[0])) }
  }

  /// A mask that hides each token's top expert does the same to the whole layer, rectification and output included.
  @Test func aMaskThatHidesTheTopExpertIsTheSame() throws {
    let n = 96
    func bench(_ router: String) throws -> Bench {
      try Bench(
        MoELayerTests.options {
          $0.router = router
          $0.vocabulary = n
          $0.devices = 2
          $0.capacityFactor = 0.6
          $0.rectification = Rectification(intraGPU: true, fillIn: true)
          $0.renormalize = true
        }, n: n)
    }
    let plain = try bench("topk")
    let top = Seen(plain).choices.map { $0[0] }
    var masked = try bench("mask")
    let table = top.flatMap { top in (0..<6).map { UInt8($0 == top ? 0 : 1) } }
    try masked.layer.router.load(RouterBuffer(name: "mask.visible", shape: [n, 6], values: .bytes(table)))
    let (a, b) = (Seen(plain, .disableTopExpert), Seen(masked))
    #expect(a.choices == b.choices)
    #expect(a.output == b.output)
    #expect(a.statistics.rectified == b.statistics.rectified)
    #expect(a.statistics.dropped.reduce(0, +) > 0)
  }

  // MARK: - Another first choice

  @Test func theNextExpertTakesPlaceAndScoreOfTheFirst() throws {
    let bench = try Bench(MoELayerTests.options { $0.renormalize = true }, n: 80)
    let (own, seen) = (Seen(bench), Seen(bench, .replaceFirst(.next)))
    for i in 0..<bench.n {
      let (first, second) = (own.choices[i][0], own.choices[i][1])
      let next = (0..<6).filter { $0 != first && $0 != second }.max { own.scores[i][$0] < own.scores[i][$1] }!
      #expect(seen.choices[i] == [next, second])
      var scores = own.scores[i]
      scores.swapAt(first, next)
      #expect(seen.scores[i] == scores)
    }
  }

  @Test func aRandomExpertIsDrawnFromSeedAndTokenAlone() throws {
    let bench = try Bench(MoELayerTests.options(), n: 600)
    let own = Seen(bench)
    let (a, b) = (Seen(bench, .replaceFirst(.random(seed: 1))), Seen(bench, .replaceFirst(.random(seed: 2))))
    #expect(
      Seen(try Bench(MoELayerTests.options(), n: 600, threads: 1), .replaceFirst(.random(seed: 1))).choices == a.choices
    )
    #expect(a.choices != b.choices)
    var drawn = Array(repeating: 0, count: 6)
    for i in 0..<bench.n {
      #expect(a.choices[i][1] == own.choices[i][1])
      #expect(!own.choices[i].contains(a.choices[i][0]))
      let rest = (0..<6).filter { !own.choices[i].contains($0) }
      drawn[rest.firstIndex(of: a.choices[i][0])!] += 1
    }
    // Four experts are open to each token; each place is drawn about 150 times.
    for place in 0..<4 { #expect(abs(drawn[place] - 150) < 50) }
    #expect(drawn[4...] == [0, 0])
  }

  @Test func withNobodyTheRoutedOutputIsZero() throws {
    let bench = try Bench(
      MoELayerTests.options {
        $0.devices = 2
        $0.capacityFactor = 0.5
        $0.rectification = Rectification(intraGPU: true, fillIn: true)
      }, n: 60)
    let seen = Seen(bench, .replaceFirst(.nobody))
    #expect(seen.output.allSatisfy { $0 == 0 })
    #expect(seen.statistics.computedRows == 0 && seen.statistics.routed.allSatisfy { $0 == 0 })
  }

  @Test func whoHasNoAlternativeKeepsItsChoice() throws {
    let all = try Bench(MoELayerTests.options { $0.k = 6 }, n: 20)
    #expect(Seen(all, .replaceFirst(.next)).choices == Seen(all).choices)
    var masked = try Bench(
      MoELayerTests.options {
        $0.router = "mask"
        $0.vocabulary = 1
      }, n: 20)
    try masked.layer.router.load(
      RouterBuffer(name: "mask.visible", shape: [1, 6], values: .bytes([0, 1, 0, 1, 0, 0])))
    #expect(Seen(masked, .replaceFirst(.random(seed: 3))).choices == Seen(masked).choices)
  }

  /// An extra choice that moves up into the first place leaves its own place to the expert that it replaced.
  @Test func withAnExtraChoiceTheTwoChangePlaces() throws {
    let bench = try Bench(
      MoELayerTests.options {
        $0.capacityFactor = 1
        $0.rectification.fillIn = true
      }, n: 50)
    let (own, seen) = (Seen(bench), Seen(bench, .replaceFirst(.next)))
    for (before, after) in zip(own.choices, seen.choices) { #expect(after == [before[2], before[1], before[0]]) }
  }

  @Test func identicalExpertsDoNotCareWhoIsChosen() throws {
    let bench = try Bench(MoELayerTests.options { $0.renormalize = true }, n: 90)
    for parameter in [bench.layer.up, bench.layer.gate!, bench.layer.down] {
      let size = parameter.count / 6
      for expert in 1..<6 { (parameter.values + expert * size).update(from: parameter.values, count: size) }
    }
    let own = Seen(bench)
    for replacement in [RoutingIntervention.Replacement.next, .random(seed: 9)] {
      for (a, b) in zip(own.output, Seen(bench, .replaceFirst(replacement)).output) { #expect(abs(a - b) < 1e-5) }
    }
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let kinds = Dictionary(uniqueKeysWithValues: RouterCatalog.all.map { ($0.name, $0) })
    for intervention in [RoutingIntervention.disableTopExpert, .replaceFirst(.next), .replaceFirst(.nobody)] {
      #expect(intervention.refusal(for: kinds["expert-choice"]!)?.contains("expert-choice") == true)
      for name in ["topk", "mask", "bias-balanced", "top-p"] { #expect(intervention.refusal(for: kinds[name]!) == nil) }
    }
    #expect(RoutingIntervention.disableTopExpert.refusal(for: kinds["hash"]!)?.contains("hash") == true)
    #expect(RoutingIntervention.replaceFirst(.next).refusal(for: kinds["hash"]!) != nil)
    #expect(RoutingIntervention.replaceFirst(.random(seed: 1)).refusal(for: kinds["hash"]!) == nil)
    for kind in RouterCatalog.all { #expect(RoutingIntervention.none.refusal(for: kind) == nil) }
  }
}
