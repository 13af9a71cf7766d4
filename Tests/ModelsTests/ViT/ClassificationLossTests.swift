import Foundation
import Models
import Tensor
import TestSupport
import Testing

@Suite struct ClassificationLossTests {
  private static func loss(_ logits: [Float], _ labels: [Int]) -> ClassificationLoss {
    let tape = Tape(pool: ThreadPool(threads: 1))
    return ClassificationLoss(tape.constant(logits, [labels.count, logits.count / labels.count]), labels: labels)
  }

  @Test func valueAndGradient() {
    let logits = SampleNumbers.uniform(12, seed: 1, -3...3)
    let labels = [2, 0, 3]
    let loss = Self.loss(logits, labels)
    func mean(_ x: [Double]) -> Double {
      (0..<3).reduce(0) { sum, row in
        let own = x[row * 4..<row * 4 + 4]
        return sum + (log(own.reduce(0) { $0 + exp($1) }) - x[row * 4 + labels[row]]) / 3
      }
    }
    let point = logits.map(Double.init)
    #expect(abs(loss.mean - mean(point)) < 1e-12)
    #expect(abs(loss.losses.reduce(0, +) / 3 - loss.mean) < 1e-12)
    for i in point.indices {
      var (above, below) = (point, point)
      above[i] += 1e-6
      below[i] -= 1e-6
      #expect(abs((mean(above) - mean(below)) / 2e-6 - Double(loss.gradient[i])) < 1e-7)
    }
  }

  @Test func predictionsAndLargeLogits() {
    let loss = Self.loss([1, 1, 0, -1e30, 1e30, 0, 0, 0, 5], [0, 1, 2])
    #expect(loss.predictions == [0, 1, 2])
    #expect(loss.losses[1] == 0 && loss.gradient.allSatisfy(\.isFinite))
  }
}
