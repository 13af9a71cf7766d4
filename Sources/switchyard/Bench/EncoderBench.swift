import Foundation
import Models
import Tensor
import Training

/// Fine-tuning of an encoder on given batches: the step that `make bench-encoder` compares with PyTorch's.
///
/// Two classes from the mean of the last layer over the tokens, cross-entropy, AdamW over all weights, clipping at 1.
struct EncoderBench {
  /// What is trained on: token ids by batch and sequence, and the class of each sequence.
  struct Batches: Decodable {
    let ids: [[[Int32]]]
    let labels: [[Int32]]
  }

  /// What a measurement came to.
  struct Report: Encodable {
    let threads: Int
    let blas_core: String
    let tokens_per_second: Double
    let step_seconds: [Double]
    let losses: [Float]
    /// Seconds of all measured steps by part.
    var phases: [String: Double] = [:]
  }

  let weights: EncoderWeights
  let batches: Batches
  let pool: ThreadPool

  static let classes = 2
  static let learningRate = 2e-5

  /// Trains on all batches in turn, `rounds` times; the first round is not measured.
  func run(rounds: Int) throws -> Report {
    let block = ParameterBlock()
    let encoder = Encoder(weights.options, in: block)
    let head = block.declare("head", [Self.classes, weights.options.width])
    try encoder.load(weights)
    // Not zero, so that gradients flow from the first step, and the same numbers as on PyTorch's side.
    for i in 0..<head.count { head.values[i] = (Float(i * 7919 % 1000) / 1000 - 0.5) * 0.4 }
    let optimizer = AdamW(block, options: .init(beta2: 0.999, weightDecay: 0.01))
    let tape = Tape(pool: pool)
    let inputs = batches.ids.map { EncoderBatch($0) }
    var (seconds, losses): ([Double], [Float]) = ([], [])
    var tokens = 0
    for round in 0..<rounds {
      if round == 1 { tape.clock.restart() }
      for (batch, labels) in zip(inputs, batches.labels) {
        let start = ContinuousClock.now
        tape.begin(recording: true)
        block.forgetGradients()
        let hidden = encoder.forward(tape, batch)
        let mean = tape.weightedMean(hidden, weights: batch.mask.map { $0 ? 1 : 0 }, length: batch.length)
        let loss = tape.crossEntropy(mean, weight: tape.parameter(head), targets: labels)
        tape.backward(from: loss)
        tape.finish(block)
        tape.clock.enter("optimiser")
        optimizer.step(learningRate: Self.learningRate, pool)
        let value = loss.data[0]
        if round > 0 {
          seconds.append((ContinuousClock.now - start) / .seconds(1))
          tokens += batch.mask.count(where: { $0 })
        }
        losses.append(value)
      }
    }
    tape.clock.stop()
    var report = Report(
      threads: pool.threads, blas_core: BLAS.coreName, tokens_per_second: Double(tokens) / seconds.reduce(0, +),
      step_seconds: seconds, losses: losses)
    for (name, time) in tape.clock.seconds { report.phases[name] = time }
    return report
  }
}
