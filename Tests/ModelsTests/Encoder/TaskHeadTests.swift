import Foundation
import Models
import Tensor
import TestSupport
import Testing

@Suite struct TaskHeadTests {
  /// A small encoder with one head, on sequences of several lengths.
  private struct Headed {
    let block = ParameterBlock()
    let encoder: Encoder
    let head: TaskHead
    let tape = Tape(pool: ThreadPool(threads: 1))
    let batch = EncoderBatch([[3, 9, 1, 7], [4, 4], [1, 2, 3]], types: [[0, 0, 1, 1], [0, 1], [0, 0, 0]])

    init(_ kind: HeadKind) {
      encoder = Encoder(
        EncoderOptions(vocabulary: 12, positions: 6, width: 8, inner: 12, heads: 2, layers: 2, epsilon: 1e-5), in: block
      )
      head = TaskHead(kind, name: "t", width: 8, in: block)
      encoder.initialise(seed: 4, std: 0.3)
      head.initialise(seed: 4, std: 0.3)
    }

    func loss(_ positions: [Int32], _ targets: HeadTargets, noise: EncoderNoise? = nil, recording: Bool) -> Double {
      tape.begin(recording: recording)
      if recording { block.forgetGradients() }
      let hidden = encoder.forward(tape, batch, noise: noise)
      let loss = head.loss(
        tape, outputs: head.outputs(tape, hidden: hidden, positions: positions, noise: noise), targets: targets)
      if recording {
        tape.backward(from: loss)
        tape.finish(block)
      }
      return Double(loss.data[0])
    }
  }

  /// Kind, positions that are read, targets.
  static let cases: [(HeadKind, [Int32], HeadTargets)] = [
    (.classes(3), [0, 4, 8], .indices([2, 0, 1])),
    (.score, [0, 4, 8], .scores([0.1, 1, 0.6])),
    (.tags(4), [1, 3, 5, 9, 10], .indices([3, 0, 0, 2, 1])),
  ]

  @Test(arguments: [0, 1, 2], [0, 0.25])
  func gradientsAreSlopes(_ index: Int, _ rate: Float) {
    let (kind, positions, targets) = Self.cases[index]
    let headed = Headed(kind)
    let noise = rate == 0 ? nil : EncoderNoise(rate: rate, seed: 3, step: 17)
    _ = headed.loss(positions, targets, noise: noise, recording: true)
    let (slope, squared) = slopeAlongGradient(of: headed.block, length: 1e-2) {
      headed.loss(positions, targets, noise: noise, recording: false)
    }
    #expect(abs(slope - squared) < 5e-3 * squared, "\(slope) \(squared)")
  }

  /// The loss by hand from the hidden vectors at the given positions.
  @Test func labellingReadsTheFirstPieces() {
    let (kind, positions, targets) = Self.cases[2]
    let headed = Headed(kind)
    let loss = headed.loss(positions, targets, recording: false)
    let hidden = headed.encoder.forward(headed.tape, headed.batch).values
    guard case .indices(let tags) = targets else { return }
    var sum = 0.0
    for (position, tag) in zip(positions, tags) {
      let logits = (0..<4).map { output in
        (0..<8).reduce(Double(headed.head.bias.values[output])) {
          $0 + Double(hidden[Int(position) * 8 + $1]) * Double(headed.head.weight.values[output * 8 + $1])
        }
      }
      sum += log(logits.reduce(0) { $0 + exp($1) }) - logits[Int(tag)]
    }
    #expect(abs(loss - sum / 5) < 1e-5)
  }

  /// Guessing costs 1 in every task: even odds over the classes, the middle of evenly spread scores.
  @Test func guessingCostsOne() {
    for classes in [2, 3, 50] {
      #expect(abs(log(Double(classes)) * Double(HeadKind.classes(classes).lossScale) - 1) < 1e-6)
    }
    let scores = (0..<10_000).map { (Double($0) + 0.5) / 10_000 }
    let cost = scores.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / 10_000
    #expect(abs(cost * Double(HeadKind.score.lossScale) - 1) < 1e-3)
  }

  @Test func dropoutDrawsByStep() {
    let (kind, positions, targets) = Self.cases[0]
    let headed = Headed(kind)
    func loss(_ step: Int) -> Double {
      headed.loss(positions, targets, noise: EncoderNoise(rate: 0.3, seed: 1, step: step), recording: false)
    }
    #expect(loss(4) == loss(4))
    #expect(loss(4) != loss(5))
    #expect(
      headed.loss(positions, targets, noise: EncoderNoise(rate: 0, seed: 1, step: 4), recording: false)
        == headed.loss(positions, targets, recording: false))
  }

  @Test func typesAreFilledUp() {
    let batch = EncoderBatch([[1, 2, 3], [4]], types: [[0, 1, 1], [1]], padding: 9)
    #expect(batch.ids == [1, 2, 3, 4, 9, 9])
    #expect(batch.types == [0, 1, 1, 1, 0, 0])
    #expect(batch.tokens == 4)
  }
}
