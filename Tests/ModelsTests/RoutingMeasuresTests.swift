import Models
import Tensor
import Testing

@Suite struct RoutingMeasuresTests {
  /// Scores 0.4, 0.3, 0.2, 0.1 for every token, in an order that turns with the token.
  private func knownScores(k: Int) throws -> MoELayerTests.Bench {
    let bench = try MoELayerTests.Bench(MoEOptions(experts: 4, k: k, hidden: 3), n: 8, d: 4)
    let weight = bench.block.parameters.first { $0.name == "router.weight" }!
    for i in 0..<16 { weight.values[i] = i / 4 == i % 4 ? 1 : 0 }
    return bench
  }

  /// log 4, log 3, log 2, log 1
  private let logits: [Float] = [1.386_294_4, 1.098_612_3, 0.693_147_2, 0]

  @Test(arguments: [(1, 0.4, 0.1), (2, 0.7, 0.1), (3, 0.9, 0.1), (4, 1, .nan)])
  func handMadeScores(k: Int, mass: Float, margin: Float) throws {
    let bench = try knownScores(k: k)
    let x = (0..<8).flatMap { token in (0..<4).map { logits[($0 + token) % 4] } }
    let statistics = withExtendedLifetime(bench) { bench.forward(x).statistics }
    #expect(abs(statistics.chosenMass - mass) < 1e-6)
    if margin.isNaN {
      #expect(statistics.margin.isNaN)
    } else {
      #expect(abs(statistics.margin - margin) < 1e-6)
    }
  }

  /// Against the plainest way of saying it, with an extra choice, with masks, and under a bias that overrules scores.
  @Test(arguments: ["topk", "mask", "top-p", "bias-balanced"], [false, true])
  func everyRouterAgreesWithASlowReference(router: String, fillIn: Bool) throws {
    let options = MoELayerTests.options {
      $0.router = router
      $0.vocabulary = 7
      $0.capacityFactor = 0.7
      $0.rectification.fillIn = fillIn
      $0.topP = 0.4
    }
    var bench = try MoELayerTests.Bench(options, n: 200)
    // Tokens of id 0 see one expert, of id 1 as many as they choose, of the others more.
    let seen = [1, 2, 3, 4, 5, 6, 6]
    let table = (0..<7).flatMap { id in (0..<6).map { UInt8($0 < seen[id] ? 1 : 0) } }
    if router == "mask" {
      try bench.layer.router.load(RouterBuffer(name: "mask.visible", shape: [7, 6], values: .bytes(table)))
    }
    if router == "bias-balanced" {
      try bench.layer.router.load(RouterBuffer(name: "bias", shape: [6], values: .floats([0, 5, 5, 0, 0, 0])))
    }
    let n = bench.n
    withExtendedLifetime(bench) {
      let result = bench.forward()
      let assignment = result.assignment
      var (mass, margins): (Double, [Double]) = (0, [])
      for i in 0..<n {
        let chosen = (0..<2).map { Int(assignment.choices[i * assignment.width + $0]) }.filter { $0 >= 0 }
        let visible = (0..<6).filter { router != "mask" || table[i % 7 * 6 + $0] == 1 }
        func score(_ expert: Int) -> Double { Double(result.scores.data[i * 6 + expert]) }
        mass += chosen.reduce(0) { $0 + score($1) }
        let rest = visible.filter { !chosen.contains($0) }
        if let best = rest.map(score).max() { margins.append(score(chosen.last!) - best) }
      }
      #expect(abs(Double(result.statistics.chosenMass) - mass / Double(n)) < 1e-6)
      #expect(abs(Double(result.statistics.margin) - margins.reduce(0, +) / Double(margins.count)) < 1e-6)
      // Ids 0 and 1 leave nothing to choose.
      #expect(margins.count == (router == "mask" ? (0..<n).count { $0 % 7 > 1 } : n))
      #expect((result.statistics.margin < 0) == (router == "bias-balanced"))
    }
  }

  @Test func whereNothingIsChosenByScoreThereIsNoMargin() throws {
    for router in ["hash", "expert-choice"] {
      let bench = try MoELayerTests.Bench(
        MoELayerTests.options {
          $0.router = router
          $0.vocabulary = 7
          $0.capacityFactor = 1
        }, n: 60)
      let statistics = withExtendedLifetime(bench) { bench.forward().statistics }
      #expect(statistics.margin.isNaN)
      if router == "hash" { #expect(statistics.chosenMass == 1) }
    }
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let statistics = try [1, 3].map { threads in
      let bench = try MoELayerTests.Bench(MoELayerTests.options(), n: 5000, threads: threads)
      return withExtendedLifetime(bench) { bench.forward().statistics }
    }
    #expect(statistics[0].margin.bitPattern == statistics[1].margin.bitPattern)
    #expect(statistics[0].chosenMass.bitPattern == statistics[1].chosenMass.bitPattern)
  }
}
