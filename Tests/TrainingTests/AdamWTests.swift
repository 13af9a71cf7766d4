import Foundation
import Tensor
import TestSupport
import Testing
import Training

@Suite struct AdamWTests {
  private struct Named {
    let name: String
    let shape: [Int]
    let decays: Bool
  }

  /// Sizes that leave gaps in the block, and one that needs several chunks.
  private static let parameters = [
    Named(name: "a", shape: [3, 5], decays: true), Named(name: "norm", shape: [7], decays: false),
    Named(name: "b", shape: [300, 500], decays: true), Named(name: "c", shape: [33], decays: true),
  ]

  private func makeBlock() -> ParameterBlock {
    let block = ParameterBlock()
    for named in Self.parameters { _ = block.declare(named.name, named.shape, decays: named.decays) }
    for (index, parameter) in block.parameters.enumerated() {
      let values = SampleNumbers.uniform(parameter.count, seed: UInt64(index))
      parameter.values.update(from: values, count: values.count)
    }
    return block
  }

  private func setGradients(_ block: ParameterBlock, step: Int, range: ClosedRange<Float> = -1...1) {
    for (index, parameter) in block.parameters.enumerated() {
      let values = SampleNumbers.uniform(parameter.count, seed: UInt64(100 * step + index), range)
      parameter.gradients.update(from: values, count: values.count)
    }
  }

  private func values(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: pointer, count: count))
  }

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
    let block = makeBlock()
    var reference = Reference(block)
    let pool = ThreadPool(threads: 2)
    let optimizer = AdamW(block, options: .init(beta2: 0.97, epsilon: 1e-6, weightDecay: 0.2, clip: clip))
    for step in 1...6 {
      setGradients(block, step: step)
      if step == 4 { block.parameters[0].isFrozen = true }
      let learningRate = 0.01 / Double(step)
      let norm = optimizer.step(learningRate: learningRate, pool)
      let expected = reference.step(block, optimizer.options, learningRate: learningRate)
      #expect(abs(norm - expected) < 1e-9 * expected)
    }
    #expect(optimizer.stepsTaken == [6])
    for (index, parameter) in block.parameters.enumerated() {
      let violation = Tolerance(relative: 2e-6).violation(
        parameter.name, values(parameter.values, parameter.count), reference.values[index])
      #expect(violation == nil)
    }
  }

  @Test func frozenParametersStayAndDoNotCount() {
    let block = makeBlock()
    let optimizer = AdamW(block)
    let pool = ThreadPool(threads: 1)
    setGradients(block, step: 1)
    let frozen = block.parameters[2]
    let before = values(frozen.values, frozen.count)
    let normOfAll = optimizer.gradientNorm(pool)
    frozen.isFrozen = true
    #expect(optimizer.gradientNorm(pool) < normOfAll / 2)
    optimizer.step(learningRate: 0.1, pool)
    #expect(values(frozen.values, frozen.count) == before)
  }

  @Test func aGroupIsUpdatedAsIfItHadAnOptimiserToItself() {
    // Two groups in one block against the same parameters with an optimiser each; the second rests in every other step.
    let (together, first, second) = (makeBlock(), makeBlock(), makeBlock())
    let options = AdamW.Options(clip: 0)
    func groups(_ block: ParameterBlock, rate: Double) -> [ParameterGroup] {
      [
        ParameterGroup(Array(block.parameters.prefix(2))),
        ParameterGroup(Array(block.parameters.dropFirst(2)), rate: rate),
      ]
    }
    let optimizer = AdamW(together, options: options, groups: groups(together, rate: 0.5))
    let alone = [first, second].map { AdamW($0, options: options, groups: groups($0, rate: 1)) }
    let pool = ThreadPool(threads: 2)
    for step in 1...5 {
      for block in [together, first, second] { setGradients(block, step: step) }
      let takesBoth = step % 2 == 1
      optimizer.step(learningRate: 0.1, touched: takesBoth ? nil : [0], pool)
      alone[0].step(learningRate: 0.1, touched: [0], pool)
      if takesBoth { alone[1].step(learningRate: 0.05, touched: [1], pool) }
    }
    #expect(optimizer.stepsTaken == [5, 3])
    for (index, parameter) in together.parameters.enumerated() {
      let other = (index < 2 ? first : second).parameters[index]
      #expect(values(parameter.values, parameter.count) == values(other.values, other.count), "\(parameter.name)")
    }
  }

  @Test func threadsDoNotChangeTheBits() {
    let outcomes = [1, 2].map { threads in
      let block = makeBlock()
      let optimizer = AdamW(block)
      let pool = ThreadPool(threads: threads)
      var norms: [Double] = []
      for step in 1...3 {
        setGradients(block, step: step)
        norms.append(optimizer.step(learningRate: 0.01, pool))
      }
      return (values(block.values, block.count), values(optimizer.secondMoments, optimizer.count), norms)
    }
    #expect(outcomes[0] == outcomes[1])
  }

  @Test func gapsBetweenParametersStayZero() {
    let block = makeBlock()
    let optimizer = AdamW(block)
    setGradients(block, step: 1)
    optimizer.step(learningRate: 0.1, ThreadPool(threads: 1))
    var inside = Set<Int>()
    for parameter in block.parameters {
      let start = parameter.values - block.values
      inside.formUnion(start..<start + parameter.count)
    }
    for i in 0..<block.count where !inside.contains(i) { #expect(block.values[i] == 0) }
  }

  @Test func aGradientThatIsNotFiniteChangesNothing() {
    let block = makeBlock()
    let optimizer = AdamW(block)
    setGradients(block, step: 1)
    block.parameters[1].gradients[3] = .nan
    let before = values(block.values, block.count)
    #expect(optimizer.step(learningRate: 0.1, ThreadPool(threads: 1)).isNaN)
    #expect(values(block.values, block.count) == before)
    #expect(values(optimizer.firstMoments, optimizer.count).allSatisfy { $0 == 0 })
    #expect(optimizer.stepsTaken == [0])
  }

  /// Going on from copied moments gives the same bits as not stopping: what a checkpoint relies on.
  @Test func momentsAndStepsAreTheWholeState() {
    let pool = ThreadPool(threads: 1)
    let (block, other) = (makeBlock(), makeBlock())
    let optimizer = AdamW(block)
    for step in 1...3 {
      setGradients(block, step: step)
      optimizer.step(learningRate: 0.01, pool)
    }
    let resumed = AdamW(other)
    other.values.update(from: block.values, count: block.count)
    resumed.firstMoments.update(from: optimizer.firstMoments, count: optimizer.count)
    resumed.secondMoments.update(from: optimizer.secondMoments, count: optimizer.count)
    resumed.stepsTaken = optimizer.stepsTaken
    for (block, optimizer) in [(block, optimizer), (other, resumed)] {
      setGradients(block, step: 4)
      optimizer.step(learningRate: 0.01, pool)
    }
    #expect(values(block.values, block.count) == values(other.values, other.count))
  }
}
