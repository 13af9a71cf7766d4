public import Tensor

/// Runs an encoder forward and backward on what a file holds, with the same code as training.
public enum EncoderProbe {
  /// - Parameters:
  ///   - input: specification, weights and inputs.
  ///   - threads: 0 means one for each core; the answer does not depend on it.
  /// - Returns: everything that was computed, by the names of the probe's rules.
  /// - Throws: `ProbeError`, naming the key or tensor at fault.
  public static func run(_ input: Safetensors, threads: Int = 0) throws(ProbeError) -> Safetensors {
    let input = try EncoderProbeInput(input)
    let encoder = Encoder(input.options)
    let wanted = Set(input.specification.gradients)
    for parameter in encoder.block.parameters {
      var place = parameter.values
      let parts = EncoderNames.parts(of: parameter.name)
      for part in parts {
        guard let values = input.weights[part] else { continue }
        place.update(from: values, count: values.count)
        place += values.count
      }
      parameter.isFrozen = wanted.isDisjoint(with: parts)
    }
    let tape = Tape(pool: ThreadPool(threads: threads))
    tape.begin(recording: true)
    encoder.block.forgetGradients()
    var batch = input.batch
    batch.computesPadding = true
    let d = input.options.width
    let hidden = encoder.forward(tape, batch, route: input.specification.route)
    let sentence = encoder.sentence(tape, hidden: hidden, batch)
    var output = Safetensors()
    output["hidden"] = .init(hidden.values, [batch.rows, batch.length, d])
    output["sentence"] = .init(sentence.values, [batch.rows, d])

    var seeds: [(tensor: Tensor, gradient: [Float])] = []
    if let dHidden = input.dHidden { seeds.append((hidden, dHidden)) }
    if let dSentence = input.dSentence { seeds.append((sentence, dSentence)) }
    tape.backward(from: seeds)
    tape.finish(encoder.block)
    for parameter in encoder.block.parameters where !parameter.isFrozen {
      let parts = EncoderNames.parts(of: parameter.name)
      let shape = [parameter.shape[0] / parts.count] + parameter.shape.dropFirst()
      let count = parameter.count / parts.count
      for (index, part) in parts.enumerated() where wanted.contains(part) {
        let gradient = UnsafeBufferPointer(start: parameter.gradients + index * count, count: count)
        output["grad.\(part)"] = .init(Array(gradient), shape)
      }
    }
    return output
  }
}
