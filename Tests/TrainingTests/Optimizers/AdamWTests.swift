import Foundation
import Tensor
import TestSupport
import Testing
import Training

@Suite struct AdamWTests {
  /// The algorithm of torch.optim.AdamW after clip_grad_norm_, in Double.
  private struct Reference {
    var values: [[Double]]
    var m: [[Double]]
    var v: [[Double]]
    var steps = 0

    init(_ block: ParameterBlock) {
      values = block.parameters.map { p in (0..<p.count).map { Double(p.values[$0]) } }
      m = values.map { $0.map { _ in 0 } }
      v = m
    }

    mutating func step(_ block: ParameterBlock, _ options: AdamW.Options, learningRate: Double) -> Double {
      steps += 1
      let live = block.parameters.indices.filter { !block.parameters[$0].isFrozen }
      let gradients = block.parameters.map { p in (0..<p.count).map { Double(p.gradients[$0]) } }
      let norm = live.reduce(0) { $0 + gradients[$1].reduce(0) { $0 + $1 * $1 } }.squareRoot()
      let clip = options.clip > 0 ? min(1, options.clip / norm) : 1
      let (beta1, beta2) = (Double(options.beta1), Double(options.beta2))
      for index in live {
        for i in values[index].indices {
          let gradient = clip * gradients[index][i]
          if block.parameters[index].decays {
            values[index][i] *= 1 - learningRate * Double(options.weightDecay)
          }
          m[index][i] = beta1 * m[index][i] + (1 - beta1) * gradient
          v[index][i] = beta2 * v[index][i] + (1 - beta2) * gradient * gradient
          let mean = m[index][i] / (1 - pow(beta1, Double(steps)))
          let root = (v[index][i] / (1 - pow(beta2, Double(steps)))).squareRoot()
          values[index][i] -= learningRate * mean / (root + Double(options.epsilon))
        }
      }
      return norm
    }
  }

  @Test(arguments: [0, 1, 1e6]) func stepsFollowTheReference(clip: Double) {
    let sample = SampleBlock()
    let block = sample.block
    var reference = Reference(block)
    let pool = ThreadPool(threads: 2)
    let optimizer = AdamW(block, options: .init(beta2: 0.97, epsilon: 1e-6, weightDecay: 0.2, clip: clip))
    for step in 1...6 {
      sample.setGradients(step: step)
      if step == 4 { block.parameters[0].isFrozen = true }
      let learningRate = 0.01 / Double(step)
      let norm = optimizer.step(learningRate: learningRate, pool)
      let expected = reference.step(block, optimizer.options, learningRate: learningRate)
      #expect(abs(norm - expected) < 1e-9 * expected)
    }
    #expect(optimizer.stepsTaken == [6])
    for (index, parameter) in block.parameters.enumerated() {
      let violation = Tolerance(relative: 2e-6).violation(
        parameter.name, SampleBlock.numbers(parameter), reference.values[index])
      #expect(violation == nil)
    }
  }

  /// What checkpoints are laid out by: existing ones have these names.
  @Test func theMomentsAreItsStates() {
    let sample = SampleBlock()
    let optimizer = AdamW(sample.block)
    sample.setGradients(step: 1)
    optimizer.step(learningRate: 0.1, ThreadPool(threads: 1))
    #expect(optimizer.states.map(\.name) == ["first", "second"])
    #expect(optimizer.states.map(\.values) == [optimizer.firstMoments, optimizer.secondMoments])
    #expect(optimizer.states.allSatisfy { $0.count == optimizer.count && optimizer.count == sample.block.count })
  }
}
