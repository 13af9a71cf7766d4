import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// What an epoch of PCS keeps and makes: banks, classifier rows, the running prediction.
@Suite struct AdaptationStateTests {
  @Test func memoryBankMoves() {
    var bank = MemoryBank(FeatureRows([2, 0, 0, 3, 0, 0], width: 2))
    #expect(bank.rows.values == [1, 0, 0, 1, 0, 0])
    bank.update([0], features: FeatureRows([0, 1], width: 2))
    let root = 0.5.squareRoot()
    #expect(Tolerance().violation("v", Array(bank.rows[0]), [root, root]) == nil)
    bank.update([1], features: FeatureRows([1, 0], width: 2), momentum: 0.9)
    let length = (0.81 + 0.01).squareRoot()
    #expect(Tolerance().violation("v", Array(bank.rows[1]), [0.1 / length, 0.9 / length]) == nil)
    #expect(MemoryBank(restoring: bank.rows) == bank)
    // Twice in a batch is once after the other.
    var (together, apart) = (bank, bank)
    together.update([2, 2], features: FeatureRows([1, 0, 0, 1], width: 2))
    apart.update([2], features: FeatureRows([1, 0], width: 2))
    apart.update([2], features: FeatureRows([0, 1], width: 2))
    #expect(together == apart && together != bank)
  }

  @Test func classifierRowsBecomeMeans() {
    let weight = FeatureRows([1, 0, 1, 0, 1, 0, 1, 0], width: 2)
    let source = ClassifierUpdate.Domain(
      bank: FeatureRows([0, 1, 1, 0, 0, -1], width: 2), labels: [0, nil, nil],
      probabilities: FeatureRows([0, 0, 0, 1, 0.99, 0, 0.01, 0, 0.1, 0.8, 0.1, 0], width: 4), threshold: 0.9)
    #expect(source.classes == [0, 0, nil])
    let first = ClassifierUpdate(weight, source: source)
    #expect(first.origins == [.source, .kept, .kept, .kept])
    let half = Float(0.5.squareRoot())
    #expect(Array(first.weight[0]) == [half, half] && Array(first.weight[1]) == [1, 0])
    let target = ClassifierUpdate.Domain(
      bank: FeatureRows([0, 1, 0, 1, -1, 0], width: 2), labels: [nil, nil, nil],
      probabilities: FeatureRows([0, 0.95, 0.05, 0, 0, 0.95, 0, 0.05, 0, 0, 0.95, 0.05], width: 4), threshold: 0.9)
    let second = ClassifierUpdate(weight, source: source, target: target, leastTargets: 2)
    #expect(second.origins == [.source, .target, .kept, .kept] && Array(second.weight[1]) == [0, 1])
  }

  @Test func classifierRowsHaveUnitLength() {
    let block = ParameterBlock()
    let weight = block.declare("w", [3, 4])
    for i in 0..<12 { weight.values[i] = Float(i) - 5.3 }
    CosineClassifier.normalise(weight)
    for row in 0..<3 {
      let squares = (0..<4).reduce(0.0) {
        $0 + Double(weight.values[row * 4 + $1]) * Double(weight.values[row * 4 + $1])
      }
      #expect(abs(squares - 1) < 1e-6)
    }
  }

  /// The running mean by hand, and both losses against differences, q held as it is after the step.
  @Test func informationMaximisation() {
    let logits = SampleNumbers.uniform(12, seed: 3, -2...2)
    func softmax(_ row: [Double]) -> [Double] { row.map { exp($0) / row.reduce(0) { $0 + exp($1) } } }
    func means(_ x: [Double]) -> [Double] {
      (0..<3).map { c in (0..<4).reduce(0) { $0 + softmax(Array(x[$1 * 3..<$1 * 3 + 3]))[c] } / 4 }
    }
    let q = means(logits.map(Double.init)).map { (1 / 3.0 + 4 * $0) / 5 }
    let diversity = OperationCase([.init([4, 3], logits)]) { tape, x in
      var running = RunningPrediction(classes: 3)
      return running.diversityLoss(tape, logits: x[0])
    } reference: { x in
      [zip(means(x[0]), q).reduce(0) { $0 + $1.0 * log($1.1 + 1e-5) }]
    }
    #expect(GradientChecker(diversity).problems() == [])

    var running = RunningPrediction(classes: 3)
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    _ = running.diversityLoss(tape, logits: tape.constant(logits, [4, 3]))
    #expect(running.count == 5 && abs(running.mean.reduce(0, +) - 1) < 1e-12)
    #expect(RunningPrediction(restoring: running.mean, count: running.count) == running)
    running.beginPass()
    #expect(running.count == 1 && zip(running.mean, q).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func cosineClassifier() {
    let labels: [Int32] = [1, 0]
    var test = OperationCase([.init([2, 3], seed: 4), .init([3, 3], seed: 5)]) { tape, x in
      let logits = CosineClassifier(temperature: 0.5).logits(tape, unitFeatures: tape.unitRows(x[0]), weight: x[1])
      return tape.crossEntropy(logits: logits, targets: labels)
    } reference: { x in
      let losses = (0..<2).map { row in
        let f = Array(x[0][row * 3..<row * 3 + 3])
        let length = f.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let z = (0..<3).map { c in zip(f, x[1][c * 3..<c * 3 + 3]).reduce(0) { $0 + $1.0 * $1.1 } / length / 0.5 }
        return log(z.reduce(0) { $0 + exp($1) }) - z[Int(labels[row])]
      }
      return [losses.reduce(0, +) / 2]
    }
    test.gradientTolerance.absolute = 1e-5
    #expect(GradientChecker(test).problems() == [])
  }
}
