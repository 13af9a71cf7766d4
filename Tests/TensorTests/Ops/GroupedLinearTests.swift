import Tensor
import TestSupport
import Testing

@Suite struct GroupedLinearTests {
  /// (D, F) and the rows of each group; some groups are empty, some need several blocks.
  @Test(arguments: [
    ([1, 1], [1]), ([3, 5], [2, 0, 7]), ([4, 3], [0, 0, 0]), ([8, 16], [0, 33, 1, 100]), ([600, 500], [60, 0, 40]),
  ])
  func groupedLinear(_ size: [Int], _ counts: [Int]) {
    let (d, f, e) = (size[0], size[1], counts.count)
    let offsets = counts.reduce(into: [0]) { $0.append($0.last! + $1) }
    let n = offsets.last!
    var test = OperationCase(
      [.init([n, d], seed: 1), .init([e, d, f], seed: 2)],
      { tape, x in tape.groupedLinear(x[0], weight: x[1], offsets: offsets) },
      reference: { inputs in
        var y = Array(repeating: 0.0, count: n * f)
        for group in 0..<e {
          for row in offsets[group]..<offsets[group + 1] {
            for i in 0..<d {
              let x = inputs[0][row * d + i]
              for j in 0..<f { y[row * f + j] += x * inputs[1][(group * d + i) * f + j] }
            }
          }
        }
        return y
      })
    if n * d > 10_000 { test.samples = 6 }
    expectCorrect(test)
  }
}
