import Tensor
import TestSupport
import Testing

@Suite struct ResidualTests {
  @Test(arguments: rowShapes) func scaled(_ shape: [Int]) {
    let d = shape.last!
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 1), .init(shape, seed: 2), .init([d], seed: 3)],
        { tape, x in tape.residual(x[0], x[1], scale: x[2]) },
        reference: { inputs in inputs[0].indices.map { inputs[0][$0] + inputs[1][$0] * inputs[2][$0 % d] } }))
  }

  @Test func plain() {
    expectCorrect(
      OperationCase(
        [.init([5, 7], seed: 4), .init([5, 7], seed: 5)], { tape, x in tape.residual(x[0], x[1], scale: nil) },
        reference: { inputs in zip(inputs[0], inputs[1]).map(+) }))
  }
}
