internal import Tensor

/// The files of an encoder in BERT's usual layout, checked: `config.json` and `model.safetensors` of a folder.
///
/// Tensors that belong to no layer, such as the pooler's, are left out.
public struct EncoderWeights: Sendable {
  /// The encoder's shape, without levels.
  public let options: EncoderOptions
  private let file: Safetensors
  private let path: String

  /// Reads both files.
  ///
  /// - Throws: `EncoderError` or `SafetensorsError`, naming the file, and the key or tensor at fault.
  public init(folder: String) throws {
    let configuration = try EncoderConfiguration(path: folder + "/config.json")
    path = folder + "/model.safetensors"
    file = try Safetensors(path: path)
    // Everything is looked at before an encoder is made: a file may promise any number of layers.
    options = try Self.options(configuration, file, path)
    try check()
  }

  /// What a tensor is called in the file.
  private static func fileName(_ name: String) -> String {
    let embeddings = [
      "embed.token": "embeddings.word_embeddings.weight", "embed.position": "embeddings.position_embeddings.weight",
      "embed.type": "embeddings.token_type_embeddings.weight",
    ]
    if let known = embeddings[name] { return known }
    let parts = name.split(separator: ".").map(String.init)
    if parts[0] == "embed" { return "embeddings.LayerNorm.\(parts[2])" }
    // layers.i.attn.q.weight
    let modules = [
      "attn.q": "attention.self.query", "attn.k": "attention.self.key", "attn.v": "attention.self.value",
      "attn.out": "attention.output.dense", "attn.norm": "attention.output.LayerNorm",
      "ffn.in": "intermediate.dense", "ffn.out": "output.dense", "ffn.norm": "output.LayerNorm",
    ]
    let module = modules["\(parts[2]).\(parts[3])"] ?? ""
    return "encoder.layer.\(parts[1]).\(module).\(parts[4])"
  }

  private static func entry(
    _ name: String, _ shape: [Int?], _ file: Safetensors, _ path: String
  ) throws(EncoderError) -> Safetensors.Entry {
    let tensor = fileName(name)
    guard let entry = file[tensor] else { throw EncoderError("\(path): tensor '\(tensor)' is missing") }
    guard entry.type == .f32 else {
      throw EncoderError("\(path): tensor '\(tensor)' has dtype \(entry.type.rawValue), must be F32")
    }
    guard entry.shape.count == shape.count, zip(entry.shape, shape).allSatisfy({ $1 == nil || $0 == $1 }),
      entry.count > 0
    else {
      let wanted = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
      throw EncoderError("\(path): tensor '\(tensor)' has shape \(entry.shape), must be [\(wanted)] by config.json")
    }
    return entry
  }

  /// The encoder's sizes, those of its tables from the tables.
  private static func options(
    _ configuration: EncoderConfiguration, _ file: Safetensors, _ path: String
  ) throws(EncoderError) -> EncoderOptions {
    let d = configuration.width
    func rows(_ table: String) throws(EncoderError) -> Int { try entry(table, [nil, d], file, path).shape[0] }
    return EncoderOptions(
      vocabulary: try rows("embed.token"), positions: try rows("embed.position"), types: try rows("embed.type"),
      width: d, inner: configuration.inner, heads: configuration.heads, layers: configuration.layers,
      epsilon: configuration.epsilon)
  }

  /// Looks at name, type and shape of every tensor.
  private func check() throws(EncoderError) {
    let (d, m) = (options.width, options.inner)
    func entry(_ name: String, _ shape: [Int]) throws(EncoderError) -> Safetensors.Entry {
      try Self.entry(name, shape, file, path)
    }
    for part in ["weight", "bias"] { _ = try entry("embed.norm.\(part)", [d]) }
    for layer in 0..<options.layers {
      for (module, outputs, inputs) in [
        ("attn.q", d, d), ("attn.k", d, d), ("attn.v", d, d), ("attn.out", d, d), ("ffn.in", m, d), ("ffn.out", d, m),
      ] {
        _ = try entry("layers.\(layer).\(module).weight", [outputs, inputs])
        _ = try entry("layers.\(layer).\(module).bias", [outputs])
      }
      for module in ["attn.norm", "ffn.norm"] {
        for part in ["weight", "bias"] { _ = try entry("layers.\(layer).\(module).\(part)", [d]) }
      }
    }
  }

  /// The values of a tensor that was checked before.
  func values(_ name: String) throws(EncoderError) -> [Float] {
    let values = file[Self.fileName(name)]?.floats ?? []
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw EncoderError("\(path): tensor '\(Self.fileName(name))': element \(place) is not finite")
    }
    return values
  }
}
