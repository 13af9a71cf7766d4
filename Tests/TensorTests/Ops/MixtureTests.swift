import Foundation
import Tensor
import TestSupport
import Testing

@Suite struct MixtureTests {
  /// (experts, sequences, length, columns)
  static let sizes = [[1, 1, 1, 1], [3, 2, 5, 7], [4, 5, 3, 130], [2, 70, 6, 96]]

  @Test(arguments: sizes) func expertMixture(_ size: [Int]) {
    let (k, b, t, d) = (size[0], size[1], size[2], size[3])
    let experts = (0..<k).map { OperationCase.Input([b * t, d], seed: UInt64($0 + 1), -2...2) }
    var test = OperationCase(
      experts + [.init([b, k], seed: 77, 0...1)],
      { tape, x in tape.mixture(of: Array(x.dropLast()), gates: x.last!, length: t) },
      reference: { inputs in
        (0..<b * t * d).map { place in
          (0..<k).reduce(0) { $0 + inputs[k][place / d / t * k + $1] * inputs[$1][place] }
        }
      })
    test.samples = 16
    expectCorrect(test)
  }

  @Test(arguments: [Float(1), 0.5]) func uncertaintyWeight(_ factor: Float) {
    expectCorrect(
      OperationCase(
        [.init([1], [1.7]), .init([1], [-0.4])],
        { tape, x in tape.uncertaintyWeighted(x[0], logVariance: x[1], factor: factor) },
        reference: { [Double(factor) * exp(-$0[1][0]) * $0[0][0] + $0[1][0] / 2] }))
  }
}
