import Foundation
import Tensor
import Testing
import Training

@Suite struct UncertaintyTests {
  /// Held at a constant loss L, s goes to where exp(−s) · L · factor = ½.
  @Test func weightsSettleWhereEveryTaskCountsTheSame() {
    let block = ParameterBlock()
    let weights = UncertaintyWeights(isSquaredError: [false, true], in: block)
    weights.initialise()
    #expect(abs(weights.weights[0] - Float(exp(0.5))) < 1e-6 && abs(weights.weights[1] - Float(exp(0.5) / 2)) < 1e-6)
    let losses: [Float] = [2.5, 0.1]
    let tape = Tape(pool: ThreadPool(threads: 1))
    for step in 0..<400 {
      let task = step % 2
      block.forgetGradients()
      tape.begin(recording: true)
      tape.backward(from: weights.weighted(tape, tape.constant([losses[task]], [1]), task: task))
      tape.finish(block)
      #expect(weights.parameters[1 - task].gradients[0] == 0, "the other task's stays")
      for i in 0..<block.count { block.values[i] -= 0.3 * block.gradients[i] }
    }
    for (weight, loss) in zip(weights.weights, losses) { #expect(abs(weight * loss - 0.5) < 1e-3) }
    #expect(block.parameters.allSatisfy { !$0.decays })
  }
}
