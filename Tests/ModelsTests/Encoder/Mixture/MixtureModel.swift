import Models
import Tensor
import TestSupport
import Testing

/// A tiny encoder with a mixture, whose experts have parted, and a batch for it.
struct MixtureModel {
  struct Shape: Sendable, CustomTestStringConvertible {
    var bottom = 1
    var mid = 3
    var shared = 2
    var specific = 0
    var parts = 1
    var testDescription: String { "layers \(bottom) to \(mid), \(shared) + \(specific) experts, \(parts) parts" }
  }

  static let shapes = [
    Shape(), Shape(bottom: 0, mid: 4, shared: 3), Shape(shared: 1), Shape(shared: 2, specific: 1),
    Shape(shared: 1, specific: 2), Shape(shared: 2, specific: 1, parts: 2),
    Shape(bottom: 0, mid: 4, shared: 1, specific: 1, parts: 3), Shape(shared: 2, specific: 0, parts: 2),
  ]
  static let tasks = 3
  static let depth = 4
  static let plain = EncoderOptions(
    vocabulary: 9, positions: 6, width: 8, inner: 6, heads: 2, layers: depth, epsilon: 1e-5)
  static let sequences: [[Int32]] = [[3, 8, 1, 7], [4, 4], [1, 2, 3, 5], [6], [8, 0, 2]]
  static let batch = EncoderBatch(sequences)

  let shape: Shape
  let encoder: Encoder

  init(_ shape: Shape, isParted: Bool) {
    self.shape = shape
    var options = Self.plain
    options.levels = EncoderLevels(bottom: shape.bottom, mid: shape.mid, groups: 1, tasks: Self.tasks)
    options.mixture = EncoderMixture(shared: shape.shared, specific: shape.specific, parts: shape.parts)
    encoder = Encoder(options)
    encoder.initialise(seed: 5, std: 0.3)
    if !isParted { return }
    var numbers = SampleNumbers(seed: 3)
    for parameter in encoder.block.parameters {
      for i in 0..<parameter.count { parameter.values[i] += numbers.uniform(-0.3...0.3) }
    }
  }

  func output(_ tasks: [Int], threads: Int = 2) -> (hidden: [Float], mixture: [MixtureStatistics]) {
    let tape = Tape(pool: ThreadPool(threads: threads))
    tape.begin(recording: false)
    let route = EncoderRoute(groups: tasks.map { _ in 0 }, tasks: tasks)
    let output = encoder.output(tape, Self.batch, route: route)
    return (output.hidden.values, output.mixture)
  }

  /// Leaves the gradient of Σ cotangent · hidden in the block.
  func backward(_ tasks: [Int], _ cotangent: [Float], threads: Int = 2) {
    let tape = Tape(pool: ThreadPool(threads: threads))
    tape.begin(recording: true)
    encoder.block.forgetGradients()
    let route = EncoderRoute(groups: tasks.map { _ in 0 }, tasks: tasks)
    let hidden = encoder.forward(tape, Self.batch, route: route)
    tape.backward(from: [(tensor: hidden, gradient: cotangent)])
    tape.finish(encoder.block)
  }

  /// Numbers for the gradient of `hidden`, zero where there is no token.
  static var cotangent: [Float] {
    let values = SampleNumbers.uniform(batch.rows * batch.length * plain.width, seed: 12)
    return values.enumerated().map { batch.mask[$0.offset / plain.width] ? $0.element : 0 }
  }
}
