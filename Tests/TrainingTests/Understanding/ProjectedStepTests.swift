import Tensor
import TestSupport
import Testing
import Training

/// Tasks that pull one shared vector to places of their own, with a factor that belongs to the task.
@Suite struct ProjectedStepTests {
  @Test func sharedGradientsAreProjectedAndOwnOnesAddUp() {
    let block = ParameterBlock()
    let shared = block.declare("shared", [2])
    let owns = (0..<2).map { block.declare("own.\($0)", [1]) }
    let half = block.declare("half", [1])
    for p in block.parameters { for i in 0..<p.count { p.values[i] = 1 } }
    let tape = Tape(pool: ThreadPool(threads: 1))
    let step = ProjectedStep(of: block)
    // L_i = own_i · half · (a_i · shared): gradients a_i, a_i · 1, a_i · 1.
    let directions: [[Float]] = [[1, 0], [-1, 1]]
    block.forgetGradients()
    let conflicts = step.run(tasks: 2, shared: [shared], seed: 1, step: 0, tape.pool) { task in
      tape.begin(recording: true)
      let product = tape.multiply(tape.parameter(shared), tape.constant(directions[task], [2])).reshaped([1, 2])
      let sum = tape.linear(product, weight: tape.constant([1, 1], [1, 2])).reshaped([1])
      let scaled = tape.multiply(tape.multiply(sum, tape.parameter(owns[task])), tape.parameter(half))
      tape.backward(from: scaled)
      tape.finish(block)
    }
    #expect(conflicts == 2)
    #expect([shared.gradients[0], shared.gradients[1]] == [0.5, 1.5])
    // a₀ · (1, 1) = 1, a₁ · (1, 1) = 0.
    #expect(owns[0].gradients[0] == 1 && owns[1].gradients[0] == 0 && half.gradients[0] == 1)
  }
}
