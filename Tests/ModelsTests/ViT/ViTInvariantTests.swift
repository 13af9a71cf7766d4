import Models
import Tensor
import TestSupport
import Testing

@Suite struct ViTInvariantTests {
  private static let merge = [6, 5, 3]

  /// The parameters that generators, and nothing else, have.
  private static func isGate(_ name: String) -> Bool { name.contains(".gate.") }

  /// At step 0 every reducer is plain merging, to the last bit, in values and in the gradients of all they share.
  @Test(arguments: ReducerCatalog.all.map { $0.name })
  func reducersStartAsPlainMerging(_ name: String) throws {
    let lora = LoRAOptions(rank: 2)
    let plain = ViTModel(ViTModel.options(merge: Self.merge, lora: lora))
    let other = ViTModel(ViTModel.options(merge: Self.merge, reducer: name, lora: lora))
    let (expected, output) = (plain.run(), other.run())
    #expect(output.logits == expected.logits)
    #expect(output.state.owners == expected.state.owners)
    for parameter in plain.model.parameters.trained.parameters {
      #expect(other.gradient(parameter.name) == plain.gradient(parameter.name), "\(parameter.name)")
    }
  }

  /// W_D = 0 hides W_r: the first step moves W_D alone.
  @Test func firstGradientsOfPYRA() throws {
    let model = ViTModel(ViTModel.options(merge: Self.merge, reducer: "pyra"))
    model.run()
    // What is merged in the last block no longer reaches the class token.
    for block in 0..<2 {
      #expect(try #require(model.gradient("blocks.\(block).gate.wr")).allSatisfy { $0 == 0 })
      #expect(try #require(model.gradient("blocks.\(block).gate.wd")).contains { $0 != 0 })
    }
  }

  @Test(arguments: [[0, 0, 0], [6, 5, 3], [100, 100, 100], [1, 0, 12]])
  func tokensAreAccountedFor(_ merge: [Int]) throws {
    let model = ViTModel(ViTModel.options(merge: merge, reducer: "pyra"), spread: 0.3)
    let output = model.run(ViTModel.images(3))
    let state = output.state
    #expect(output.counts == model.model.options.tokenCounts(from: ViTModel.tokens))
    #expect(output.counts.last == state.count && state.sizes.count == 3 * state.count)
    for image in 0..<3 {
      let sizes = state.sizes[image * state.count..<(image + 1) * state.count]
      #expect(sizes.reduce(0, +) == Float(ViTModel.tokens))
      // The class token is itself still, and every token has as many start tokens as its size says.
      var members = Array(repeating: 0, count: state.count)
      for owner in state.owners[image * ViTModel.tokens..<(image + 1) * ViTModel.tokens] { members[Int(owner)] += 1 }
      #expect(members.map(Float.init) == Array(sizes))
      #expect(state.owners[image * ViTModel.tokens] == 0 && members[0] == 1)
    }
    for plan in state.plans.values {
      #expect(!plan.sources.contains(0) && !plan.destinations.contains(0))
      for image in 0..<3 {
        let own = plan.sources[image * plan.removed..<(image + 1) * plan.removed]
        #expect(Set(own).count == plan.removed)
      }
    }
  }

  @Test func withoutMergingNothingIsMerged() {
    let plain = ViTModel(ViTModel.options(), spread: 0.2)
    var options = ViTModel.options(merge: [0, 0, 0], reducer: "pyra")
    options.proportionalAttention = false
    let zero = ViTModel(options, spread: 0.2)
    #expect(zero.run().logits == plain.run().logits)
    #expect(!zero.model.parameters.all.contains { Self.isGate($0.name) })
  }

  /// Attention of a model that merges has to differ by the sizes, or they would not be looked at.
  @Test func proportionalAttentionCounts() {
    var options = ViTModel.options(merge: Self.merge)
    let with = ViTModel(options, spread: 0.2).run().logits
    options.proportionalAttention = false
    #expect(ViTModel(options, spread: 0.2).run().logits != with)
  }

  @Test func mergedLoRAIsTheSameFunction() throws {
    let model = ViTModel(ViTModel.options(lora: LoRAOptions(rank: 3, scale: 0.7)), spread: 0.2)
    let before = model.run(recording: false).logits
    let plain = ViTModel(ViTModel.options(), spread: 0.2)
    #expect(plain.run(recording: false).logits != before)
    model.model.mergeLoRA()
    let after = model.run(recording: false).logits
    #expect(Tolerance(relative: 1e-5, absolute: 1e-6).violation("logits", after, before.map(Double.init)) == nil)
    // The corrections are gone: the weights alone do it.
    for parameter in plain.model.parameters.all {
      let merged = model.model.parameters.all.first { $0.name == parameter.name }
      parameter.values.update(from: try #require(merged).values, count: parameter.count)
    }
    #expect(plain.run(recording: false).logits == after)
  }

  @Test func imagesDoNotSeeEachOther() throws {
    let model = ViTModel(ViTModel.options(merge: Self.merge, reducer: "mlp"), spread: 0.2)
    let images = ViTModel.images(3)
    let all = model.run(images).logits
    for image in 0..<3 {
      let alone = model.run(Array(images[image * 1200..<(image + 1) * 1200])).logits
      let own = all[image * 5..<(image + 1) * 5].map(Double.init)
      #expect(Tolerance(relative: 1e-5, absolute: 1e-6).violation("logits", alone, own) == nil)
    }
  }

  @Test func evaluationGivesTheSameBits() {
    let model = ViTModel(ViTModel.options(merge: Self.merge, reducer: "pyra", lora: LoRAOptions(rank: 2)), spread: 0.2)
    let trained = model.run().logits
    #expect(model.run(recording: false).logits == trained)
  }

  @Test func adaptersStartAsNothing() {
    var options = ViTModel.options(merge: Self.merge)
    let plain = ViTModel(options).run().logits
    options.adapterWidth = 4
    let model = ViTModel(options)
    #expect(model.run().logits == plain)
    #expect(model.gradient("blocks.1.adapter.up.weight")?.contains { $0 != 0 } == true)
    #expect(
      ViTModel(options, spread: 0.2).run().logits
        != ViTModel(ViTModel.options(merge: Self.merge), spread: 0.2).run().logits)
  }

  /// The adapter's gradients against the slope along them.
  @Test func adapterGradients() throws {
    var options = ViTModel.options(merge: Self.merge)
    options.adapterWidth = 4
    let model = ViTModel(options, spread: 0.2) { $0.contains(".adapter.") }
    model.run()
    let cotangent = SampleNumbers.uniform(10, seed: 9).map(Double.init)
    let (slope, squared) = slopeAlongGradient(of: model.model.parameters.trained, length: 3e-3) {
      let logits = model.run(recording: false).logits
      return zip(logits, cotangent).reduce(0) { $0 + Double($1.0) * $1.1 }
    }
    #expect(abs(slope - squared) < 5e-3 * squared)
  }
}
