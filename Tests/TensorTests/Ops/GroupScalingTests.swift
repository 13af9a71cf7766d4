import Tensor
import TestSupport
import Testing

@Suite struct GroupScalingTests {
  @Test(arguments: [[1, 1, 1], [3, 4, 5], [2, 40, 130]]) func scaleGroups(_ size: [Int]) {
    let (b, length, d) = (size[0], size[1], size[2])
    let factors: [Float] = (0..<b).map { $0 == 1 ? 0 : Float($0) + 1.25 }
    expectCorrect(
      OperationCase(
        [.init([b * length, d], seed: 1)], { tape, x in tape.scaleGroups(x[0], by: factors) },
        reference: { inputs in inputs[0].enumerated().map { $1 * Double(factors[$0 / (length * d)]) } }))
  }
}
