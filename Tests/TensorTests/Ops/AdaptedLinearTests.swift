import Tensor
import TestSupport
import Testing

@Suite struct AdaptedLinearTests {
  /// x · (W + s B A)ᵀ + b for u = x, with the correction reading another matrix where there is one.
  private func reference(_ size: [Int], _ scale: Double) -> ([[Double]]) -> [Double] {
    let (n, d, f, r) = (size[0], size[1], size[2], size[3])
    return { inputs in
      let (x, w, b, down, up) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
      let u = inputs.count > 5 ? inputs[5] : x
      var y: [Double] = []
      for row in 0..<n {
        for column in 0..<f {
          var sum = b[column]
          for i in 0..<d { sum += x[row * d + i] * w[column * d + i] }
          for k in 0..<r {
            for i in 0..<d { sum += scale * up[column * r + k] * down[k * d + i] * u[row * d + i] }
          }
          y.append(sum)
        }
      }
      return y
    }
  }

  private func inputs(_ size: [Int]) -> [OperationCase.Input] {
    let (n, d, f, r) = (size[0], size[1], size[2], size[3])
    return [
      .init([n, d], seed: 1), .init([f, d], seed: 2), .init([f], seed: 3), .init([r, d], seed: 4),
      .init([f, r], seed: 5),
    ]
  }

  static let sizes = [[1, 1, 1, 1], [7, 5, 9, 2], [300, 20, 33, 4]]

  @Test(arguments: sizes) func ownInput(_ size: [Int]) {
    var test = OperationCase(
      inputs(size),
      { tape, x in
        tape.adaptedLinear(
          x[0], weight: x[1], bias: x[2], update: LowRankUpdate(input: x[0], down: x[3], up: x[4], scale: 1.5))
      }, reference: reference(size, 1.5))
    test.samples = 16
    expectCorrect(test)
  }

  @Test(arguments: sizes) func otherInput(_ size: [Int]) {
    var test = OperationCase(
      inputs(size) + [.init([size[0], size[1]], seed: 6)],
      { tape, x in
        tape.adaptedLinear(
          x[0], weight: x[1], bias: x[2], update: LowRankUpdate(input: x[5], down: x[3], up: x[4], scale: -0.5))
      }, reference: reference(size, -0.5))
    test.samples = 16
    expectCorrect(test)
  }
}
