import Tensor
import TestSupport
import Testing

@Suite struct DropoutTests {
  /// The mask as documented: element i has word i % 4 of position + i / 4.
  private func keeps(_ count: Int, rate: Float, seed: UInt64, stream: UInt64, position: UInt64) -> [Bool] {
    let random = CounterRandom(seed: seed, stream: stream)
    return (0..<count).map { i in
      random.words(at: position + UInt64(i / 4))[i % 4] >= UInt32(Double(rate) * 0x1p32)
    }
  }

  @Test(arguments: [1, 6, 257, 1030, 40_003]) func dropout(_ count: Int) {
    let keeps = keeps(count, rate: 0.3, seed: 5, stream: 6, position: 1000)
    expectCorrect(
      OperationCase(
        [.init([count], seed: 1)],
        { tape, x in tape.dropout(x[0], rate: 0.3, seed: 5, stream: 6, position: 1000) },
        reference: { zip($0[0], keeps).map { $1 ? $0 / 0.7 : 0 } }))
  }

  @Test func rateIsMet() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let count = 100_000
    let y = tape.dropout(
      tape.constant(Array(repeating: 1, count: count), [count]), rate: 0.1, seed: 1, stream: 2, position: 3)
    let dropped = y.values.count { $0 == 0 }
    // Four standard deviations: 4 · √(0.1 · 0.9 · 100000) = 380.
    #expect(abs(dropped - 10_000) < 380)
  }

  @Test func rateZeroIsTheIdentity() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = tape.constant([1, 2, 3], [3])
    #expect(tape.dropout(x, rate: 0, seed: 1, stream: 1, position: 0).data == x.data)
  }
}
