import Models
import Tensor
import TestSupport
import Testing

/// A mixture as what several tasks share.
@Suite struct MixtureTaskTests {
  static let mixtures = [
    EncoderMixture(shared: 3), EncoderMixture(shared: 1, specific: 2),
    EncoderMixture(shared: 2, specific: 1, parts: 2),
  ]

  private func encoder(_ mixture: EncoderMixture, top: Int = 1) -> MixtureEncoder {
    let block = ParameterBlock()
    let encoder = MixtureEncoder(
      MixtureModel.plain, HierarchyOptions(bottom: 2 - top, middle: 2, top: top, tasks: 3, copies: 1),
      mixture: mixture, gateRate: 10, seed: 2, in: block)
    encoder.encoder.initialise(seed: 2, std: 0.3)
    var numbers = SampleNumbers(seed: 3)
    for parameter in block.parameters {
      for i in 0..<parameter.count { parameter.values[i] += numbers.uniform(-0.2...0.2) }
    }
    return encoder
  }

  @Test(arguments: mixtures, [0, 1]) func partsAreWhatABatchMoves(_ mixture: EncoderMixture, top: Int) {
    let encoder = encoder(mixture, top: top)
    let block = encoder.encoder.block
    #expect(
      encoder.parts.flatMap { $0.parameters.map(\.name) }.sorted()
        == block.parameters.map(\.name).sorted(),
      "each parameter in one part")
    for task in 0..<3 {
      let tape = Tape(pool: ThreadPool(threads: 1))
      tape.begin(recording: true)
      block.forgetGradients()
      let hidden = encoder.forward(tape, MixtureModel.batch, task: task, noise: nil)
      tape.backward(from: [(tensor: hidden, gradient: MixtureModel.cotangent)])
      tape.finish(block)
      for (index, part) in encoder.parts.enumerated() {
        let moves = part.parameters.contains { p in (0..<p.count).contains { p.gradients[$0] != 0 } }
        #expect(moves == encoder.parts(of: task).contains(index), "\(part.name), task \(task)")
      }
    }
  }

  @Test func gatesHaveTheirRate() {
    for part in encoder(EncoderMixture(shared: 2, specific: 1, parts: 2)).parts {
      #expect(part.rate == (part.name.hasPrefix("gates") ? 10 : 1), "\(part.name)")
    }
  }
}
