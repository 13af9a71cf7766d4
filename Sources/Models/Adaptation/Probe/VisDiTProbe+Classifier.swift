internal import Tensor

extension VisDiTProbe {
  static func informationMaximisation(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    let resets = try input.keys.wholes("reset_after")
    try input.keys.refuseRest()
    var steps: [FeatureRows] = []
    repeat {
      steps.append(try input.rows("logits.\(steps.count)", nil, steps.first?.width))
    } while input.tensors.holds("logits.\(steps.count)")
    try input.refuseRest()
    if let step = resets.first(where: { $0 >= steps.count }) {
      throw ProbeError(
        "spec key 'reset_after': there is no step \(step), only 'logits.0' to 'logits.\(steps.count - 1)'")
    }

    var running = RunningPrediction(classes: steps[0].width)
    var (diversity, entropy, means): ([Double], [Double], [Double]) = ([], [], [])
    var output = Safetensors()
    for (step, logits) in steps.enumerated() {
      let (first, firstGradient) = lossAndGradient(of: logits) { running.diversityLoss($0, logits: $1) }
      let (second, secondGradient) = lossAndGradient(of: logits) { RunningPrediction.entropyLoss($0, logits: $1) }
      diversity.append(first)
      entropy.append(second)
      means += running.mean
      output["dcondentmax.\(step)"] = firstGradient
      output["dentmin.\(step)"] = secondGradient
      if resets.contains(step) { running.beginPass() }
    }
    output["condentmax"] = .init(diversity)
    output["entmin"] = .init(entropy)
    output["running"] = .init(FeatureRows(means.map { Float($0) }, width: steps[0].width))
    return output
  }

  static func classifier(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    let classifier = CosineClassifier(temperature: try input.temperature())
    try input.keys.refuseRest()
    let features = try input.rows("features")
    let weight = try input.rows("weight", nil, features.width)
    let labels = try input.places("labels", features.count, below: weight.count, "rows of 'weight'")
    try input.refuseRest()

    let tape = tape()
    let block = ParameterBlock()
    let parameter = block.declare("weight", [weight.count, weight.width])
    parameter.values.update(from: weight.values, count: weight.values.count)
    CosineClassifier.normalise(parameter)
    let x = tape.variable(features.values, [features.count, features.width])
    let w = tape.parameter(parameter)
    let logits = classifier.logits(tape, unitFeatures: tape.unitRows(x), weight: w)
    let loss = tape.crossEntropy(logits: logits, targets: labels.map { Int32($0) })
    tape.backward(from: loss)
    return Safetensors(entries: [
      "logits": .init(logits.values, logits.shape), "loss": .init(loss.values, [1]),
      "dfeatures": .init(tape.gradient(of: x), x.shape), "dweight": .init(tape.gradient(of: w), w.shape),
      "weight": .init(w.values, w.shape),
    ])
  }
}
