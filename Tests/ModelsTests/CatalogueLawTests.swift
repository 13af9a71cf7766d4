import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// Laws that every router of the catalogue obeys, whatever it chooses.
@Suite struct CatalogueLawTests {
  static let cases: [MoEOptions] = RouterCatalog.names.flatMap { name in
    [nil, 0.8].compactMap { factor -> MoEOptions? in
      // Expert choice has no meaning without a limit.
      if factor == nil, name == "expert-choice" { return nil }
      return MoELayerTests.options {
        $0.router = name
        $0.vocabulary = 7
        $0.capacityFactor = factor
        $0.renormalize = name != "top-p" && name != "expert-choice"
      }
    }
  }

  /// The output is the weighted sum of the networks of those experts that took the token, and of nothing else.
  @Test(arguments: cases)
  func theOutputIsTheSumOverTakers(options: MoEOptions) throws {
    let bench = try MoELayerTests.Bench(options, n: 40)
    let (d, f) = (bench.d, options.hidden)
    withExtendedLifetime(bench) {
      let result = bench.forward()
      let assignment = result.assignment
      var taken = 0
      for i in 0..<bench.n {
        var expected = [Double](repeating: 0, count: d)
        for column in 0..<assignment.width where assignment.accepted[i * assignment.width + column] == 1 {
          let expert = Int(assignment.choices[i * assignment.width + column])
          let weight = Double(result.weights.data[i * assignment.pairColumns + column])
          taken += 1
          let hidden = (0..<f).map { h -> Double in
            let u = (0..<d).reduce((0.0, 0.0)) { sums, c in
              let at = (expert * d + c) * f + h
              let x = Double(bench.x[i * d + c])
              return (
                sums.0 + x * Double(bench.layer.gate!.values[at]), sums.1 + x * Double(bench.layer.up.values[at])
              )
            }
            return u.0 / (1 + exp(-u.0)) * u.1
          }
          for c in 0..<d {
            expected[c] +=
              weight
              * (0..<f).reduce(0) { $0 + hidden[$1] * Double(bench.layer.down.values[(expert * f + $1) * d + c]) }
          }
        }
        for c in 0..<d { #expect(abs(Double(result.output.data[i * d + c]) - expected[c]) < 1e-3) }
      }
      #expect(taken == Int(result.statistics.kept.reduce(0, +)) && taken > 0)
    }
  }

  /// The objective changes along the gradient as the gradient says. A step is small enough for few choices to change.
  @Test(arguments: cases)
  func theGradientPredictsTheChange(options: MoEOptions) throws {
    let bench = try MoELayerTests.Bench(options, n: 16, threads: 1, seed: 11)
    let block = bench.block
    var random = SplitMix(state: 2)
    let dy = (0..<bench.x.count).map { _ in Float(random.normal()) }
    func objective() -> Double {
      withExtendedLifetime(bench.tape) {
        let result = bench.forward()
        let sum = (0..<dy.count).reduce(0.0) { $0 + Double(result.output.data[$1]) * Double(dy[$1]) }
        return sum + Double(result.balance?.data[0] ?? 0) + Double(result.z?.data[0] ?? 0)
      }
    }
    block.forgetGradients()
    withExtendedLifetime(bench.tape) {
      let result = bench.forward(recording: true)
      var seeds: [(Tensor, [Float])] = [(result.output, dy)]
      for loss in [result.balance, result.z].compactMap({ $0 }) { seeds.append((loss, [1])) }
      bench.tape.backward(from: seeds)
      bench.tape.finish(block)
    }
    let (slope, squared) = slopeAlongGradient(of: block, length: 1e-3, objective)
    #expect(abs(slope - squared) < 0.02 * squared, "slope \(slope), gradient's square \(squared)")
  }

  /// Tokens in another order give outputs in that order. Without a limit, since who comes first matters under one, and
  /// for expert choice on distinct scores, which decide alone.
  @Test(arguments: cases.filter { $0.capacityFactor == nil || $0.router == "expert-choice" })
  func permutingTokensPermutesOutputs(options: MoEOptions) throws {
    let bench = try MoELayerTests.Bench(options, n: 210)
    let plain = bench.output()
    let (d, v) = (bench.d, 7)
    // Only tokens of one id change places, so that ids stay where the bench puts them.
    let order = (0..<bench.n).map { i in (i + v * 4) % bench.n }
    let permuted = bench.output(order.flatMap { bench.x[$0 * d..<($0 + 1) * d] })
    for (row, i) in order.enumerated() {
      for c in 0..<d { #expect(abs(permuted[row * d + c] - plain[i * d + c]) < 1e-4) }
    }
  }

  /// Top-p against the plainest way of saying it.
  @Test(arguments: [0.0, 0.3, 0.5, 0.9, 1.0]) func topPTakesExpertsUntilTheThresholdIsCrossed(threshold: Double) throws
  {
    let options = MoELayerTests.options {
      $0.router = "top-p"
      $0.k = 4
      $0.topP = threshold
    }
    let bench = try MoELayerTests.Bench(options, n: 50)
    withExtendedLifetime(bench) {
      let assignment = bench.forward().assignment
      let weight = bench.block.parameters.first { $0.name == "router.weight" }!
      for i in 0..<bench.n {
        let logits = (0..<6).map { e in
          (0..<24).reduce(0.0) { $0 + Double(bench.x[i * 24 + $1]) * Double(weight.values[e * 24 + $1]) }
        }
        let total = logits.reduce(0) { $0 + exp($1) }
        var expected: [Int32] = []
        var sum = 0.0
        for expert in (0..<6).sorted(by: { logits[$0] > logits[$1] }) where expected.count < 4 && sum <= threshold {
          expected.append(Int32(expert))
          sum += exp(logits[expert]) / total
        }
        let row = (0..<4).map { assignment.choices[i * 4 + $0] }
        #expect(row == expected + Array(repeating: -1, count: 4 - expected.count))
      }
    }
  }
}
