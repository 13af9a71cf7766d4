internal import Tensor

/// Everything that a transformer's probe files hold, checked.
struct ViTProbeInput {
  private static let letters =
    "D and C are those of patch.weight and images, P the spec's patch, M that of blocks.0.fc1.weight, K that of"
    + " head.weight, r the spec's merge; pos has a row more than pos_grid has cells, LoRA has the spec's lora.rank"

  let specification: ViTSpecification
  let options: ViTOptions
  /// (B, C, H, W)
  let images: Safetensors.Entry
  /// By the names of the probe's rules.
  let weights: [String: [Float]]
  /// (B, K), needed for gradients.
  let dLogits: [Float]?
  /// Asked-for gradients of tensors that take no part, with their shapes.
  let untouched: [String: [Int]]

  /// - Parameters:
  ///   - file: specification, inputs and weights.
  ///   - stored: weights that `file` does not hold; what is not needed is ignored.
  /// - Throws: at anything that is not as the rules say, naming the key or tensor.
  init(_ file: Safetensors, stored: Safetensors?) throws(ProbeError) {
    let specification = try ViTSpecification(file)
    var tensors = WeightTensors(
      own: ProbeTensors(file, letters: Self.letters),
      stored: stored.map { ProbeTensors($0, letters: Self.letters) })
    let images = try tensors.own.floats("images", [nil, nil, nil, nil]).shape
    let p = specification.patch
    guard images[2] % p == 0, images[3] % p == 0 else {
      throw ProbeError("tensor 'images': \(images[2]) × \(images[3]) pixels are no multiples of the spec's patch \(p)")
    }
    let d = try tensors.take("patch.weight", [nil, images[1], p, p])[0]
    guard d % specification.heads == 0 else {
      throw ProbeError("spec key 'heads': \(specification.heads) does not divide the width \(d) of 'patch.weight'")
    }
    for (name, shape) in [
      ("patch.bias", [d]), ("cls", [d]), ("pos", [1 + specification.positionGrid.count, d]), ("norm.weight", [d]),
      ("norm.bias", [d]),
    ] { _ = try tensors.take(name, shape) }
    let blocks = try Self.blocks(specification, d, &tensors)
    var classes = 0
    if tensors.holds("head.weight") || tensors.holds("head.bias") {
      classes = try tensors.take("head.weight", [nil, d])[0]
      _ = try tensors.take("head.bias", [classes])
    }
    dLogits =
      tensors.own.holds("dlogits")
      ? try tensors.own.floats("dlogits", [images[0], classes == 0 ? nil : classes]).values : nil
    try tensors.own.refuseRest()

    var options = ViTOptions(
      width: d, heads: specification.heads, depth: 0, patch: p, inner: 1, classes: classes,
      positionGrid: specification.positionGrid)
    options.blocks = blocks
    options.channels = images[1]
    options.epsilon = specification.epsilon
    options.proportionalAttention = specification.proportionalAttention
    options.lora = specification.lora
    options.reducer = specification.gate
    options.generatorEpsilon = specification.gateEpsilon
    self.options = options
    self.specification = specification
    self.images = file["images"] ?? .init([Float](), [0])
    weights = tensors.values
    untouched = try Self.untouched(specification.gradients, tensors, stored)
    if specification.gradients.isEmpty { return }
    guard classes > 0 else {
      throw ProbeError("spec key 'grads': there are no logits without the tensors 'head.weight' and 'head.bias'")
    }
    guard dLogits != nil else { throw ProbeError("tensor 'dlogits': is missing, and spec key 'grads' needs it") }
  }

  private static func blocks(
    _ specification: ViTSpecification, _ d: Int, _ tensors: inout WeightTensors
  ) throws(ProbeError) -> [ViTOptions.Block] {
    var blocks: [ViTOptions.Block] = []
    for (index, removed) in specification.merge.enumerated() {
      let path = "blocks.\(index)."
      for name in ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "proj.bias", "fc2.bias"] {
        _ = try tensors.take(path + name, [d])
      }
      _ = try tensors.take(path + "qkv.weight", [3 * d, d])
      _ = try tensors.take(path + "qkv.bias", [3 * d])
      _ = try tensors.take(path + "proj.weight", [d, d])
      let m = try tensors.take(path + "fc1.weight", [blocks.first?.inner, d])[0]
      _ = try tensors.take(path + "fc1.bias", [m])
      _ = try tensors.take(path + "fc2.weight", [d, m])
      if let lora = specification.lora {
        _ = try tensors.take(path + "lora.a", [lora.rank, d])
        _ = try tensors.take(path + "lora.b", [3 * d, lora.rank])
      }
      var block = ViTOptions.Block(inner: m, removed: removed)
      block.hasLayerScale = try layerScale(path, d, &tensors)
      if removed > 0 { block.generatorWidth = try gate(specification.gate, path + "gate.", removed, d, &tensors) }
      blocks.append(block)
    }
    return blocks
  }

  private static func layerScale(_ path: String, _ d: Int, _ tensors: inout WeightTensors) throws(ProbeError) -> Bool {
    let pair = ["ls1", "ls2"].map { path + $0 }
    let held = pair.filter { tensors.holds($0) }
    if held.isEmpty { return false }
    for name in pair {
      guard held.contains(name) else { throw ProbeError("tensor '\(name)': is missing beside '\(held[0])'") }
      _ = try tensors.take(name, [d])
    }
    return true
  }

  /// Takes one block's generator. Returns: the inner width of the generator `mlp`.
  private static func gate(
    _ gate: String, _ path: String, _ r: Int, _ d: Int, _ tensors: inout WeightTensors
  ) throws(ProbeError) -> Int {
    if gate == ToMe.name { return 1 }
    if gate == FullGate.name {
      _ = try tensors.take(path + "w", [r, d])
      return 1
    }
    _ = try tensors.take(path + "norm.weight", [d])
    _ = try tensors.take(path + "norm.bias", [d])
    if gate == PerceptronGate.name {
      let inner = try tensors.take(path + "w1", [nil, d])[0]
      _ = try tensors.take(path + "w2", [d, inner])
      return inner
    }
    if ![ChannelGate.name, ActivatedChannelGate.name].contains(gate) { _ = try tensors.take(path + "wr", [r]) }
    if ![RankGate.name, ActivatedRankGate.name].contains(gate) { _ = try tensors.take(path + "wd", [d]) }
    return 1
  }

  /// Gradients that are asked for of tensors that only lie in the file of weights: they are zero.
  private static func untouched(
    _ names: [String], _ tensors: WeightTensors, _ stored: Safetensors?
  ) throws(ProbeError) -> [String: [Int]] {
    var found: [String: [Int]] = [:]
    for name in names where tensors.values[name] == nil && name != "images" {
      guard name != "dlogits", let entry = stored?[name], entry.type == .f32 else {
        throw ProbeError("spec key 'grads': '\(name.prefix(80))' is not the name of a float tensor that takes part")
      }
      found[name] = entry.shape
    }
    return found
  }
}

/// Weights from the probe file or, where that has none, from a file of weights.
private struct WeightTensors {
  var own: ProbeTensors
  var stored: ProbeTensors?
  private(set) var values: [String: [Float]] = [:]

  init(own: ProbeTensors, stored: ProbeTensors?) {
    self.own = own
    self.stored = stored
  }

  func holds(_ name: String) -> Bool { own.holds(name) || stored?.holds(name) ?? false }

  /// Returns: the shape.
  mutating func take(_ name: String, _ shape: [Int?]) throws(ProbeError) -> [Int] {
    let tensor: (values: [Float], shape: [Int])
    if !own.holds(name), stored?.holds(name) ?? false, var file = stored {
      tensor = try file.floats(name, shape)
      stored = file
    } else {
      tensor = try own.floats(name, shape)
    }
    values[name] = tensor.values
    return tensor.shape
  }
}
