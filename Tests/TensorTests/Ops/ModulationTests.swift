import Foundation
import Tensor
import TestSupport
import Testing

@Suite struct ModulationTests {
  /// (B, length, D)
  static let sizes = [[1, 1, 1], [3, 4, 5], [2, 40, 130]]

  @Test(arguments: sizes, [0, 2]) func weightedRowSums(_ size: [Int], spare: Int) {
    let (b, r, d) = (size[0], size[1], size[2])
    expectCorrect(
      OperationCase(
        [.init([b * r, d], seed: 1), .init([r + spare], seed: 2)],
        { tape, x in tape.weightedRowSums(x[0], weights: x[1], length: r) },
        reference: { inputs in
          (0..<b).flatMap { group in
            (0..<d).map { i in (0..<r).reduce(0.0) { $0 + inputs[1][$1] * inputs[0][(group * r + $1) * d + i] } }
          }
        }))
  }

  @Test(arguments: [Float(0), 1]) func doubleSigmoid(offset: Float) {
    expectCorrect(
      OperationCase(
        [.init([7, 33], seed: 3, -6...6)], { tape, x in tape.doubleSigmoid(x[0], offset: offset) },
        reference: { $0[0].map { 2 / (1 + exp(-$0)) - Double(offset) } }))
  }

  @Test func doubleSigmoidOfZeroIsExact() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = tape.constant([0, -0.0, 200, -200], [4])
    #expect(tape.doubleSigmoid(x, offset: 1).values == [0, 0, 1, -1])
    #expect(tape.doubleSigmoid(x, offset: 0).values == [1, 1, 2, 0])
  }

  enum Factors: CaseIterable { case columns, rows, both }

  @Test(arguments: sizes, Factors.allCases) func modulate(_ size: [Int], _ factors: Factors) {
    let (b, r, d) = (size[0], size[1], size[2])
    for isAdded in [true, false] {
      let inputs: [OperationCase.Input] =
        [.init([b * r, d], seed: 4)] + (factors != .rows ? [.init([b, d], seed: 5)] : [])
        + (factors != .columns ? [.init([b * r, 1], seed: 6)] : [])
      expectCorrect(
        OperationCase(
          inputs,
          { tape, x in
            tape.modulate(
              x[0], columns: factors != .rows ? x[1] : nil, rows: factors != .columns ? x[x.count - 1] : nil,
              length: r, isAdded: isAdded)
          },
          reference: { inputs in
            inputs[0].indices.map { at in
              let (row, i) = at.quotientAndRemainder(dividingBy: d)
              let column = factors != .rows ? inputs[1][row / r * d + i] : 1
              let factor = column * (factors != .columns ? inputs[inputs.count - 1][row] : 1)
              return inputs[0][at] * (isAdded ? 1 + factor : factor)
            }
          }))
    }
  }

  @Test(arguments: sizes, [0, 3]) func modulateByElements(_ size: [Int], spare: Int) {
    let (b, r, d) = (size[0], size[1], size[2])
    expectCorrect(
      OperationCase(
        [.init([b * r, d], seed: 7), .init([r + spare, d], seed: 8)],
        { tape, x in tape.modulate(x[0], elements: x[1], length: r) },
        reference: { inputs in
          inputs[0].indices.map { inputs[0][$0] * (1 + inputs[1][$0 % (r * d)]) }
        }))
  }

  @Test(arguments: [1, 15, 140_000]) func quickGELU(_ count: Int) {
    expectCorrect(
      OperationCase(
        [.init([count], seed: 9, -4...4)], { tape, x in tape.quickGELU(x[0]) },
        reference: { $0[0].map { $0 / (1 + exp(-1.702 * $0)) } }))
  }
}
