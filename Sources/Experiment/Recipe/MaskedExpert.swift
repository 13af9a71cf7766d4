/// An expert that no token may choose, as `moe.masked_experts` names it: `3` in every layer, `1:3` in layer 1, `1a:3` in
/// the first sub-layer of a Cartesian block.
public struct MaskedExpert: Sendable, Equatable {
  /// Index of the transformer layer, counted from 0; nil: every layer with experts.
  public var layer: Int?
  /// The sub-layer of a Cartesian block, `a` or `b`; empty: both, or the only one.
  public var part: String
  /// Index of the expert.
  public var expert: Int

  /// Reads one entry of the key's list.
  ///
  /// - Throws: a fault of that key for what is no such entry, or names a layer or expert that the recipe has not.
  init(_ text: String, in recipe: Recipe) throws(RecipeFault) {
    func fault(_ message: String) -> RecipeFault {
      RecipeFault(key: Keys.MoE.maskedExperts.path, message: message)
    }
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count <= 2, let last = halves.last, let expert = Self.number(last) else {
      throw fault("has \(text); write an expert such as 3, or layer and expert such as 1:3")
    }
    guard expert < recipe[Keys.MoE.experts] else {
      throw fault("names expert \(expert); there are 0 to \(recipe[Keys.MoE.experts] - 1)")
    }
    self.expert = expert
    (layer, part) = (nil, "")
    guard halves.count == 2 else { return }
    let isCartesian = recipe[Keys.MoE.block] == .cartesian
    var name = halves[0]
    if isCartesian, let suffix = name.last, suffix == "a" || suffix == "b" {
      part = String(suffix)
      name = name.dropLast()
    }
    guard let layer = Self.number(name) else {
      throw fault("has \(text); write the layer as a number\(isCartesian ? ", then a or b" : "")")
    }
    self.layer = layer
    guard Self.places(of: recipe).contains(where: { $0.layer == layer }) else {
      throw fault("names layer \(layer), which has no experts")
    }
  }

  /// Whether it lies in this layer.
  public func covers(_ place: (layer: Int, part: String)) -> Bool {
    (layer == nil || layer == place.layer) && (part.isEmpty || part == place.part)
  }

  /// The layers with experts of a recipe's model, in the order of the model.
  static func places(of recipe: Recipe) -> [(layer: Int, part: String)] {
    let parts = recipe[Keys.MoE.block] == .cartesian ? ["a", "b"] : [""]
    let (first, every) = (recipe[Keys.MoE.first], recipe[Keys.MoE.every])
    return stride(from: first, to: recipe[Keys.Model.layers], by: every).flatMap { layer in
      parts.map { (layer, $0) }
    }
  }

  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.count < 7, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(text)
  }
}

extension Recipe {
  /// The experts that get no token in one layer, ascending.
  ///
  /// - Parameters:
  ///   - layer: index of the transformer layer.
  ///   - part: empty, or the sub-layer.
  public func maskedExperts(layer: Int, part: String) -> [Int] {
    let names = self[Keys.MoE.maskedExperts]
    if names.isEmpty { return [] }
    let masked = names.compactMap { name in try? MaskedExpert(name, in: self) }
    return Set(masked.filter { $0.covers((layer, part)) }.map(\.expert)).sorted()
  }
}
