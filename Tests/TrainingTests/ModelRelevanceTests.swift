import Foundation
import Tensor
import Testing
import Training

@Suite struct ModelRelevanceTests {
  private let pool = ThreadPool(threads: 2)

  @Test func cosinesOfGradients() {
    let probe = QuadraticProbe(goals: [[1, 0, 0], [1, 1, 0], [-2, 0, 0], [0, 0, 5]])
    let plan = ProbePlan(steps: 1, checkpoints: 1, batches: 2)
    let cosines = GradientAffinity.cosines(probe, plan, pool: pool)
    // After the one step, which moves θ; worked out anew in double precision.
    let moved = QuadraticProbe(goals: [[1, 0, 0], [1, 1, 0], [-2, 0, 0], [0, 0, 5]])
    moved.train(0..<1)
    let theta = moved.theta.map(Double.init)
    let goals: [[Double]] = [[1, 0, 0], [1, 1, 0], [-2, 0, 0], [0, 0, 5]]
    for i in 0..<4 {
      for j in 0..<4 where i != j {
        let (a, b) = (zip(theta, goals[i]).map(-), zip(theta, goals[j]).map(-))
        func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
        #expect(abs(cosines[i * 4 + j] - dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()) < 1e-5)
      }
      #expect(cosines[i * 5] == 1)
    }
    // The weights are as they were.
    #expect(probe.theta == [0, 0, 0])
    let similarities = ModelRelevance(.gradients, cosines).similarities
    #expect(abs(Double(similarities[1]) - (1 + cosines[1]) / 2) < 1e-6)
    #expect(similarities[4] == similarities[1] && similarities[5] == 1)
  }

  @Test func looksAtEqualSharesOfTheSteps() {
    let probe = QuadraticProbe(goals: [[1, 0], [0, 1]])
    _ = GradientAffinity.cosines(probe, ProbePlan(steps: 10, checkpoints: 3, batches: 2), pool: pool)
    #expect(probe.trained == [0..<3, 3..<6, 6..<10])
    #expect(probe.looks == 3 * 2 * 2)
  }

  @Test func aTaskWithoutGradientIsUnrelated() {
    // Both goals are reached: no gradient is left.
    let probe = QuadraticProbe(goals: [[0, 0], [0, 0], [3, 0]])
    let cosines = GradientAffinity.cosines(probe, ProbePlan(steps: 1, checkpoints: 1, batches: 1), pool: pool)
    #expect(cosines.allSatisfy({ $0.isFinite }))
    let flat = QuadraticProbe(goals: [[0, 0], [0, 0]])
    let none = GradientAffinity.cosines(flat, ProbePlan(steps: 1, checkpoints: 1, batches: 1), pool: pool)
    #expect(none == [1, 0, 0, 1])
  }

  /// Longer than one piece of work, and not a multiple of it.
  @Test func productsOverManyPieces() {
    let width = 70_001
    func goal(_ salt: Int) -> [Float] { (0..<width).map { Float(($0 &* 7919 &+ salt &* 104_729) % 1000) / 500 - 1 } }
    let goals = [goal(1), goal(2), goal(3)]
    var bits: [[UInt64]] = []
    for threads in [1, 3] {
      let probe = QuadraticProbe(goals: goals)
      let found = GradientAffinity.cosines(
        probe, ProbePlan(steps: 1, checkpoints: 1, batches: 1), pool: ThreadPool(threads: threads))
      bits.append(found.map(\.bitPattern))
      let moved = QuadraticProbe(goals: goals)
      moved.train(0..<1)
      let theta = moved.theta
      func dot(_ i: Int, _ j: Int) -> Double {
        (0..<width).reduce(0) { $0 + Double(theta[$1] - goals[i][$1]) * Double(theta[$1] - goals[j][$1]) }
      }
      let exact = dot(0, 2) / (dot(0, 0) * dot(2, 2)).squareRoot()
      #expect(abs(found[2] - exact) < 1e-5)
    }
    #expect(bits[0] == bits[1])
  }

  @Test func affinityOfAStep() {
    let goals: [[Float]] = [[3, 4], [3, 4], [-3, -4]]
    let probe = QuadraticProbe(goals: goals, learningRate: 0.5)
    // The mean of the goals is (1, 4/3); one step of training goes about a tenth of the way there.
    let ratios = LookaheadAffinity.ratios(probe, ProbePlan(steps: 1, checkpoints: 1, batches: 2))
    let moved = QuadraticProbe(goals: goals)
    moved.train(0..<1)
    let theta = moved.theta.map(Double.init)
    for i in 0..<3 {
      let gradient = zip(theta, goals[i]).map { $0 - Double($1) }
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let after = zip(theta, gradient).map { $0 - 0.5 * 2.0.squareRoot() / norm * $1 }
      for j in 0..<3 {
        func loss(_ x: [Double]) -> Double {
          1 + zip(x, goals[j]).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) / 2 }
        }
        #expect(abs(ratios[i * 3 + j] - (1 - loss(after) / loss(theta))) < 1e-5)
      }
    }
    #expect(ratios[1] > 0 && ratios[2] < 0)
    #expect(probe.theta == [0, 0])
    // Without a scale of its own: from the lowest to the highest.
    let similarities = ModelRelevance(.tag, ratios).similarities
    #expect(similarities[1] == 1 && similarities[3] == 1)
    #expect(min(similarities[2], similarities[5]) == 0)
  }

  @Test func gainOfHavingLearntAnother() {
    let probe = QuadraticProbe(goals: [[8, 0], [8, 0], [-8, 0]])
    let gains = TransferGain.gains(probe, steps: 1)
    // Alone θ = (4, 0), a loss of 1 + 8; after the like task (6, 0): 1 + 2; after the other (2, 0) seen from (8, 0): 1 + 18.
    #expect(abs(gains[0 * 3 + 1] - (1 - 3.0 / 9)) < 1e-6)
    #expect(abs(gains[2 * 3 + 0] - (1 - 19.0 / 9)) < 1e-6)
    #expect(probe.theta == [0, 0])
  }
}
