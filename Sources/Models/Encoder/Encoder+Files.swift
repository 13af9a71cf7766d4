internal import Foundation
internal import Tensor

extension Encoder {
  /// Reads an encoder in BERT's usual layout: `config.json` and `model.safetensors` of a folder. All copies of a layer
  /// get the layer's weights; tensors that belong to no layer, such as the pooler's, are left out.
  ///
  /// - Throws: `EncoderError` or `SafetensorsError`, naming the file, and the key or tensor at fault.
  public convenience init(folder: String, levels: EncoderLevels? = nil) throws {
    let path = folder + "/model.safetensors"
    let configuration = try EncoderConfiguration(path: folder + "/config.json")
    let file = try Safetensors(path: path)
    let weights = EncoderWeights(file: file, path: path)
    var options = try weights.options(configuration)
    options.levels = levels
    if let levels, levels.mid > options.layers {
      throw EncoderError("\(path): has \(options.layers) layers, the middle should end at \(levels.mid)")
    }
    // Everything is checked before the parameters are made: a file may promise any number of layers.
    try weights.check(options)
    self.init(options)
    for parameter in block.parameters {
      var place = parameter.values
      for part in EncoderNames.parts(of: EncoderNames.plain(parameter.name)) {
        let values = try weights.values(part)
        place.update(from: values, count: values.count)
        place += values.count
      }
    }
  }
}

/// The keys of a `config.json` that matter here.
struct EncoderConfiguration {
  let width, layers, heads, inner: Int
  let epsilon: Float

  init(path: String) throws(EncoderError) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw EncoderError("\(path): \(FileManager.default.fileExists(atPath: path) ? "cannot be read" : "no such file")")
    }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw EncoderError("\(path): not JSON: \(error)")
    }
    guard case .object(let members) = json else { throw EncoderError("\(path): is not a JSON object") }
    func value(_ key: String) throws(EncoderError) -> JSONValue {
      guard let member = members.first(where: { $0.key == key }) else {
        throw EncoderError("\(path): key '\(key)' is missing")
      }
      return member.value
    }
    func whole(_ key: String) throws(EncoderError) -> Int {
      let value = try value(key)
      guard let number = value.integer, number >= 1, number <= 1 << 20 else {
        throw EncoderError("\(path): key '\(key)' must be a whole number from 1 to \(1 << 20), not \(value.kind)")
      }
      return number
    }
    width = try whole("hidden_size")
    layers = try whole("num_hidden_layers")
    heads = try whole("num_attention_heads")
    inner = try whole("intermediate_size")
    let epsilon = try value("layer_norm_eps")
    guard let number = epsilon.double, number > 0, number < 1 else {
      throw EncoderError("\(path): key 'layer_norm_eps' must be a number between 0 and 1, not \(epsilon.kind)")
    }
    self.epsilon = Float(number)
    guard width % heads == 0 else {
      throw EncoderError("\(path): key 'num_attention_heads': \(heads) does not divide the width \(width)")
    }
    if let activation = members.first(where: { $0.key == "hidden_act" })?.value, activation != .string("gelu") {
      throw EncoderError("\(path): key 'hidden_act' is \(activation.kind): only 'gelu' is known")
    }
  }
}

/// The tensors of a `model.safetensors`, by the encoder's own names.
struct EncoderWeights {
  let file: Safetensors
  let path: String

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

  private func entry(_ name: String, _ shape: [Int?]) throws(EncoderError) -> Safetensors.Entry {
    let tensor = Self.fileName(name)
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
  func options(_ configuration: EncoderConfiguration) throws(EncoderError) -> EncoderOptions {
    let d = configuration.width
    return EncoderOptions(
      vocabulary: try entry("embed.token", [nil, d]).shape[0],
      positions: try entry("embed.position", [nil, d]).shape[0], types: try entry("embed.type", [nil, d]).shape[0],
      width: d, inner: configuration.inner, heads: configuration.heads, layers: configuration.layers,
      epsilon: configuration.epsilon)
  }

  /// Looks at name, type and shape of every tensor.
  func check(_ options: EncoderOptions) throws(EncoderError) {
    let (d, m) = (options.width, options.inner)
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
