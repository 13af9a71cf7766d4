import Tensor
import TestSupport
import Testing

@Suite struct NormTests {
  @Test(arguments: rowShapes) func rmsNorm(_ shape: [Int]) {
    let d = shape.last!
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 1, -2...2), .init([d], seed: 2, 0.5...1.5)],
        { tape, x in tape.rmsNorm(x[0], weight: x[1], epsilon: 1e-3) },
        reference: { inputs in
          mapRows(inputs[0], columns: d) { row in
            let r = 1 / (row.reduce(0) { $0 + $1 * $1 } / Double(d) + 1e-3).squareRoot()
            return zip(row, inputs[1]).map { $0 * r * $1 }
          }
        }))
  }

  @Test(arguments: rowShapes) func layerNorm(_ shape: [Int]) {
    let d = shape.last!
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 3, -1...3), .init([d], seed: 4, 0.5...1.5), .init([d], seed: 5)],
        { tape, x in tape.layerNorm(x[0], weight: x[1], bias: x[2], epsilon: 1e-3) },
        reference: { inputs in
          mapRows(inputs[0], columns: d) { row in
            let mean = row.reduce(0, +) / Double(d)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(d)
            let r = 1 / (variance + 1e-3).squareRoot()
            return row.indices.map { (row[$0] - mean) * r * inputs[1][$0] + inputs[2][$0] }
          }
        }))
  }

  /// A large mean must not swallow the deviation.
  @Test func layerNormOfValuesFarFromZero() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = tape.constant([4096, 4097, 4098, 4099], [1, 4])
    let y = tape.layerNorm(
      x, weight: tape.constant([1, 1, 1, 1], [4]), bias: tape.constant([0, 0, 0, 0], [4]), epsilon: 0)
    let root = 1.25.squareRoot()
    #expect(Tolerance().violation("y", y.values, [-1.5 / root, -0.5 / root, 0.5 / root, 1.5 / root]) == nil)
  }
}

/// Applies a function to each row.
func mapRows(_ x: [Double], columns: Int, _ body: ([Double]) -> [Double]) -> [Double] {
  stride(from: 0, to: x.count, by: columns).flatMap { body(Array(x[$0..<$0 + columns])) }
}
