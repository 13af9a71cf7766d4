import Foundation
import Tensor
import TestSupport
import Testing

/// exp(x − max) over its sum.
func softmaxReference(_ row: [Double]) -> [Double] {
  let maximum = row.max()!
  let exponentials = row.map { exp($0 - maximum) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

@Suite struct SoftmaxTests {
  @Test(arguments: rowShapes) func softmax(_ shape: [Int]) {
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 1, -5...5)], { tape, x in tape.softmax(x[0]) },
        reference: { mapRows($0[0], columns: shape.last!, softmaxReference) }))
  }

  @Test func hugeAndInfiniteEntries() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let infinity = Float.infinity
    let y = tape.softmax(
      tape.constant([3e38, 3e38, -3e38, -infinity, 0, 0, -infinity, -infinity, -infinity, .nan, 0, 1], [4, 3]))
    #expect(Array(y.values[..<9]) == [0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0])
    // A diverged row must be seen.
    #expect(y.values[9...].allSatisfy { $0.isNaN })
  }

  @Test func aShiftChangesNothing() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = SampleNumbers.uniform(37, seed: 2, 0...1).map { ($0 * 1024).rounded() / 1024 }
    let y = tape.softmax(tape.constant(x, [1, 37])).values
    #expect(tape.softmax(tape.constant(x.map { $0 + 64 }, [1, 37])).values == y)
  }
}
