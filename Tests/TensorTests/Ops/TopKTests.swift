import Tensor
import TestSupport
import Testing

@Suite struct TopKTests {
  /// Sorted by falling value, then rising index.
  private func order(_ row: [Double]) -> [Int] {
    row.indices.sorted { row[$0] != row[$1] ? row[$0] > row[$1] : $0 < $1 }
  }

  @Test(arguments: [[1, 1, 1], [4, 8, 2], [9, 7, 7], [600, 64, 6]])
  func valuesAndGradients(_ size: [Int]) {
    let (n, e, k) = (size[0], size[1], size[2])
    expectCorrect(
      OperationCase(
        [.init([n, e], seed: 1)], { tape, x in tape.topK(x[0], k: k).values },
        reference: { inputs in
          mapRows(inputs[0], columns: e) { row in order(row).prefix(k).map { row[$0] } }
        }))
  }

  @Test func indicesAgreeWithASort() {
    let (n, e, k) = (300, 23, 5)
    // Coarse values: many ties.
    let x = SampleNumbers.uniform(n * e, seed: 2).map { ($0 * 4).rounded() }
    let tape = Tape(pool: ThreadPool(threads: 2))
    tape.begin(recording: false)
    let chosen = tape.topK(tape.constant(x, [n, e]), k: k)
    let expected = (0..<n).flatMap { row in
      order(x[row * e..<(row + 1) * e].map(Double.init)).prefix(k).map(Int32.init)
    }
    #expect(Array(chosen.indices) == expected)
  }

  /// NaN counts as −∞, and indices stay distinct whatever the row holds.
  @Test func rowsOfNothingUseful() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let infinity = Float.infinity
    let x = tape.constant([.nan, .nan, .nan, -infinity, .nan, -infinity, .nan, 1, .nan], [3, 3])
    #expect(Array(tape.topK(x, k: 2).indices) == [0, 1, 0, 1, 1, 0])
  }
}
