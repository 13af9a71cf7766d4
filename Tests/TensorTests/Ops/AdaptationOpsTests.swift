import Foundation
import Tensor
import TestSupport
import Testing

/// Operations that domain adaptation brought: unit rows, reversed gradients, outer products, losses of distributions.
@Suite struct AdaptationOpsTests {
  static func softmax(_ row: [Double]) -> [Double] {
    let exponentials = row.map { exp($0 - row.max()!) }
    return exponentials.map { $0 / exponentials.reduce(0, +) }
  }

  @Test(arguments: rowShapes) func unitRows(_ shape: [Int]) {
    let d = shape.last!
    var test = OperationCase(
      [.init(shape, seed: 1, 0.2...2)], { tape, x in tape.unitRows(x[0]) },
      reference: { inputs in
        mapRows(inputs[0], columns: d) { row in
          let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
          return row.map { $0 / length }
        }
      })
    test.gradientTolerance.absolute = 1e-5
    expectCorrect(test)
  }

  @Test func unitRowsOfZeros() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let x = tape.variable([0, 0, 3, 4], [2, 2])
    let y = tape.unitRows(x)
    #expect(y.values == [0, 0, 0.6, 0.8])
    tape.backward(from: [(y, [0, 0, 1, 0])])
    #expect(tape.gradient(of: x).allSatisfy { $0.isFinite })
  }

  @Test func reversesTheGradientAlone() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let x = tape.variable([1, -2, 3], [3])
    let y = tape.reverseGradient(x, by: 0.5)
    #expect(y.values == x.values)
    tape.backward(from: [(y, [2, 4, -6])])
    #expect(tape.gradient(of: x) == [-1, -2, 3])
  }

  @Test(arguments: [[1, 1, 1], [5, 3, 4], [130, 33, 7]]) func outerProduct(_ sizes: [Int]) {
    let (n, d, c) = (sizes[0], sizes[1], sizes[2])
    expectCorrect(
      OperationCase(
        [.init([n, d], seed: 2), .init([n, c], seed: 3)], { tape, x in tape.outerProduct(x[0], x[1]) },
        reference: { x in
          (0..<n).flatMap { row in
            (0..<d).flatMap { i in (0..<c).map { x[0][row * d + i] * x[1][row * c + $0] } }
          }
        }))
  }

  @Test(arguments: [false, true]) func softCrossEntropy(isWeighted: Bool) {
    let targets = SampleNumbers.uniform(20, seed: 5, 0...1)
    let weights: [Float]? = isWeighted ? [1, 0, 0.5, 0, 2] : nil
    expectCorrect(
      OperationCase(
        [.init([5, 4], seed: 4, -3...3)],
        { tape, x in tape.softCrossEntropy(logits: x[0], targets: targets, weights: weights) },
        reference: { x in
          let w = (weights ?? [1, 1, 1, 1, 1]).map(Double.init)
          let sum = (0..<5).reduce(0.0) { sum, row in
            let p = Self.softmax(Array(x[0][row * 4..<row * 4 + 4]))
            return sum - w[row] * (0..<4).reduce(0) { $0 + Double(targets[row * 4 + $1]) * log(p[$1]) }
          }
          return [sum / w.reduce(0, +)]
        }))
  }

  @Test func softCrossEntropyOfNothing() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let x = tape.variable([1, 2, 3, 4], [2, 2])
    let loss = tape.softCrossEntropy(logits: x, targets: [1, 0, 0, 1], weights: [0, 0])
    tape.backward(from: loss)
    #expect(loss.values == [0] && tape.gradient(of: x) == [0, 0, 0, 0])
  }

  @Test(arguments: [0, 1e-5, 0.1]) func meanEntropy(epsilon: Double) {
    expectCorrect(
      OperationCase(
        [.init([6, 5], seed: 6, -4...4)], { tape, x in tape.meanEntropy(logits: x[0], epsilon: epsilon) },
        reference: { x in
          [
            mapRows(x[0], columns: 5) { row in Self.softmax(row).map { -$0 * log($0 + epsilon) } }.reduce(0, +) / 6
          ]
        }))
  }

  /// A class of probability 0 adds nothing, and no gradient that is not a number.
  @Test func entropyOfCertainty() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let x = tape.variable([1e4, 0, -1e4], [1, 3])
    let loss = tape.meanEntropy(logits: x)
    tape.backward(from: loss)
    #expect(loss.values == [0] && tape.gradient(of: x).allSatisfy { $0 == 0 })
  }

  @Test func meanScore() {
    let scores = [0.5, -1, 2]
    expectCorrect(
      OperationCase(
        [.init([4, 3], seed: 7, -2...2)], { tape, x in tape.meanScore(logits: x[0], scores: scores) },
        reference: { x in
          [mapRows(x[0], columns: 3) { zip(Self.softmax($0), scores).map(*) }.reduce(0, +) / 4]
        }))
  }

  @Test func binaryCrossEntropy() {
    let (targets, weights): ([Float], [Float]) = ([1, 0, 1, 0.25], [1, 2, 0, 0.5])
    expectCorrect(
      OperationCase(
        [.init([4, 1], seed: 8, -5...5)],
        { tape, x in tape.binaryCrossEntropy(logits: x[0], targets: targets, weights: weights) },
        reference: { x in
          let losses = x[0].indices.map { i in
            let p = 1 / (1 + exp(-x[0][i]))
            return -Double(weights[i]) * (Double(targets[i]) * log(p) + (1 - Double(targets[i])) * log(1 - p))
          }
          return [losses.reduce(0, +) / 4]
        }))
  }
}
