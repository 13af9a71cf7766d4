public import Tensor

/// Runs a vision transformer forward and backward on what files hold, with the same code as training.
public enum ViTProbe {
  /// - Parameters:
  ///   - input: specification, images and weights.
  ///   - weights: those that `input` does not hold.
  ///   - threads: 0 means one for each core; the answer does not depend on it.
  /// - Returns: everything that was computed, by the names of the probe's rules.
  /// - Throws: `ProbeError`, naming the key or tensor at fault.
  public static func run(
    _ input: Safetensors, weights: Safetensors? = nil, threads: Int = 0
  ) throws(ProbeError) -> Safetensors {
    let input = try ViTProbeInput(input, stored: weights)
    let wanted = Set(input.specification.gradients)
    let model = VisionTransformer(input.options) { wanted.contains($0) }
    for parameter in model.parameters.all {
      guard let values = input.weights[parameter.name] else { continue }
      parameter.values.update(from: values, count: values.count)
    }
    let tape = Tape(pool: ThreadPool(threads: threads))
    tape.begin(recording: !wanted.isEmpty)
    model.parameters.trained.forgetGradients()
    let (pixels, shape) = (input.images.floats ?? [], input.images.shape)
    let images = wanted.contains("images") ? tape.variable(pixels, shape) : tape.constant(pixels, shape)
    let result = model.forward(tape, images: images)

    var output = Safetensors()
    let (state, d) = (result.state, input.options.width)
    let b = state.images
    if let logits = result.logits { output["logits"] = .init(logits.values, logits.shape) }
    output["cls"] = .init(result.classTokens.values, [b, d])
    output["patch_mean"] = .init(model.patchMeans(tape, result), [b, d])
    output["counts"] = .init(result.counts.map { Int64($0) }, [result.counts.count])
    output["owner"] = .init(state.owners.map { Int64($0) }, [b, state.start])
    output["sizes"] = .init(state.sizes, [b, state.count])
    for (block, plan) in state.plans {
      output["merge.\(block).src"] = .init(plan.sources.map { Int64($0) }, [b, plan.removed])
      output["merge.\(block).dst"] = .init(plan.destinations.map { Int64($0) }, [b, plan.removed])
    }
    guard let logits = result.logits, let dLogits = input.dLogits, !wanted.isEmpty else { return output }
    tape.backward(from: [(logits, dLogits)])
    if wanted.contains("images") { output["grad.images"] = .init(tape.gradient(of: images), shape) }
    for parameter in model.parameters.trained.parameters {
      output["grad.\(parameter.name)"] = .init(tape.gradient(of: tape.parameter(parameter)), parameter.shape)
    }
    for (name, shape) in input.untouched {
      output["grad.\(name)"] = .init(Array(repeating: Float(0), count: shape.reduce(1, *)), shape)
    }
    return output
  }
}
