import Foundation
import Tensor
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
  private static func losses(_ x: [Double], _ weight: [Double], _ targets: [Int32], d: Int) -> [Double] {
    targets.indices.map { row in
      let logits = stride(from: 0, to: weight.count, by: d).map { start in
        var sum = 0.0
        for i in 0..<d { sum += x[row * d + i] * weight[start + i] }
        return sum
      }
      let maximum = logits.max()!
      return maximum + log(logits.reduce(0) { $0 + exp($1 - maximum) }) - logits[Int(targets[row])]
    }
  }

  /// The last size needs two chunks of logits.
  @Test(arguments: [[1, 1, 2], [5, 3, 7], [70, 9, 33], [70, 2, 65_536]])
  func meanOfLosses(_ size: [Int]) {
    let (n, d, v) = (size[0], size[1], size[2])
    let targets = SampleNumbers.integers(n, below: v, seed: 3)
    var test = OperationCase(
      [.init([n, d], seed: 1, -2...2), .init([v, d], seed: 2, -2...2)],
      { tape, x in tape.crossEntropy(x[0], weight: x[1], targets: targets) },
      reference: { [Self.losses($0[0], $0[1], targets, d: d).reduce(0, +) / Double(n)] })
    if v > 1000 {
      test.samples = 3
      // The gradient of one weight is a sum of few, small terms.
      test.gradientTolerance = Tolerance(relative: 1e-4, absolute: 1e-8)
    }
    expectCorrect(test)
  }

  @Test func lossOfEachToken() {
    let (n, d, v) = (33, 4, 19)
    let (x, weight) = (SampleNumbers.uniform(n * d, seed: 4), SampleNumbers.uniform(v * d, seed: 5))
    let targets = SampleNumbers.integers(n, below: v, seed: 6)
    let expected = Self.losses(x.map(Double.init), weight.map(Double.init), targets, d: d)
    for recording in [true, false] {
      let tape = Tape(pool: ThreadPool(threads: 2))
      tape.begin(recording: recording)
      var losses = Array(repeating: Float.nan, count: n)
      let tensor = recording ? tape.variable(x, [n, d]) : tape.constant(x, [n, d])
      _ = tape.crossEntropy(tensor, weight: tape.constant(weight, [v, d]), targets: targets, losses: &losses)
      #expect(Tolerance().violation("losses", losses, expected) == nil)
    }
  }
}
