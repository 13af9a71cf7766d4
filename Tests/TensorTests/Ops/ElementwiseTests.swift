import Foundation
import Tensor
import TestSupport
import Testing

@Suite struct ElementwiseTests {
  static let sizes = [1, 15, 100, 40_001]

  private func unary(
    _ count: Int, _ operation: @escaping (Tape, Tensor) -> Tensor, _ function: @escaping (Double) -> Double
  ) {
    expectCorrect(
      OperationCase(
        [.init([count], seed: UInt64(count), -6...6)], { tape, x in operation(tape, x[0]) },
        reference: { $0[0].map(function) }))
  }

  private func binary(
    _ count: Int, _ operation: @escaping (Tape, Tensor, Tensor) -> Tensor,
    _ function: @escaping (Double, Double) -> Double
  ) {
    expectCorrect(
      OperationCase(
        [.init([count], seed: 1, -3...3), .init([count], seed: 2, -3...3)],
        { tape, x in operation(tape, x[0], x[1]) }, reference: { zip($0[0], $0[1]).map(function) }))
  }

  @Test(arguments: sizes) func geluByTanh(_ count: Int) {
    unary(count, { $0.gelu($1, .tanh) }) { x in
      0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    }
  }

  @Test(arguments: sizes) func geluByErf(_ count: Int) {
    unary(count, { $0.gelu($1, .erf) }) { x in 0.5 * x * erfc(-x / 2.0.squareRoot()) }
  }

  @Test(arguments: sizes) func silu(_ count: Int) {
    unary(count, { $0.silu($1) }) { x in x / (1 + exp(-x)) }
  }

  @Test(arguments: sizes) func swiglu(_ count: Int) {
    binary(count, { $0.swiglu(gate: $1, up: $2) }) { gate, up in gate / (1 + exp(-gate)) * up }
  }

  @Test(arguments: sizes) func multiply(_ count: Int) { binary(count, { $0.multiply($1, $2) }, *) }

  @Test(arguments: [1, 15, 140_000]) func add(_ count: Int) { binary(count, { $0.add($1, $2) }, +) }

  @Test(arguments: sizes) func scale(_ count: Int) { unary(count, { $0.scale($1, by: -1.5) }) { -1.5 * $0 } }

  @Test func weightedSum() {
    expectCorrect(
      OperationCase(
        [.init([1], seed: 1), .init([1], seed: 2)],
        { tape, x in tape.weightedSum([(weight: 2, term: x[0]), (weight: -0.25, term: x[1])]) },
        reference: { [2 * $0[0][0] - 0.25 * $0[1][0]] }))
  }

  /// One tensor on both sides of an operation: both contributions arrive.
  @Test func oneTensorTwiceInAnOperation() {
    let shape = [5, 7]
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 3)], { tape, x in tape.multiply(x[0], x[0]) }, reference: { $0[0].map { $0 * $0 } }))
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 4)], { tape, x in tape.add(x[0], x[0]) }, reference: { $0[0].map { 2 * $0 } }))
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 5)], { tape, x in tape.swiglu(gate: x[0], up: x[0]) },
        reference: { $0[0].map { $0 * $0 / (1 + exp(-$0)) } }))
  }

  /// A value that goes both through an operation and past it, as in a residual connection.
  @Test func residualConnection() {
    expectCorrect(
      OperationCase(
        [.init([9, 4], seed: 6)], { tape, x in tape.add(x[0], tape.silu(x[0])) },
        reference: { $0[0].map { $0 + $0 / (1 + exp(-$0)) } }))
    expectCorrect(
      OperationCase(
        [.init([9, 4], seed: 7)], { tape, x in tape.add(tape.gelu(x[0], .erf), x[0]) },
        reference: { $0[0].map { $0 + 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) } }))
  }
}
