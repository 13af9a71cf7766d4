import Models
import Tensor
import TestSupport
import Testing

/// A pass that begins behind the frozen blocks is the second part of the whole one.
@Suite struct ViTTrunkTests {
  private static let merging = ViTModel.options(merge: [0, 6, 5])

  @Test(arguments: [
    (["blocks.2", "head"], ViTModel.options(), 2), (["blocks.1.fc1", "head"], ViTModel.options(), 1),
    (["head"], ViTModel.options(), 3), (["blocks.2", "norm.", "head"], merging, 1), (["pos"], ViTModel.options(), 0),
    (["lora"], ViTModel.options(lora: LoRAOptions(rank: 2)), 0),
  ])
  func itGivesTheSameValuesAndGradients(_ words: [String], _ options: ViTOptions, _ frozen: Int) throws {
    let model = ViTModel(options, spread: 0.2) { name in
      words.contains { name.hasPrefix($0) || $0 == "lora" && name.contains($0) }
    }
    #expect(model.model.frozenBlocks == frozen)
    let whole = model.run()
    let names = model.model.parameters.trained.parameters.map(\.name)
    let expected = names.map { model.gradient($0) }
    let tape = model.tape
    tape.begin(recording: false)
    let images = tape.constant(ViTModel.images(), [2, 3, 20, 20])
    guard frozen > 0 else { return }
    let trunk = model.model.trunk(tape, images: images, blocks: frozen).values
    tape.begin(recording: true)
    model.model.parameters.trained.forgetGradients()
    let rows = tape.constant(trunk, [2 * ViTModel.tokens, options.width])
    let output = model.model.forward(tape, trunk: rows, images: 2, from: frozen)
    let logits = try #require(output.logits)
    #expect(logits.values == whole.logits)
    #expect(output.counts == Array(whole.counts[frozen...]))
    tape.backward(from: [(logits, SampleNumbers.uniform(logits.count, seed: 9))])
    tape.finish(model.model.parameters.trained)
    #expect(names.map { model.gradient($0) } == expected)
  }
}
