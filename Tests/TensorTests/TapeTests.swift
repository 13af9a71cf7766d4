import Tensor
import TestSupport
import Testing

@Suite struct TapeTests {
  private func makeBlock() -> (block: ParameterBlock, a: Parameter, b: Parameter, unused: Parameter) {
    let block = ParameterBlock()
    let (a, b) = (block.declare("a", [3]), block.declare("b", [3]))
    let unused = block.declare("unused", [5], decays: false)
    for i in 0..<3 {
      a.values[i] = Float(i + 1)
      b.values[i] = Float(10 * (i + 1))
    }
    return (block, a, b, unused)
  }

  private func gradient(_ parameter: Parameter) -> [Float] {
    Array(UnsafeBufferPointer(start: parameter.gradients, count: parameter.count))
  }

  private func step(_ tape: Tape, _ block: ParameterBlock, _ a: Parameter, _ b: Parameter, cotangent: [Float]) {
    tape.begin(recording: true)
    let product = tape.multiply(tape.parameter(a), tape.parameter(b))
    tape.backward(from: [(tensor: product, gradient: cotangent)])
    tape.finish(block)
  }

  @Test func gradientsArriveInTheBlock() {
    let (block, a, b, unused) = makeBlock()
    let tape = Tape(pool: ThreadPool(threads: 1))
    unused.gradients.update(repeating: 7, count: 5)
    block.forgetGradients()
    step(tape, block, a, b, cotangent: [1, 1, 2])
    #expect(gradient(a) == [10, 20, 60])
    #expect(gradient(b) == [1, 2, 6])
    #expect(gradient(unused) == [0, 0, 0, 0, 0])
  }

  @Test func whatWasWrittenOnceIsClearedInTheNextStep() {
    let (block, a, b, _) = makeBlock()
    let tape = Tape(pool: ThreadPool(threads: 1))
    for _ in 0..<2 {
      block.forgetGradients()
      step(tape, block, a, b, cotangent: [1, 1, 2])
      #expect(gradient(a) == [10, 20, 60])
      block.forgetGradients()
      step(tape, block, b, b, cotangent: [0, 0, 0])
      #expect(gradient(a) == [0, 0, 0])
    }
    // Gradients taken over from elsewhere are cleared like those of a step.
    let (other, _, _, _) = makeBlock()
    other.gradients.update(repeating: 3, count: other.count)
    block.copyGradients(from: other)
    #expect(gradient(a) == [3, 3, 3])
    block.forgetGradients()
    step(tape, block, b, b, cotangent: [0, 0, 0])
    #expect(gradient(a) == [0, 0, 0])
  }

  @Test func aNewStepOverwritesAndASecondPassAccumulates() {
    let (block, a, b, _) = makeBlock()
    let tape = Tape(pool: ThreadPool(threads: 1))
    for _ in 0..<2 {
      block.forgetGradients()
      step(tape, block, a, b, cotangent: [1, 1, 1])
      step(tape, block, a, b, cotangent: [0, 1, 2])
      #expect(gradient(a) == [10, 40, 90])
    }
  }

  @Test func aFrozenParameterGetsNoGradient() {
    let (block, a, b, _) = makeBlock()
    let tape = Tape(pool: ThreadPool(threads: 1))
    // Frozen through any copy: the block remembers.
    block.parameters[0].isFrozen = true
    #expect(a.isFrozen && !b.isFrozen)
    block.forgetGradients()
    step(tape, block, a, b, cotangent: [1, 1, 1])
    #expect(gradient(a) == [0, 0, 0])
    #expect(gradient(b) == [1, 2, 3])
  }

  @Test func aParameterUsedTwiceCollectsBoth() {
    let (block, a, _, _) = makeBlock()
    let tape = Tape(pool: ThreadPool(threads: 1))
    block.forgetGradients()
    step(tape, block, a, a, cotangent: [1, 1, 1])
    #expect(gradient(a) == [2, 4, 6])
  }

  @Test func whatNobodyNeedsIsNotRecorded() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let constant = tape.constant([1, 2], [2])
    #expect(!tape.silu(constant).needsGradient)
    #expect(tape.silu(tape.variable([1, 2], [2])).needsGradient)
    tape.begin(recording: false)
    #expect(!tape.silu(tape.variable([1, 2], [2])).needsGradient)
  }

  @Test func seedScalesAllGradients() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let x = tape.variable([3], [1])
    tape.backward(from: tape.weightedSum([(weight: 2, term: x)]), seed: -4)
    #expect(tape.gradient(of: x) == [-8])
  }

  @Test func parametersStartOnBordersOf64Bytes() {
    let (block, _, _, _) = makeBlock()
    for parameter in block.parameters { #expect(Int(bitPattern: parameter.values) % 64 == 0) }
    #expect(block.parameterCount == 11)
    #expect(block.count == 48)
  }
}
