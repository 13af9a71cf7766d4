import Models
import Tensor
import TestSupport
import Testing

/// Drop-path, passes that do not merge, and what observers see.
@Suite struct ViTPassTests {
  private static let merge = [6, 5, 3]

  private static func dropping(_ rate: Float) -> ViTOptions {
    var options = ViTModel.options()
    options.dropPath = rate
    return options
  }

  private func logits(_ model: ViTModel, _ images: [Float], _ pass: ViTPass) -> [Float] {
    model.tape.begin(recording: false)
    let shape = [images.count / 1200, 3, 20, 20]
    return model.model.forward(model.tape, images: model.tape.constant(images, shape), pass).logits?.values ?? []
  }

  /// An image's result follows from which of its four branches were kept: there are no more than 16.
  @Test func dropsWholeBranchesOfWholeImages() {
    let images = ViTModel.images(8)
    let model = ViTModel(Self.dropping(0.5), spread: 0.2)
    let plain = logits(model, images, ViTPass())
    #expect(logits(model, images, ViTPass()) == plain)
    var kinds: Set<[Float]> = []
    for step in 0..<40 {
      let dropped = logits(model, images, ViTPass(noise: ViTNoise(seed: 4, step: step)))
      #expect(logits(model, images, ViTPass(noise: ViTNoise(seed: 4, step: step))) == dropped)
      kinds.insert(Array(dropped[..<5]))
    }
    // The first block drops nothing; the second and third have two branches each, kept or dropped.
    #expect(kinds.count > 8 && kinds.count <= 16)
    #expect(!kinds.contains(Array(plain[..<5])), "what is kept is scaled")
  }

  /// Each branch is kept with 1 − rate and scaled by its inverse: its expectation stays.
  @Test func keepsTheExpectation() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    var model = Self.dropping(0.3)
    model.blocks = Array(model.blocks.prefix(2))
    // With the perceptron's and the attention's output weights zero but for their biases, a branch is a constant.
    let vit = VisionTransformer(model)
    vit.initialise(seed: 1)
    for parameter in vit.parameters.all {
      if parameter.name.hasSuffix("proj.weight") || parameter.name.hasSuffix("fc2.weight") {
        parameter.values.update(repeating: 0, count: parameter.count)
      }
      if parameter.name == "blocks.1.fc2.bias" { parameter.values.update(repeating: 1, count: parameter.count) }
    }
    let images = Array(ViTModel.images(8))
    func firsts(_ noise: ViTNoise?) -> [Float] {
      tape.begin(recording: false)
      let output = vit.forward(tape, images: tape.constant(images, [8, 3, 20, 20]), ViTPass(noise: noise))
      return (0..<8).map { output.tokens.data[$0 * 26 * 24] }
    }
    let whole = firsts(nil)
    var (sum, steps) = (0.0, 0)
    var kept = 0
    for step in 0..<250 {
      for (value, without) in zip(firsts(ViTNoise(seed: 9, step: step)), whole.map({ $0 - 1 })) {
        let branch = value - without
        #expect(abs(branch) < 1e-5 || abs(branch - 1 / 0.7) < 1e-5)
        sum += Double(branch)
        kept += branch > 0.5 ? 1 : 0
        steps += 1
      }
    }
    // Four deviations of the mean of 2,000 draws.
    #expect(abs(sum / Double(steps) - 1) < 4 * (0.3 / 0.7 / Double(steps)).squareRoot())
    #expect(kept > 0 && kept < steps)
  }

  @Test func droppedBranchesAreDifferentiated() throws {
    let model = ViTModel(Self.dropping(0.5), spread: 0.2)
    let tape = model.tape
    let cotangent = SampleNumbers.uniform(20, seed: 9)
    let pass = ViTPass(noise: ViTNoise(seed: 2, step: 3))
    func objective() -> Double {
      tape.begin(recording: false)
      let output = model.model.forward(tape, images: tape.constant(ViTModel.images(4), [4, 3, 20, 20]), pass)
      return zip(output.logits?.values ?? [], cotangent).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    tape.begin(recording: true)
    model.model.parameters.trained.forgetGradients()
    let output = model.model.forward(tape, images: tape.constant(ViTModel.images(4), [4, 3, 20, 20]), pass)
    tape.backward(from: [(try #require(output.logits), cotangent)])
    tape.finish(model.model.parameters.trained)
    for name in ["blocks.2.proj.bias", "blocks.1.fc2.bias", "blocks.2.ls2", "blocks.1.ls1", "blocks.0.fc1.bias"] {
      let parameter = try #require(model.model.parameters.trained.parameters.first { $0.name == name })
      let gradient = try #require(model.gradient(name))
      for index in [0, parameter.count - 1] {
        let (value, step) = (parameter.values[index], Float(1e-2))
        parameter.values[index] = value + step
        let above = objective()
        parameter.values[index] = value - step
        let difference = (above - objective()) / Double(2 * step)
        parameter.values[index] = value
        #expect(abs(difference - Double(gradient[index])) < 2e-3 * max(1, abs(difference)), "\(name) \(index)")
      }
    }
  }

  @Test func withoutMergingItIsThePlainModel() {
    let merging = ViTModel(ViTModel.options(merge: Self.merge), spread: 0.2)
    let plain = ViTModel(ViTModel.options(), spread: 0.2)
    let images = ViTModel.images()
    #expect(logits(merging, images, ViTPass(merges: false)) == logits(plain, images, ViTPass()))
    #expect(logits(merging, images, ViTPass()) != logits(plain, images, ViTPass()))
  }

  /// Which factors there are, how many, and that looking changes nothing.
  @Test(arguments: [
    ("none", 0, 0), ("pyra", 2, 2), ("wr", 0, 2), ("wr_act", 0, 2), ("wd", 2, 0), ("wd_act", 2, 0), ("both", 2, 2),
    ("full", 1, 1), ("mlp", 2, 2),
  ])
  func observersSeeTheFactors(_ name: String, _ token: Int, _ channel: Int) {
    let model = ViTModel(ViTModel.options(merge: Self.merge, reducer: name), spread: 0.3)
    let observer = MergeObserver()
    let images = ViTModel.images()
    #expect(logits(model, images, ViTPass(observer: observer)) == logits(model, images, ViTPass()))
    #expect(observer.gates.keys.sorted() == (name == "none" ? [] : [0, 1, 2]))
    for (block, gates) in observer.gates {
      #expect(gates.token.count == token * Self.merge[block] && gates.channel.count == channel * 24, "\(name)")
      if name == "pyra" {
        #expect(gates.token.allSatisfy { abs($0) <= 1 } && gates.channel.allSatisfy { $0 >= 0 && $0 <= 2 })
      }
    }
  }

  @Test func releasedStartDrawsWhatElseIsZero() throws {
    let options = ViTModel.options(lora: LoRAOptions(rank: 2))
    for drawsAll in [false, true] {
      let model = VisionTransformer(options)
      model.initialise(seed: 3, drawsAll: drawsAll)
      let up = try #require(model.parameters.all.first { $0.name == "blocks.0.lora.b" })
      let values = (0..<up.count).map { up.values[$0] }
      #expect(values.allSatisfy { $0 == 0 } == !drawsAll && values.allSatisfy { abs($0) < 0.12 })
    }
  }
}
