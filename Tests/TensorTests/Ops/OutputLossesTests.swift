import Foundation
import Tensor
import TestSupport
import Testing

@Suite struct OutputLossesTests {
  @Test(arguments: [[1, 2], [5, 3], [37, 11]])
  func crossEntropyOfLogits(_ size: [Int]) {
    let (n, c) = (size[0], size[1])
    let targets = SampleNumbers.integers(n, below: c, seed: 3)
    expectCorrect(
      OperationCase([.init([n, c], seed: 1, -3...3)], { tape, x in tape.crossEntropy(logits: x[0], targets: targets) })
      {
        inputs in
        let losses = targets.enumerated().map { row, target in
          let logits = Array(inputs[0][row * c..<(row + 1) * c])
          return log(logits.reduce(0) { $0 + exp($1) }) - logits[Int(target)]
        }
        return [losses.reduce(0, +) / Double(n)]
      })
  }

  @Test func logitsStayAsTheyAre() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let logits = tape.variable([1, -2, 0.5, 3], [2, 2])
    _ = tape.crossEntropy(logits: logits, targets: [0, 1])
    #expect(logits.values == [1, -2, 0.5, 3])
  }

  @Test(arguments: [1, 6, 40])
  func meanOfSquares(_ n: Int) {
    let targets = SampleNumbers.uniform(n, seed: 8)
    expectCorrect(
      OperationCase([.init([n, 1], seed: 9)], { tape, x in tape.meanSquare(x[0], targets: targets) }) { inputs in
        [zip(inputs[0], targets).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) } / Double(n)]
      })
  }
}
