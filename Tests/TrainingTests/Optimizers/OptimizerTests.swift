import Experiment
import Tensor
import TestSupport
import Testing
import Training

/// What every optimiser keeps to.
@Suite struct OptimizerTests {
  @Test(arguments: Recipe.Optimizer.allCases) func frozenParametersStayAndDoNotCount(_ kind: Recipe.Optimizer) {
    let sample = SampleBlock()
    let optimizer = sample.optimizer(kind)
    let pool = ThreadPool(threads: 1)
    sample.setGradients(step: 1)
    let frozen = sample.parameters[2]
    let before = SampleBlock.numbers(frozen)
    let normOfAll = optimizer.gradientNorm(pool)
    frozen.isFrozen = true
    #expect(optimizer.gradientNorm(pool) < normOfAll / 2)
    optimizer.step(learningRate: 0.1, pool)
    #expect(SampleBlock.numbers(frozen) == before)
    #expect(optimizer.states.allSatisfy { $0.count == sample.block.count })
  }

  @Test(arguments: Recipe.Optimizer.allCases)
  func aGroupIsUpdatedAsIfItHadAnOptimiserToItself(_ kind: Recipe.Optimizer) {
    // Two groups in one block against the same parameters with an optimiser each; the second rests in every other step.
    let (together, first, second) = (SampleBlock(), SampleBlock(), SampleBlock())
    let optimizer = together.optimizer(kind, clip: 0, groups: together.groups(rate: 0.5))
    let alone = [first, second].map { $0.optimizer(kind, clip: 0, groups: $0.groups(rate: 1)) }
    let pool = ThreadPool(threads: 2)
    for step in 1...5 {
      for sample in [together, first, second] { sample.setGradients(step: step) }
      let takesBoth = step % 2 == 1
      let before = SampleBlock.numbers(together.parameters[3])
      optimizer.step(learningRate: 0.1, touched: takesBoth ? nil : [0], pool)
      #expect((SampleBlock.numbers(together.parameters[3]) != before) == takesBoth)
      alone[0].step(learningRate: 0.1, touched: [0], pool)
      if takesBoth { alone[1].step(learningRate: 0.05, touched: [1], pool) }
    }
    #expect(optimizer.stepsTaken == [5, 3])
    for (index, parameter) in together.parameters.enumerated() {
      let other = (index < 2 ? first : second).parameters[index]
      #expect(SampleBlock.numbers(parameter) == SampleBlock.numbers(other), "\(parameter.name)")
    }
  }

  @Test(arguments: Recipe.Optimizer.allCases) func threadsDoNotChangeTheBits(_ kind: Recipe.Optimizer) {
    let outcomes = [1, 2, 3].map { threads in
      let sample = SampleBlock()
      let optimizer = sample.optimizer(kind)
      let pool = ThreadPool(threads: threads)
      var norms: [Double] = []
      for step in 1...3 {
        sample.setGradients(step: step)
        norms.append(optimizer.step(learningRate: 0.01, pool))
      }
      return (sample.values, optimizer.remembered, norms)
    }
    #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2])
  }

  @Test(arguments: Recipe.Optimizer.allCases) func gapsBetweenParametersStayZero(_ kind: Recipe.Optimizer) {
    let sample = SampleBlock()
    let optimizer = sample.optimizer(kind)
    sample.setGradients(step: 1)
    optimizer.step(learningRate: 0.1, ThreadPool(threads: 1))
    var inside = Set<Int>()
    for parameter in sample.parameters {
      let start = parameter.values - sample.block.values
      inside.formUnion(start..<start + parameter.count)
    }
    let values = sample.values
    #expect(inside.count < values.count)
    for index in values.indices where !inside.contains(index) { #expect(values[index] == 0) }
  }

  @Test(arguments: Recipe.Optimizer.allCases) func aGradientThatIsNotFiniteChangesNothing(_ kind: Recipe.Optimizer) {
    let sample = SampleBlock()
    let optimizer = sample.optimizer(kind)
    sample.setGradients(step: 1)
    sample.parameters[1].gradients[3] = .nan
    let before = sample.values
    #expect(optimizer.step(learningRate: 0.1, ThreadPool(threads: 1)).isNaN)
    #expect(sample.values == before)
    #expect(optimizer.remembered.allSatisfy { $0.allSatisfy { $0 == 0 } })
    #expect(optimizer.stepsTaken == [0])
  }

  /// Going on from copied states gives the same bits as not stopping: what a checkpoint relies on.
  @Test(arguments: Recipe.Optimizer.allCases) func statesAndStepsAreAllThatIsRemembered(_ kind: Recipe.Optimizer) {
    let pool = ThreadPool(threads: 1)
    let (sample, other) = (SampleBlock(), SampleBlock())
    let optimizer = sample.optimizer(kind)
    for step in 1...3 {
      sample.setGradients(step: step)
      optimizer.step(learningRate: 0.01, pool)
    }
    let resumed = other.optimizer(kind)
    other.block.values.update(from: sample.block.values, count: sample.block.count)
    for (state, saved) in zip(resumed.states, optimizer.states) {
      #expect(state.name == saved.name)
      state.values.update(from: saved.values, count: saved.count)
    }
    resumed.stepsTaken = optimizer.stepsTaken
    for (sample, optimizer) in [(sample, optimizer), (other, resumed)] {
      sample.setGradients(step: 4)
      optimizer.step(learningRate: 0.01, pool)
    }
    #expect(sample.values == other.values)
  }
}
