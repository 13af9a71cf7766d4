internal import Foundation
internal import Tensor

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
