import Models
import Tensor
import TestSupport

/// A small transformer with drawn values, and how to run it.
struct ViTModel {
  static let tokens = 26  // of images of 20 × 20 pixels in patches of 4

  static func options(merge: [Int] = [0, 0, 0], reducer: String = "none", lora: LoRAOptions? = nil) -> ViTOptions {
    var options = ViTOptions(
      width: 24, heads: 3, depth: 3, patch: 4, inner: 40, classes: 5, positionGrid: GridSize(height: 5, width: 5),
      hasLayerScale: true)
    options.merge(merge)
    options.reducer = reducer
    options.lora = lora
    return options
  }

  let model: VisionTransformer
  let tape = Tape(pool: ThreadPool(threads: 2))

  /// - Parameter spread: draws also those values that begin at zero or one, from ±spread around them.
  init(_ options: ViTOptions, spread: Float = 0, trains: @escaping (String) -> Bool = { _ in true }) {
    model = VisionTransformer(options, trains: trains)
    model.initialise(seed: 3)
    for (index, parameter) in model.parameters.all.enumerated() where spread > 0 {
      // The same change of a parameter in every model that has it.
      let seed = UInt64(parameter.name.utf8.reduce(index * 0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF })
      for (i, change) in SampleNumbers.uniform(parameter.count, seed: seed, -spread...spread).enumerated() {
        parameter.values[i] += change
      }
    }
  }

  static func images(_ count: Int = 2, seed: UInt64 = 8) -> [Float] {
    SampleNumbers.uniform(count * 3 * 400, seed: seed, -2...2)
  }

  /// What a run gave, copied out of the tape.
  struct Outcome {
    let logits: [Float]
    let state: TokenState
    let counts: [Int]
  }

  /// Forward and backward of Σ logits · cotangent.
  @discardableResult
  func run(_ images: [Float] = Self.images(), recording: Bool = true) -> Outcome {
    tape.begin(recording: recording)
    model.parameters.trained.forgetGradients()
    let output = model.forward(tape, images: tape.constant(images, [images.count / 1200, 3, 20, 20]))
    if recording, let logits = output.logits {
      tape.backward(from: [(logits, SampleNumbers.uniform(logits.count, seed: 9))])
      tape.finish(model.parameters.trained)
    }
    return Outcome(logits: output.logits?.values ?? [], state: output.state, counts: output.counts)
  }

  func gradient(_ name: String) -> [Float]? {
    guard let parameter = model.parameters.trained.parameters.first(where: { $0.name == name }) else { return nil }
    return Array(UnsafeBufferPointer(start: parameter.gradients, count: parameter.count))
  }
}
