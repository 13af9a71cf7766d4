internal import Tensor

/// Everything that a probe file holds, checked.
struct MoEProbeInput {
  private static let letters =
    "N and D are those of x, E and k of the spec (experts, k), F of experts.up, F′ of shared.up"

  /// One layer's values.
  struct Layer {
    var options: MoEOptions
    /// By the name of the parameter, prefix included.
    var parameters: [String: [Float]] = [:]
    var buffers: [RouterBuffer] = []
  }

  let specification: MoESpecification
  /// N and D
  let (tokens, width): (Int, Int)
  let x: [Float]
  let dy: [Float]
  let tokenIDs: [Int32]?
  /// One layer, or two for a Cartesian block.
  let layers: [Layer]

  /// - Throws: at anything that is not as the rules say, naming the key or tensor.
  init(_ file: Safetensors) throws(ProbeError) {
    specification = try MoESpecification(file)
    let options = specification.options
    var tensors = ProbeTensors(file, letters: Self.letters)
    try Self.refusing { () throws(MoEError) in try options.check() }
    let input = try tensors.floats("x", [nil, nil])
    let (n, d) = (input.shape[0], input.shape[1])
    (x, tokens, width) = (input.values, n, d)
    try Self.refusing { () throws(MoEError) in try options.check(tokens: n) }
    dy = try tensors.floats("dy", [n, d]).values
    let usesIDs = RouterCatalog.kind(named: options.router)?.traits.usesTokenIDs ?? false
    let ids = usesIDs ? try tensors.integers("token_ids", [n]).values : nil
    var layers: [Layer] = []
    for prefix in specification.block == .moe ? [""] : ["a.", "b."] {
      layers.append(try Self.layer(specification, prefix, &tensors, width: d))
    }
    try tensors.refuseRest()
    let known = layers.map(\.options.vocabulary).min() ?? 0
    if let ids, let wrong = ids.first(where: { $0 < 0 || $0 >= Int64(known) }) {
      throw ProbeError("tensor 'token_ids': id \(wrong) is outside 0 … \(known - 1)")
    }
    tokenIDs = ids?.map { Int32($0) }
    self.layers = layers
  }

  private static func layer(
    _ specification: MoESpecification, _ prefix: String, _ tensors: inout ProbeTensors, width d: Int
  ) throws(ProbeError) -> Layer {
    var layer = Layer(options: specification.options)
    let (options, e) = (layer.options, layer.options.experts)
    func take(_ name: String, _ shape: [Int?]) throws(ProbeError) -> [Int] {
      let tensor = try tensors.floats(prefix + name, shape)
      layer.parameters[prefix + name] = tensor.values
      return tensor.shape
    }
    let isGated = options.activation == .swiglu
    if specification.block == .cartesian { _ = try take("norm.weight", [d]) }
    if RouterCatalog.kind(named: options.router)?.traits.hasWeight == true { _ = try take("router.weight", [e, d]) }
    let f = try take("experts.up", [e, d, nil])[2]
    if isGated { _ = try take("experts.gate", [e, d, f]) }
    _ = try take("experts.down", [e, f, d])
    layer.options.hidden = f
    if options.shared != .none {
      let inner = try take("shared.up", [d, nil])[1]
      if isGated { _ = try take("shared.gate", [d, inner]) }
      _ = try take("shared.down", [inner, d])
      layer.options.sharedHidden = inner
    }
    if options.shared == .coefficient {
      _ = try take("coefficient.weight", [2, d])
      _ = try take("coefficient.bias", [2])
    }
    if let buffer = try buffer(options, prefix, &tensors) {
      if options.router != BiasBalancedRouter.name { layer.options.vocabulary = buffer.shape[0] }
      layer.buffers = [buffer]
    }
    return layer
  }

  private static func buffer(
    _ options: MoEOptions, _ prefix: String, _ tensors: inout ProbeTensors
  ) throws(ProbeError) -> RouterBuffer? {
    switch options.router {
    case MaskRouter.name:
      let table = try tensors.bytes(prefix + "mask.visible", [nil, options.experts])
      return RouterBuffer(name: "mask.visible", shape: table.shape, values: .bytes(table.values))
    case HashRouter.name:
      let table = try tensors.integers(prefix + "hash.table", [nil, options.k])
      return RouterBuffer(name: "hash.table", shape: table.shape, values: .integers(table.values))
    case BiasBalancedRouter.name:
      let bias = try tensors.floats(prefix + "bias", [options.experts])
      return RouterBuffer(name: "bias", shape: bias.shape, values: .floats(bias.values))
    default: return nil
    }
  }

  /// Turns a layer's refusal into the probe's, with the prefix of the sub-layer before the name.
  static func refusing<Value>(
    prefix: String = "", _ body: () throws(MoEError) -> Value
  ) throws(ProbeError) -> Value {
    do {
      return try body()
    } catch {
      throw ProbeError(prefix.isEmpty ? "spec: \(error.message)" : "tensor '\(prefix)\(error.key)': \(error.message)")
    }
  }
}
