import Experiment
import Foundation
import Tensor
import TestSupport
import Testing
import Training

@Suite struct NesterovSGDTests {
  /// The algorithm that the documentation of torch.optim.SGD gives for nesterov=True, after clip_grad_norm_, in Double.
  private struct Reference {
    var values: [[Double]]
    private var buffer: [[Double]?]

    init(_ block: ParameterBlock) {
      values = block.parameters.map { p in (0..<p.count).map { Double(p.values[$0]) } }
      buffer = values.map { _ in nil }
    }

    /// - Parameter rates: of each parameter; nil where it rests.
    mutating func step(_ block: ParameterBlock, _ options: NesterovSGD.Options, rates: [Double?]) -> Double {
      let live = block.parameters.indices.filter { !block.parameters[$0].isFrozen && rates[$0] != nil }
      let gradients = block.parameters.map { p in (0..<p.count).map { Double(p.gradients[$0]) } }
      let norm = live.reduce(0) { $0 + gradients[$1].reduce(0) { $0 + $1 * $1 } }.squareRoot()
      let clip = options.clip > 0 ? min(1, options.clip / norm) : 1
      let mu = Double(options.momentum)
      for index in live {
        let decay = block.parameters[index].decays ? Double(options.weightDecay) : 0
        let g = zip(gradients[index], values[index]).map { clip * $0 + decay * $1 }
        // torch takes the first gradient itself as the buffer.
        let b = buffer[index].map { zip($0, g).map { mu * $0 + $1 } } ?? g
        buffer[index] = b
        for i in g.indices { values[index][i] -= (rates[index] ?? 0) * (g[i] + mu * b[i]) }
      }
      return norm
    }
  }

  /// Clipping, decay, a frozen parameter, two groups of which the second rests now and then, and a falling rate.
  @Test(arguments: [0, 1, 1e6], [0, 0.9]) func stepsFollowTheReference(clip: Double, momentum: Float) {
    let sample = SampleBlock()
    var reference = Reference(sample.block)
    let pool = ThreadPool(threads: 2)
    let optimizer = NesterovSGD(
      sample.block, options: .init(momentum: momentum, weightDecay: 0.2, clip: clip), groups: sample.groups(rate: 0.3))
    for step in 1...6 {
      sample.setGradients(step: step)
      if step == 4 { sample.parameters[0].isFrozen = true }
      let learningRate = 0.01 / Double(step)
      let touched = step % 3 == 2 ? [0] : nil
      let norm = optimizer.step(learningRate: learningRate, touched: touched, pool)
      let second = touched == nil ? 0.3 * learningRate : nil
      let expected = reference.step(
        sample.block, optimizer.options, rates: [learningRate, learningRate, second, second])
      #expect(abs(norm - expected) < 1e-9 * expected)
    }
    #expect(optimizer.stepsTaken == [6, 4])
    for (index, parameter) in sample.parameters.enumerated() {
      let violation = Tolerance(relative: 2e-6).violation(
        parameter.name, SampleBlock.numbers(parameter), reference.values[index])
      #expect(violation == nil)
    }
  }

  /// Four steps of torch 2.13 in double precision: SGD(momentum=0.9, nesterov=True) with a weight that decays by 0.05 and
  /// a bias that does not and has a tenth of the rate, after clip_grad_norm_ to 1.
  @Test func stepsAreThoseOfTorch() {
    let block = ParameterBlock()
    let weight = block.declare("weight", [3])
    let bias = block.declare("bias", [2], decays: false)
    weight.values.update(from: [0.5, -1, 2], count: 3)
    bias.values.update(from: [0.25, -0.75], count: 2)
    let optimizer = NesterovSGD(
      block, options: .init(momentum: 0.9, weightDecay: 0.05, clip: 1),
      groups: [ParameterGroup([weight]), ParameterGroup([bias], rate: 0.1)])
    let steps: [(rate: Double, weight: [Float], bias: [Float], norm: Double, weights: [Double], biases: [Double])] = [
      (0.1, [0.3, -0.2, 0.1], [0.5, -0.4], 0.7416198487095663, [0.43825, -0.9525, 1.962], [0.2405, -0.7424]),
      (
        0.08, [1.5, 2, -1], [0.5, 3], 4.0620192023179795,
        [0.35772959393160264, -1.0039006080911965, 1.9715486040455983], [0.2353890097977201, -0.7510339412136794]
      ),
      (
        0.05, [-0.1, 0.2, 0.3], [-0.4, 0.6], 0.8124038404635961,
        [0.3378410596382559, -1.0270315843323254, 1.9323911064911627], [0.23686798938198103, -0.7582670637081137]
      ),
      (
        0.02, [0.8, -0.6, 0.2], [0.1, -0.9], 1.3638181696985856,
        [0.30627090077470515, -1.0139931274618037, 1.9162246717280809], [0.23640179271807532, -0.7572833239779533]
      ),
    ]
    let pool = ThreadPool(threads: 1)
    for (index, step) in steps.enumerated() {
      weight.gradients.update(from: step.weight, count: 3)
      bias.gradients.update(from: step.bias, count: 2)
      #expect(abs(optimizer.step(learningRate: step.rate, pool) - step.norm) < 1e-6)
      let (weights, biases) = (SampleBlock.numbers(weight), SampleBlock.numbers(bias))
      // torch divides by the norm + 1e-6.
      #expect(Tolerance(relative: 2e-6).violation("weight \(index)", weights, step.weights) == nil)
      #expect(Tolerance(relative: 2e-6).violation("bias \(index)", biases, step.biases) == nil)
    }
  }

  /// v₁ = 1.5, w₁ = 1 − 0.1 (1.5 + 0.9 · 1.5); v₂ = 0.9 v₁ + 1 + 0.5 w₁, and so on.
  @Test func twoStepsByHand() {
    let block = ParameterBlock()
    let weight = block.declare("weight", [1])
    weight.values[0] = 1
    let optimizer = NesterovSGD(block, options: .init(momentum: 0.9, weightDecay: 0.5))
    for (value, momentum) in [(0.715, 1.5), (0.335575, 2.7075)] {
      weight.gradients[0] = 1
      optimizer.step(learningRate: 0.1, ThreadPool(threads: 1))
      #expect(abs(Double(weight.values[0]) - value) < 1e-6)
      #expect(abs(Double(optimizer.momentum[0]) - momentum) < 1e-6)
    }
    #expect(optimizer.states.map(\.name) == ["momentum"])
  }

  @Test func optionsComeFromTheRecipe() throws {
    let sets = ["optimizer.kind=sgd", "optimizer.momentum=0.5", "optimizer.weight_decay=0.25", "optimizer.clip=3"]
    let recipe = try Recipe().applying(sets: sets)
    let optimizer = NesterovSGD(SampleBlock().block)
    #expect(optimizer.kind == .sgd && optimizer.options.momentum == 0.9)
    optimizer.adopt(recipe)
    #expect(optimizer.options == NesterovSGD.Options(momentum: 0.5, weightDecay: 0.25, clip: 3))
    // As a Float it would be 1, with which nothing is ever forgotten.
    let near = try recipe.applying(set: "optimizer.momentum=0.99999999999")
    #expect(NesterovSGD.Options(near).momentum < 1)
    let small = try Recipe().applying(set: "optimizer.epsilon=1e-300")
    #expect(AdamW.Options(small).epsilon > 0)
  }
}
