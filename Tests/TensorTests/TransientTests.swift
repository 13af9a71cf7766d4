import Tensor
import TestSupport
import Testing

@Suite struct TransientTests {
  private let tape = Tape(pool: ThreadPool(threads: 1))

  @Test func keptWhereAReaderNeedsIt() {
    tape.begin(recording: true)
    let weight = tape.variable(SampleNumbers.uniform(64, seed: 1), [8, 8])
    let frozen = tape.constant(SampleNumbers.uniform(64, seed: 2), [8, 8])
    let x = tape.constant(SampleNumbers.uniform(800, seed: 3), [100, 8])
    var before = tape.keptBytes
    _ = tape.keeping(forAny: [frozen]) { tape.linear(x, weight: frozen) }
    #expect(tape.keptBytes == before)
    before = tape.keptBytes
    _ = tape.keeping(forAny: [frozen, weight]) { tape.linear(x, weight: frozen) }
    #expect(tape.keptBytes == before + 3200)
    // Ends with the call.
    _ = tape.linear(x, weight: frozen)
    #expect(tape.keptBytes == before + 6400)
  }

  @Test func transientValuesOutliveOneTurn() {
    tape.begin(recording: false)
    func fresh(_ value: Float) -> Tensor {
      tape.keeping(forAny: []) { tape.scale(tape.constant(Array(repeating: value, count: 100), [100]), by: 1) }
    }
    let first = fresh(1)
    tape.turnTransients()
    let second = fresh(2)
    #expect(first.values.allSatisfy { $0 == 1 })
    tape.turnTransients()
    _ = fresh(3)
    #expect(first.values.allSatisfy { $0 == 3 } && second.values.allSatisfy { $0 == 2 })
  }

  @Test func insideAnotherScopeTheInnerOneCounts() {
    tape.begin(recording: true)
    let weight = tape.variable([1, 2], [2])
    let before = tape.keptBytes
    tape.keeping(forAny: []) {
      _ = tape.scale(weight, by: 2)
      #expect(tape.keptBytes == before)
      _ = tape.keeping(forAny: [weight]) { tape.scale(weight, by: 2) }
      #expect(tape.keptBytes == before + 64)
    }
  }

  /// A block of frozen parameters takes no memory for gradients.
  @Test func frozenBlocksHaveNoGradients() {
    let block = ParameterBlock()
    let parameter = block.declare("w", [8, 8])
    parameter.isFrozen = true
    parameter.values.update(repeating: 1, count: 64)
    tape.begin(recording: true)
    let x = tape.variable(SampleNumbers.uniform(16, seed: 4), [2, 8])
    let y = tape.linear(x, weight: tape.parameter(parameter))
    tape.backward(from: [(y, Array(repeating: 1, count: 16))])
    #expect(!block.hasGradients)
    parameter.isFrozen = false
    tape.begin(recording: true)
    _ = tape.parameter(parameter)
    #expect(block.hasGradients)
  }
}
