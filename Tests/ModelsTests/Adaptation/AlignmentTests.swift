import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// The losses of MMD, DANN, CDAN and MME.
@Suite struct AlignmentTests {
  @Test func maximumMeanDiscrepancy() {
    let widths = [0.3, 1.1]
    func kernel(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
      let squares = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return widths.reduce(0) { $0 + exp(-squares / (2 * $1)) }
    }
    let test = OperationCase([.init([4, 3], seed: 1), .init([3, 3], seed: 2, 0...1.5)]) { tape, x in
      MaximumMeanDiscrepancy.loss(tape, source: x[0], target: x[1], squaredWidths: widths)
    } reference: { x in
      func row(_ part: Int, _ i: Int) -> ArraySlice<Double> { x[part][i * 3..<i * 3 + 3] }
      func mean(_ part: Int, _ n: Int) -> Double {
        var sum = 0.0
        for i in 0..<n { for j in 0..<n where i != j { sum += kernel(row(part, i), row(part, j)) } }
        return sum / Double(n * (n - 1))
      }
      var across = 0.0
      for i in 0..<4 { for j in 0..<3 { across += kernel(row(0, i), row(1, j)) } }
      return [mean(0, 4) + mean(1, 3) - 2 * across / 12]
    }
    #expect(GradientChecker(test).problems() == [])
  }

  @Test func kernelWidths() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let (a, b) = (tape.constant([0, 0, 3, 4], [2, 2]), tape.constant([0, 0], [1, 2]))
    // Squared distances: 4 of 9 pairs are 25.
    let widths = MaximumMeanDiscrepancy.squaredWidths(source: a, target: b, factors: [1, 2])
    #expect(abs(widths[0] - 100 / 9.0) < 1e-9 && abs(widths[1] - 200 / 9.0) < 1e-9)
    #expect(MaximumMeanDiscrepancy.squaredWidths(source: b, target: b, factors: [3]) == [1])
  }

  /// The discriminator goes down its loss, and what made the features goes up, by the coefficient.
  @Test func domainAdversary() {
    let block = ParameterBlock()
    let discriminator = DomainDiscriminator(block, inputs: 3, hidden: 4)
    #expect(discriminator.parameters.map(\.name).first == "discriminator.0.weight" && block.parameters.count == 6)
    discriminator.initialise(seed: 1)
    let (source, target) = (SampleNumbers.uniform(6, seed: 1), SampleNumbers.uniform(9, seed: 2))
    func run(_ source: [Float], coefficient: Float) -> (loss: Double, features: [Float]) {
      let tape = Tape(pool: ThreadPool(threads: 1))
      tape.begin(recording: true)
      block.forgetGradients()
      let x = tape.variable(source, [2, 3])
      let loss = discriminator.adversarialLoss(
        tape, source: x, target: tape.constant(target, [3, 3]), coefficient: coefficient)
      tape.backward(from: loss)
      tape.finish(block)
      return (Double(loss.values[0]), tape.gradient(of: x))
    }
    let reversed = run(source, coefficient: 0.25).features
    for i in 0..<6 {
      var (above, below) = (source, source)
      above[i] += 0.01
      below[i] -= 0.01
      let slope = (run(above, coefficient: 1).loss - run(below, coefficient: 1).loss) / 0.02
      #expect(abs(Double(reversed[i]) + 0.25 * slope) < 2e-4)
    }
    let before = run(source, coefficient: 1).loss
    let (slope, squared) = slopeAlongGradient(of: block, length: 1e-2) { run(source, coefficient: 1).loss }
    #expect(before > 0 && abs(slope / squared - 1) < 1e-2)
    #expect(DomainDiscriminator.reversal(progress: 0) == 0 && DomainDiscriminator.reversal(progress: 1) > 0.999)
    #expect(abs(DomainDiscriminator.reversal(progress: 0.1) - Float(2 / (1 + exp(-1.0)) - 1)) < 1e-6)
  }

  /// A discriminator that says nothing has loss ln 2.
  @Test func chanceLevel() {
    let block = ParameterBlock()
    let discriminator = DomainDiscriminator(block, inputs: 2, hidden: 2)
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let x = tape.constant([1, 2, 3, 4], [2, 2])
    let loss = discriminator.adversarialLoss(
      tape, source: x, target: x, coefficient: 1, weights: ([1.5, 0.5], [1, 1]))
    #expect(abs(Double(loss.values[0]) - log(2)) < 1e-6)
  }

  @Test func conditionsOnPredictions() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    let (x, logits) = (tape.variable([1, 2], [1, 2]), tape.variable([0, Float(log(3.0))], [1, 2]))
    let joined = ConditionalAlignment.joined(tape, features: x, logits: logits)
    #expect(Tolerance().violation("joined", joined.values, [0.25, 0.75, 0.5, 1.5]) == nil)
    tape.backward(from: [(joined, [1, 1, 1, 1])])
    #expect(Tolerance().violation("dx", tape.gradient(of: x), [1, 1]) == nil && tape.gradient(of: logits) == [0, 0])
  }

  /// ⟨R f ∘ R g, R f' ∘ R g'⟩ is ⟨f, f'⟩ ⟨g, g'⟩ on average.
  @Test func projectionKeepsProducts() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let project = ConditionalAlignment.RandomProjection(width: 3, classes: 2, outputs: 4096, seed: 3)
    let y = project(
      tape, features: tape.constant([1, 0, 1, 1, 1, 0], [2, 3]), logits: tape.constant([0, 0, 9, 0], [2, 2]))
    #expect(y.shape == [2, 4096])
    let dot = (0..<4096).reduce(0.0) { $0 + Double(y.data[$1]) * Double(y.data[4096 + $1]) }
    #expect(abs(dot - 0.5) < 0.15)
  }

  @Test func surePicturesWeighMore() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let weights = ConditionalAlignment.entropyWeights(logits: tape.constant([40, 0, 0, 0, 1, 1], [3, 2]))
    #expect(Tolerance().violation("weights", weights, [2, 1.5, 1.5].map { $0 * 3 / 5 }) == nil)
  }

  /// Down the loss the classifier's entropy rises and the features' falls.
  @Test func minimaxEntropy() {
    let classifier = CosineClassifier(temperature: 0.5)
    var test = OperationCase([.init([3, 4], seed: 6), .init([2, 4], seed: 7)]) { tape, x in
      // Reversed once more, so that both derivatives are those of −H.
      MinimaxEntropy.loss(
        tape, classifier, unitFeatures: tape.reverseGradient(x[0], by: 2), weight: x[1], coefficient: 0.5)
    } reference: { x in
      let sum = (0..<3).reduce(0.0) { sum, row in
        let z = (0..<2).map { c in (0..<4).reduce(0) { $0 + x[0][row * 4 + $1] * x[1][c * 4 + $1] } / 0.5 }
        let p = z.map { exp($0) / z.reduce(0) { $0 + exp($1) } }
        return sum + p.reduce(0) { $0 + $1 * log($1 + 1e-5) }
      }
      return [sum / 3]
    }
    test.gradientTolerance.absolute = 1e-5
    #expect(GradientChecker(test).problems() == [])
  }
}
