import Tensor
import TestSupport
import Testing

@Suite struct RowsTests {
  /// (rows of the table, rows moved, columns)
  static let sizes = [[1, 1, 1], [5, 9, 7], [4, 0, 3], [50, 400, 130]]

  /// Some repeated, some negative.
  private func indices(_ count: Int, below bound: Int) -> [Int32] {
    SampleNumbers.integers(count, below: bound + 1, seed: 3).map { $0 - 1 }
  }

  @Test(arguments: sizes) func gather(_ size: [Int]) {
    let (m, r, d) = (size[0], size[1], size[2])
    let indices = indices(r, below: m)
    expectCorrect(
      OperationCase(
        [.init([m, d], seed: 1)], { tape, x in tape.gather(x[0], tape.indices(indices)) },
        reference: { inputs in
          indices.flatMap { index in (0..<d).map { index < 0 ? 0 : inputs[0][Int(index) * d + $0] } }
        }))
  }

  private func scatterReference(_ x: [Double], _ indices: [Int32], _ weights: [Double]?, m: Int, d: Int) -> [Double] {
    var y = Array(repeating: 0.0, count: m * d)
    for (row, index) in indices.enumerated() where index >= 0 {
      for i in 0..<d { y[Int(index) * d + i] += (weights?[row] ?? 1) * x[row * d + i] }
    }
    return y
  }

  @Test(arguments: sizes) func scatterAddWithWeights(_ size: [Int]) {
    let (m, r, d) = (size[0], size[1], size[2])
    let indices = indices(r, below: m)
    expectCorrect(
      OperationCase(
        [.init([r, d], seed: 1), .init([r], seed: 2)],
        { tape, x in tape.scatterAdd(x[0], tape.indices(indices), weights: x[1], rows: m) },
        reference: { scatterReference($0[0], indices, $0[1], m: m, d: d) }))
  }

  @Test(arguments: sizes) func scatterAdd(_ size: [Int]) {
    let (m, r, d) = (size[0], size[1], size[2])
    let indices = indices(r, below: m)
    expectCorrect(
      OperationCase(
        [.init([r, d], seed: 1)], { tape, x in tape.scatterAdd(x[0], tape.indices(indices), rows: m) },
        reference: { scatterReference($0[0], indices, nil, m: m, d: d) }))
  }

  @Test(arguments: sizes) func embedding(_ size: [Int]) {
    let (v, n, d) = (size[0], size[1], size[2])
    let ids = SampleNumbers.integers(n, below: v, seed: 4)
    expectCorrect(
      OperationCase(
        [.init([v, d], seed: 1)], { tape, x in tape.embedding(ids, table: x[0]) },
        reference: { inputs in ids.flatMap { id in (0..<d).map { inputs[0][Int(id) * d + $0] } } }))
  }

  /// Parts with the rows taken in turn, the last part empty.
  @Test(arguments: [[1, 1], [7, 3], [400, 130]]) func joinRows(_ size: [Int]) {
    let (rows, d) = (size[0], size[1])
    let order = (0..<rows).map { Int32(($0 * 11 + 3) % rows) }
    let cuts = [0, rows / 3, rows, rows]
    let parts = (0..<3).map { Array(order[cuts[$0]..<cuts[$0 + 1]]) }
    expectCorrect(
      OperationCase(
        parts.enumerated().map { .init([$1.count, d], seed: UInt64($0)) },
        { tape, x in tape.joinRows(zip(x, parts).map { (x: $0, indices: tape.indices($1)) }, rows: rows) },
        reference: { inputs in
          var y = Array(repeating: 0.0, count: rows * d)
          for (part, indices) in parts.enumerated() {
            for (row, index) in indices.enumerated() {
              for i in 0..<d { y[Int(index) * d + i] = inputs[part][row * d + i] }
            }
          }
          return y
        }))
  }

  @Test func joinRowsPutsBackWhatWasGathered() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = tape.constant(SampleNumbers.uniform(8 * 3, seed: 1), [8, 3])
    let parts = [[5, 0, 7], [1], [6, 2, 3, 4]].map { tape.indices($0) }
    #expect(tape.joinRows(parts.map { (x: tape.gather(x, $0), indices: $0) }, rows: 8).values == x.values)
  }
}
