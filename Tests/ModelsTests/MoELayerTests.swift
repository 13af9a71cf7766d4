import Foundation
import Models
import Tensor
import Testing

/// Laws that hold whatever the numbers are.
@Suite struct MoELayerTests {
  /// A layer with random weights.
  struct Bench {
    let block = ParameterBlock()
    var layer: MoELayer
    let tape: Tape
    let (n, d): (Int, Int)
    let x: [Float]

    init(_ options: MoEOptions, n: Int = 600, d: Int = 24, threads: Int = 2, seed: UInt64 = 5) throws {
      layer = try MoELayer(options, width: d, in: block)
      tape = Tape(pool: ThreadPool(threads: threads))
      (self.n, self.d) = (n, d)
      var random = SplitMix(state: seed)
      for parameter in block.parameters {
        for i in 0..<parameter.count { parameter.values[i] = Float(random.normal() * 0.3) }
      }
      x = (0..<n * d).map { _ in Float(random.normal()) }
    }

    /// The output's values. Tensors do not keep their memory alive; the tape does.
    func output(_ x: [Float]? = nil) -> [Float] {
      withExtendedLifetime(tape) { forward(x).output.values }
    }

    func forward(
      _ x: [Float]? = nil, recording: Bool = false, intervention: RoutingIntervention = .none
    ) -> MoEResult {
      tape.begin(recording: recording)
      let input = recording ? tape.variable(x ?? self.x, [n, d]) : tape.constant(x ?? self.x, [n, d])
      return layer.forward(
        tape, input, tokenIDs: (0..<n).map { Int32($0 % max(1, layer.options.vocabulary)) }, intervention: intervention)
    }
  }

  static func options(_ change: (inout MoEOptions) -> Void = { _ in }) -> MoEOptions {
    var options = MoEOptions(activation: .swiglu, experts: 6, k: 2, hidden: 20)
    change(&options)
    return options
  }

  static let catalogue: [MoEOptions] = RouterCatalog.names.map { name in
    options {
      $0.router = name
      $0.vocabulary = 7
      $0.capacityFactor = 0.9
      $0.devices = 2
    }
  }

  @Test func capacityRoundsUpButNotByAHair() {
    func capacity(_ factor: Double, k: Int, n: Int, experts: Int) -> Int? {
      var options = MoEOptions(experts: experts, k: k, hidden: 1)
      options.capacityFactor = factor
      return options.capacity(tokensPerDevice: n)
    }
    #expect(capacity(1.1, k: 2, n: 25, experts: 5) == 11)
    #expect(capacity(1, k: 1, n: 7, experts: 2) == 4)
    #expect(capacity(0.01, k: 1, n: 7, experts: 8) == 1)
    #expect(capacity(1.25, k: 2, n: 4096, experts: 8) == 1280)
    #expect(capacity(.greatestFiniteMagnitude, k: 2, n: 4096, experts: 8) ?? 0 > 1 << 40)
    #expect(MoEOptions(experts: 4, k: 1, hidden: 1).capacity(tokensPerDevice: 8) == nil)
  }

  @Test func permutingTokensPermutesOutputs() throws {
    let bench = try Bench(Self.options { $0.renormalize = true })
    let plain = bench.output()
    var random = SplitMix(state: 3)
    let order = (0..<bench.n).shuffled(using: &random)
    let d = bench.d
    let permuted = bench.output(order.flatMap { bench.x[$0 * d..<($0 + 1) * d] })
    for (row, i) in order.enumerated() {
      for c in 0..<d { #expect(abs(permuted[row * d + c] - plain[i * d + c]) < 1e-5) }
    }
  }

  @Test func identicalExpertsAreOneDenseNetwork() throws {
    let bench = try Bench(Self.options { $0.renormalize = true })
    let (e, size) = (6, 24 * 20)
    for parameter in [bench.layer.up, bench.layer.gate!, bench.layer.down] {
      for expert in 1..<e { (parameter.values + expert * size).update(from: parameter.values, count: size) }
    }
    let sparse = bench.output()
    func first(_ parameter: Parameter, _ shape: [Int]) -> Tensor {
      bench.tape.constant(Array(UnsafeBufferPointer(start: parameter.values, count: size)), shape)
    }
    let layer = bench.layer
    let dense = withExtendedLifetime(bench.tape) {
      bench.tape.feedForward(
        bench.tape.constant(bench.x, [bench.n, bench.d]), up: first(layer.up, [24, 20]),
        gate: first(layer.gate!, [24, 20]), down: first(layer.down, [20, 24])
      ).values
    }
    for (a, b) in zip(sparse, dense) { #expect(abs(a - b) < 1e-4 * (1 + abs(b))) }
  }

  @Test func ampleCapacityIsDropless() throws {
    let dropless = try Bench(Self.options())
    let ample = try Bench(Self.options { $0.capacityFactor = 6 })
    #expect(dropless.output() == ample.output())
    let (a, b) = (dropless.forward(), ample.forward())
    #expect(b.statistics.dropped.allSatisfy { $0 == 0 })
    #expect(b.statistics.padded.reduce(0, +) == Int32(6 * b.statistics.capacity - 2 * 600))
    #expect(a.statistics.capacity == -1 && a.statistics.padded.allSatisfy { $0 == 0 })
  }

  @Test func tiesGoToTheLowerIndex() throws {
    let bench = try Bench(
      Self.options {
        $0.capacityFactor = 0.5; $0.priority = .score
      })
    let weight = bench.block.parameters.first { $0.name == "router.weight" }!
    weight.values.update(repeating: 0, count: weight.count)
    let choices = withExtendedLifetime(bench.tape) {
      let assignment = bench.forward().assignment
      return (0..<2 * bench.n).map { (assignment.choices[$0], assignment.accepted[$0]) }
    }
    for i in 0..<bench.n {
      #expect(choices[2 * i].0 == 0 && choices[2 * i + 1].0 == 1)
      // C = ⌈0.5 · 2 · 600 / 6⌉ = 100: the first hundred tokens, in both rounds.
      #expect(choices[2 * i].1 == (i < 100 ? 1 : 0) && choices[2 * i + 1].1 == (i < 100 ? 1 : 0))
    }
  }

  @Test(arguments: catalogue)
  func booksBalance(options: MoEOptions) throws {
    let statistics = try Bench(options).forward().statistics
    for cell in 0..<statistics.kept.count {
      #expect(statistics.routed[cell] == statistics.kept[cell] + statistics.dropped[cell])
      #expect(
        Int32(statistics.capacity) == statistics.kept[cell] + statistics.filled[cell] + statistics.padded[cell])
    }
    #expect(abs(statistics.gateMass.reduce(0, +) - 600) < 0.01)
    #expect(statistics.entropy > 0 && statistics.entropy <= log(6.0001))
  }

  @Test(arguments: catalogue)
  func threadsAndRecordingDoNotChangeBits(options: MoEOptions) throws {
    func gradients(threads: Int) throws -> [Float] {
      let bench = try Bench(options, threads: threads)
      bench.block.forgetGradients()
      return withExtendedLifetime(bench) {
        let result = bench.forward(recording: true)
        let output = result.output.values
        bench.tape.backward(from: [(result.output, bench.x)])
        bench.tape.finish(bench.block)
        return output + Array(UnsafeBufferPointer(start: bench.block.gradients, count: bench.block.count))
      }
    }
    let one = try gradients(threads: 1)
    let three = try gradients(threads: 3)
    #expect(one == three)
    let evaluated = try Bench(options).output()
    #expect(evaluated[...] == one.prefix(600 * 24))
  }

  @Test func rectifiedTokensOfIdenticalExpertsAreDense() throws {
    let rectified = Self.options {
      $0.capacityFactor = 0.4
      $0.devices = 3
      $0.renormalize = true
      $0.straightThrough = true
      $0.rectification.intraGPU = true
    }
    let bench = try Bench(rectified)
    let size = 24 * 20
    for parameter in [bench.layer.up, bench.layer.gate!, bench.layer.down] {
      for expert in 1..<6 { (parameter.values + expert * size).update(from: parameter.values, count: size) }
    }
    let all = try Bench(Self.options { $0.renormalize = true })
    for (a, b) in zip(bench.block.parameters, all.block.parameters) { b.values.update(from: a.values, count: a.count) }
    #expect(bench.forward().statistics.rectified.reduce(0, +) > 0)
    for (a, b) in zip(bench.output(), all.output()) { #expect(abs(a - b) < 1e-4 * (1 + abs(b))) }
  }

}
