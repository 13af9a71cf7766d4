internal import Tensor

/// Everything that an encoder's probe file holds, checked.
struct EncoderProbeInput {
  private static let letters =
    "D is the width of embed.token, M the inner width of the first layer, B and S those of ids"

  let specification: EncoderSpecification
  let options: EncoderOptions
  let batch: EncoderBatch
  /// By the names of the probe's rules.
  let weights: [String: [Float]]
  /// dL/d hidden, (B·S, D)
  let dHidden: [Float]?
  /// dL/d sentence, (B, D)
  let dSentence: [Float]?

  /// - Throws: at anything that is not as the rules say, naming the key or tensor.
  init(_ file: Safetensors) throws(ProbeError) {
    let specification = try EncoderSpecification(file)
    var tensors = ProbeTensors(file, letters: Self.letters)
    let token = try tensors.floats("embed.token", [nil, nil])
    let d = token.shape[1]
    guard d % specification.heads == 0 else {
      throw ProbeError("spec key 'heads': \(specification.heads) does not divide the width \(d) of 'embed.token'")
    }
    let position = try tensors.floats("embed.position", [nil, d])
    let type = try tensors.floats("embed.type", [nil, d])
    var weights = ["embed.token": token.values, "embed.position": position.values, "embed.type": type.values]
    func take(_ name: String, _ shape: [Int?]) throws(ProbeError) -> [Int] {
      let tensor = try tensors.floats(name, shape)
      weights[name] = tensor.values
      return tensor.shape
    }
    for part in ["weight", "bias"] { _ = try take("embed.norm.\(part)", [d]) }

    var options = EncoderOptions(
      vocabulary: token.shape[0], positions: position.shape[0], types: type.shape[0], width: d, inner: 1,
      heads: specification.heads, layers: specification.layers, epsilon: specification.epsilon,
      levels: specification.levels)
    var inner: Int?
    // Every layer has 16 tensors: a spec from strangers with millions of layers ends here.
    guard specification.layerCount <= tensors.count / 16 else {
      throw ProbeError(
        "spec key 'layers': \(specification.layerCount) layers in all copies, but tensors for "
          + "\(tensors.count / 16) at most are there: some are missing")
    }
    for path in Self.paths(specification) {
      for name in ["q", "k", "v", "out"] {
        _ = try take("\(path)attn.\(name).weight", [d, d])
        _ = try take("\(path)attn.\(name).bias", [d])
      }
      let m = try take("\(path)ffn.in.weight", [inner, d])[0]
      inner = m
      _ = try take("\(path)ffn.in.bias", [m])
      _ = try take("\(path)ffn.out.weight", [d, m])
      _ = try take("\(path)ffn.out.bias", [d])
      for norm in ["attn.norm", "ffn.norm"] {
        for part in ["weight", "bias"] { _ = try take("\(path)\(norm).\(part)", [d]) }
      }
    }
    options.inner = inner ?? 1

    batch = try Self.batch(&tensors, options)
    let (b, s) = (batch.rows, batch.length)
    dHidden = tensors.holds("dhidden") ? try tensors.floats("dhidden", [b, s, d]).values : nil
    dSentence = tensors.holds("dsentence") ? try tensors.floats("dsentence", [b, d]).values : nil
    try tensors.refuseRest()
    if let route = specification.route, route.groups.count != b {
      throw ProbeError(
        "spec keys 'routing.group' and 'routing.task': have \(route.groups.count) entries, 'ids' has \(b) rows")
    }
    for name in specification.gradients where weights[name] == nil {
      throw ProbeError("spec key 'grads': '\(name.prefix(80))' is not the name of a weight tensor")
    }
    if !specification.gradients.isEmpty, dHidden == nil, dSentence == nil {
      throw ProbeError("spec key 'grads': needs a gradient to start from: 'dhidden' or 'dsentence'")
    }
    (self.specification, self.options, self.weights) = (specification, options, weights)
  }

  /// The prefix of every layer of every copy, in the order of the parameters.
  private static func paths(_ specification: EncoderSpecification) -> [String] {
    let depth = specification.layers
    guard let levels = specification.levels else { return (0..<depth).map { "layers.\($0)." } }
    let (groups, tasks) = levels.copies(depth: depth)
    let middle = (0..<groups).flatMap { group in
      (levels.bottom..<levels.mid).map { "mid.\(group).layers.\($0)." }
    }
    let top = (0..<tasks).flatMap { task in (levels.mid..<depth).map { "top.\(task).layers.\($0)." } }
    return (0..<levels.bottom).map { "bottom.layers.\($0)." } + middle + top
  }

  private static func batch(
    _ tensors: inout ProbeTensors, _ options: EncoderOptions
  ) throws(ProbeError) -> EncoderBatch {
    let ids = try tensors.integers("ids", [nil, nil])
    let (b, s) = (ids.shape[0], ids.shape[1])
    guard s <= options.positions else {
      throw ProbeError("tensor 'embed.position': has \(options.positions) rows, 'ids' has sequences of \(s)")
    }
    let mask = try tensors.integers("mask", [b, s]).values
    let types = tensors.holds("types") ? try tensors.integers("types", [b, s]).values : nil
    func check(_ name: String, _ values: [Int64], below bound: Int) throws(ProbeError) {
      if let wrong = values.first(where: { $0 < 0 || $0 >= Int64(bound) }) {
        throw ProbeError("tensor '\(name)': \(wrong) is outside 0 … \(bound - 1)")
      }
    }
    try check("ids", ids.values, below: options.vocabulary)
    try check("mask", mask, below: 2)
    if let types { try check("types", types, below: options.types) }
    for row in 0..<b where !mask[row * s..<(row + 1) * s].contains(1) {
      throw ProbeError("tensor 'mask': row \(row) holds no 1: no token is left")
    }
    return EncoderBatch(
      rows: b, length: s, ids: ids.values.map { Int32($0) }, types: types?.map { Int32($0) },
      mask: mask.map { $0 == 1 })
  }
}
