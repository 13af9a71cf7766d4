import Tensor
import TestSupport
import Testing

@Suite struct PatchesTests {
  /// (B, C, H, W), P
  static let sizes = [([1, 1, 1, 1], 1), ([2, 3, 4, 4], 2), ([3, 2, 6, 10], 2), ([2, 3, 14, 28], 14)]

  @Test(arguments: sizes) func patches(_ shape: [Int], _ p: Int) {
    let (c, h, w) = (shape[1], shape[2], shape[3])
    expectCorrect(
      OperationCase(
        [.init(shape, seed: 1)], { tape, x in tape.patches(of: x[0], size: p) },
        reference: { inputs in
          var y: [Double] = []
          for image in 0..<shape[0] {
            for row in 0..<h / p {
              for column in 0..<w / p {
                for channel in 0..<c {
                  for i in 0..<p {
                    for j in 0..<p {
                      y.append(inputs[0][((image * c + channel) * h + row * p + i) * w + column * p + j])
                    }
                  }
                }
              }
            }
          }
          return y
        }))
  }

  /// (B, G, D)
  @Test(arguments: [[1, 1, 1], [3, 4, 5], [2, 49, 70]])
  func tokens(_ size: [Int]) {
    let (b, g, d) = (size[0], size[1], size[2])
    expectCorrect(
      OperationCase(
        [.init([b * g, d], seed: 2), .init([d], seed: 3), .init([1 + g, d], seed: 4)],
        { tape, x in tape.tokens(patches: x[0], classToken: x[1], positions: x[2]) },
        reference: { inputs in
          (0..<b).flatMap { image in
            (0...g).flatMap { token in
              (0..<d).map { i in
                (token == 0 ? inputs[1][i] : inputs[0][(image * g + token - 1) * d + i]) + inputs[2][token * d + i]
              }
            }
          }
        }))
  }
}
