import Models
import Tensor
import TestSupport
import Testing

/// What is frozen costs nothing: no gradient, no optimiser state, no activation that is kept for it.
@Suite struct ViTFreezingTests {
  private static let adapted: ViTOptions = {
    var options = ViTModel.options(merge: [6, 5, 3], reducer: "pyra", lora: LoRAOptions(rank: 2))
    options.adapterWidth = 3
    return options
  }()

  @Test(arguments: [
    ["lora"], ["gate"], ["adapter"], ["head"], ["blocks.1.proj"], ["blocks.2.fc1.bias", "pos"], ["ls2"], ["norm1"],
    ["fc2.weight"], ["patch"], ["cls", "norm2"],
  ])
  func gradientsDoNotDependOnWhatIsFrozen(_ words: [String]) throws {
    let all = ViTModel(Self.adapted, spread: 0.2)
    let some = ViTModel(Self.adapted, spread: 0.2) { name in words.contains { name.contains($0) } }
    let expected = all.run()
    #expect(some.run().logits == expected.logits)
    let names = some.model.parameters.trained.parameters.map(\.name)
    #expect(!names.isEmpty && names.count < all.model.parameters.all.count)
    for name in names { #expect(some.gradient(name) == all.gradient(name), "\(name)") }
    #expect(!some.model.parameters.frozen.hasGradients)
  }

  /// What may be overwritten between forward and backward pass without harm is not kept.
  @Test(arguments: [[""], ["lora", "gate", "head"], ["adapter"], ["norm2"], ["blocks.1.fc2"]])
  func transientValuesAreNotRead(_ words: [String]) {
    let model = ViTModel(Self.adapted, spread: 0.2) { name in words.contains { name.contains($0) } }
    model.run()
    let expected = model.model.parameters.trained.parameters.map { model.gradient($0.name) }
    let tape = model.tape
    tape.begin(recording: true)
    model.model.parameters.trained.forgetGradients()
    let output = model.model.forward(tape, images: tape.constant(ViTModel.images(), [2, 3, 20, 20]))
    for _ in 0..<2 {
      tape.turnTransients()
      _ = tape.keeping(forAny: []) {
        tape.scale(tape.constant(Array(repeating: .nan, count: 1 << 18), [1 << 18]), by: 1)
      }
    }
    tape.backward(from: [(output.logits!, SampleNumbers.uniform(10, seed: 9))])
    tape.finish(model.model.parameters.trained)
    #expect(model.model.parameters.trained.parameters.map { model.gradient($0.name) } == expected)
  }

  private func kept(_ options: ViTOptions, recording: Bool = true, _ trains: @escaping (String) -> Bool) -> Int {
    let model = ViTModel(options, trains: trains)
    model.tape.begin(recording: recording)
    let images = model.tape.constant(ViTModel.images(), [2, 3, 20, 20])
    let before = model.tape.keptBytes
    _ = model.model.forward(model.tape, images: images)
    return model.tape.keptBytes - before
  }

  /// Kept for LoRA alone, a token and block: what the two norms read, the projection's input and output and the
  /// correction's inner values, and what enters the activation; with the norms' and attention's row figures.
  @Test func keptForLoRA() {
    let options = ViTModel.options(lora: LoRAOptions(rank: 2))
    let (n, d, m, h, r) = (2 * ViTModel.tokens, 24, 40, 3, 2)
    let expected = 4 * 3 * n * (d + d + r + 3 * d + d + m + 4 + h)
    let own = kept(options) { $0.contains(".lora.") }
    // The first block's input needs no gradient, so its norm keeps nothing for it; the output's few rows come on top.
    #expect(own > expected - 4 * n * d - 1 && own < expected + 8192)
    #expect(kept(options) { _ in true } > own + 4 * 3 * n * (d + d + m))
  }

  @Test func keptForTheHead() {
    // Nothing of the blocks but row figures: two norms' means and deviations, attention's sums.
    let own = kept(ViTModel.options()) { $0.hasPrefix("head") }
    #expect(own < 4 * 3 * 2 * ViTModel.tokens * (4 + 3) + 8192)
    #expect(kept(ViTModel.options(), recording: false) { _ in true } <= own)
  }

  @Test func adaptationTrainsWhatItAdds() {
    let model = VisionTransformer(Self.adapted, trains: ViTParameters.isAdaptation)
    let trained = Set(model.parameters.trained.parameters.map(\.name))
    #expect(trained.contains("head.weight") && trained.contains("blocks.2.gate.norm.bias"))
    #expect(!trained.contains { $0.contains("qkv") || $0.contains("norm1") || $0 == "pos" })
    #expect(model.parameters.trained.count < model.parameters.frozen.count)
    #expect(model.parameters.all.count == trained.count + model.parameters.frozen.parameters.count)
  }
}
