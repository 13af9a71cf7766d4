import Tensor
import TestSupport
import Testing

@Suite struct PoolingTests {
  /// (sequences, length, columns)
  static let sizes = [[1, 1, 1], [3, 5, 7], [4, 9, 130], [70, 6, 96]]

  /// 0 for about a third of the tokens, never for the first of a sequence.
  static func weights(_ sequences: Int, _ length: Int) -> [Float] {
    var weights = SampleNumbers.uniform(sequences * length, seed: 2, -1...3).map { max(0, $0) }
    for sequence in 0..<sequences { weights[sequence * length] = 1.5 }
    return weights
  }

  @Test(arguments: sizes) func weightedMean(_ size: [Int]) {
    let (b, t, d) = (size[0], size[1], size[2])
    let weights = Self.weights(b, t)
    expectCorrect(
      OperationCase(
        [.init([b * t, d], seed: 1, -2...2)], { tape, x in tape.weightedMean(x[0], weights: weights, length: t) },
        reference: { inputs in
          (0..<b).flatMap { sequence in
            let rows = sequence * t..<(sequence + 1) * t
            let sum = rows.reduce(0) { $0 + Double(weights[$1]) }
            return (0..<d).map { column in
              rows.reduce(0) { $0 + Double(weights[$1]) * inputs[0][$1 * d + column] } / sum
            }
          }
        }))
  }

  @Test func tokensOfNoWeightDoNotCount() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = tape.constant([1, 2, .nan, .infinity, 3, 6], [3, 2])
    #expect(tape.weightedMean(x, weights: [1, 0, 1], length: 3).values == [2, 4])
  }

  @Test(arguments: rowShapes) func unitRows(_ shape: [Int]) {
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 3, 0.5...2)], { tape, x in tape.unitRows(x[0]) },
        reference: { inputs in
          mapRows(inputs[0], columns: shape.last!) { row in
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { $0 / length }
          }
        }))
  }

  /// Below the floor the operation is a plain factor.
  @Test func rowsShorterThanTheFloor() {
    expectCorrect(
      OperationCase(
        [.init([4, 6], seed: 4, -0.1...0.1)], { tape, x in tape.unitRows(x[0], floor: 2) },
        reference: { $0[0].map { $0 / 2 } }))
  }
}
