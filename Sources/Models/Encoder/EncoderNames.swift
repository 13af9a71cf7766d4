internal import Foundation

/// How the encoder's parameters are called in files.
///
/// Queries, keys and values are one parameter here, so that they are one product, and three tensors in files: rows one
/// after another.
enum EncoderNames {
  /// The tensors that a parameter is made of: `attn.q`, `attn.k` and `attn.v` for `attn.qkv`, else itself.
  static func parts(of name: String) -> [String] {
    guard let range = name.range(of: "attn.qkv.") else { return [name] }
    return ["q", "k", "v"].map { name.replacingCharacters(in: range, with: "attn.\($0).") }
  }

  /// The name that a parameter of some copy has in an encoder without levels: from `layers.` on.
  static func plain(_ name: String) -> String {
    name.range(of: "layers.").map { String(name[$0.lowerBound...]) } ?? name
  }
}
