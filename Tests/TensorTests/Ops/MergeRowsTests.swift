import Tensor
import TestSupport
import Testing

@Suite struct MergeRowsTests {
  /// Old rows 0 … 6 of each of two images; 2 and 4 go to 3, 6 goes to 1: new rows 0, 1 ← 1 6, 2 ← 3 2 4, 3 ← 5.
  private static let sizes: [Double] = [1, 2, 3, 1, 4, 1, 2, /**/ 1, 1, 1, 1, 1, 3, 5]
  private static let pairs = [(2, 3), (6, 1), (4, 3)]
  private static let kept = [0, 1, 3, 5]

  private func merge(_ tape: Tape) -> RowMerge {
    let sizes = Self.sizes.map { Float($0) }
    var origins: [Int32] = []
    var continuations = Array(repeating: Int32(-1), count: 14)
    var newSizes: [(weight: Float, size: Float)] = []
    for image in 0..<2 {
      for old in Self.kept {
        continuations[image * 7 + old] = Int32(origins.count)
        origins.append(Int32(image * 7 + old))
        let brought = Self.pairs.filter { $0.1 == old }.reduce(Float(0)) { $0 + sizes[image * 7 + $1.0] }
        newSizes.append((sizes[image * 7 + old], sizes[image * 7 + old] + brought))
      }
    }
    let targets = (0..<2).flatMap { image in Self.pairs.map { continuations[image * 7 + $0.1] } }
    return RowMerge(
      images: 2, origins: origins, continuations: continuations, targets: targets, sizes: newSizes, on: tape)
  }

  @Test(arguments: [1, 5, 130]) func mergeRows(_ d: Int) {
    expectCorrect(
      OperationCase(
        [.init([14, d], seed: 1), .init([6, d], seed: 2)],
        { tape, x in tape.mergeRows(x[0], sources: x[1], merge(tape)) },
        reference: { inputs in
          (0..<2).flatMap { image in
            Self.kept.flatMap { old in
              (0..<d).map { i in
                let own = Self.sizes[image * 7 + old]
                var (sum, size) = (own * inputs[0][(image * 7 + old) * d + i], own)
                for (k, pair) in Self.pairs.enumerated() where pair.1 == old {
                  sum += inputs[1][(image * 3 + k) * d + i]
                  size += Self.sizes[image * 7 + pair.0]
                }
                return sum / size
              }
            }
          }
        }))
  }

  @Test func rowsWithoutSourcesKeepTheirBits() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = SampleNumbers.uniform(14 * 3, seed: 3)
    let y = tape.mergeRows(tape.constant(x, [14, 3]), sources: tape.constant([6, 3]), merge(tape)).values
    // Row 5 of the second image has size 3: x · 3 / 3 would be off by the last bit now and then.
    #expect(Array(y[7 * 3..<8 * 3]) == Array(x[12 * 3..<13 * 3]))
  }

  /// Weights before rows are moved.
  @Test func weightedGather() {
    let rows: [Int32] = [3, 0, 3, -1, 2]
    let weights: [Float] = [2, 0.5, -1, 4, 3]
    expectCorrect(
      OperationCase(
        [.init([5, 33], seed: 4)],
        { tape, x in tape.gather(x[0], tape.indices(rows), weights: tape.constants(weights)) },
        reference: { inputs in
          zip(rows, weights).flatMap { row, weight in
            (0..<33).map { row < 0 ? 0 : Double(weight) * inputs[0][Int(row) * 33 + $0] }
          }
        }))
  }
}
