internal import Tensor

extension VisDiTProbe {
  static func clustering(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    let iterations = try input.keys.whole("iterations", atLeast: 0)
    try input.keys.refuseRest()
    let data = try input.rows("data")
    let starts = try input.rows("init", nil, data.width)
    try input.refuseRest()
    let prototypes = PrototypeClustering(iterations: iterations).run(data, starts: starts, ThreadPool(threads: 1))
    return Safetensors(entries: [
      "centroids": .init(prototypes.centroids), "assign": .init(prototypes.assignments),
      "phi": .init(prototypes.concentrations, [prototypes.concentrations.count]),
    ])
  }

  static func contrast(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    try input.keys.refuseRest()
    let features = try input.rows("features")
    var clusterings: [(prototypes: Prototypes, assignments: [Int])] = []
    repeat {
      let j = clusterings.count
      let centroids = try input.rows("centroids.\(j)", nil, features.width)
      let phi = try input.numbers("phi.\(j)", centroids.count, "what may divide") { $0 != 0 && (1 / $0).isFinite }
      let own = try input.places("assign.\(j)", features.count, below: centroids.count, "rows of 'centroids.\(j)'")
      if let row = own.firstIndex(where: { phi[$0] < 0 }) {
        throw ProbeError(
          "tensor 'assign.\(j)': element \(row) is \(own[row]), an empty cluster: its 'phi.\(j)' is below 0")
      }
      clusterings.append((Prototypes(centroids: centroids, assignments: [], concentrations: phi), own))
    } while ["centroids", "phi", "assign"].contains { input.tensors.holds("\($0).\(clusterings.count)") }
    try input.refuseRest()
    let (loss, gradient) = lossAndGradient(of: features) { tape, x in
      PrototypeLosses.contrast(tape, features: tape.unitRows(x), clusterings)
    }
    return Safetensors(entries: ["loss": .init([loss]), "dfeatures": gradient])
  }

  static func crossEntropy(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    let temperature = try input.temperature()
    try input.keys.refuseRest()
    let features = try input.rows("features")
    var centroids: [FeatureRows] = []
    repeat {
      centroids.append(try input.rows("centroids.\(centroids.count)", nil, features.width))
    } while input.tensors.holds("centroids.\(centroids.count)")
    try input.refuseRest()
    let (loss, gradient) = lossAndGradient(of: features) { tape, x in
      PrototypeLosses.crossEntropy(
        tape, features: tape.unitRows(x), centroids: centroids, temperature: temperature)
    }
    return Safetensors(entries: ["loss": .init([loss]), "dfeatures": gradient])
  }
}
