internal import Tensor

/// What a probe file says about the layer to run: the JSON object in its metadata entry `spec`.
struct MoESpecification {
  enum Block: String, CaseIterable {
    case moe
    case cartesian
  }

  /// The routers that the probe's rules speak of.
  private static let routers = ["topk", "mask", "hash", "expert-choice", "bias-balanced"]

  var block: Block
  /// Without the sizes that are read off the tensors.
  var options: MoEOptions
  var balanceCoefficient: Double
  var zCoefficient: Double

  /// - Throws: at anything that is not as the rules say, naming the key.
  init(_ file: Safetensors) throws(ProbeError) {
    guard let text = file.metadata["spec"] else { throw ProbeError("metadata: the entry 'spec' is missing") }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: text.utf8)
    } catch {
      throw ProbeError("spec: not JSON: \(error)")
    }
    var keys = try SpecificationKeys(json, path: "")
    block = try keys.word("block")
    options = MoEOptions(
      router: try keys.word("router", among: Self.routers), activation: try keys.word("activation"),
      experts: try keys.whole("experts"), k: try keys.whole("k"), hidden: 1)
    options.scores = try keys.word("scores", default: .softmax)
    options.devices = try keys.whole("devices", default: 1)
    options.capacityFactor = try keys.isNull("capacity_factor") ? nil : keys.number("capacity_factor", above: 0)
    options.priority = try keys.word("priority", default: .position)
    options.renormalize = try keys.flag("renormalize")
    options.straightThrough = try keys.flag("straight_through")
    options.shared = try keys.word("shared_expert", default: SharedExpertMode.none)
    options.sharedHidden = 1
    options.biasRate = try keys.number("bias_rate", default: 0, atLeast: 0)
    options.normEpsilon = try keys.number("norm_eps", default: 1e-6, above: 0)
    balanceCoefficient = try keys.number("balance_coef", default: 0, atLeast: 0)
    zCoefficient = try keys.number("z_coef", default: 0, atLeast: 0)
    if let value = keys.take("rectify") {
      var inner = try SpecificationKeys(value, path: "rectify.")
      options.rectification = Rectification(
        intraGPU: try inner.flag("intra_gpu"), fillIn: try inner.flag("fill_in"),
        fillPriority: try inner.word("fill_priority", default: .extraScore))
      try inner.refuseRest()
    }
    try keys.refuseRest()
  }
}

/// The members of a JSON object, taken one by one; what is left at the end is unknown.
struct SpecificationKeys {
  private let path: String
  private var members: [String: JSONValue] = [:]

  init(_ value: JSONValue, path: String) throws(ProbeError) {
    guard case .object(let list) = value else {
      throw ProbeError("spec\(path.isEmpty ? "" : " key 'rectify'"): must be an object, not \(value.kind)")
    }
    self.path = path
    for (key, value) in list { members[key] = value }
  }

  private func fault(_ key: String, _ text: String) -> ProbeError { ProbeError("spec key '\(path)\(key)': \(text)") }

  mutating func take(_ key: String) -> JSONValue? { members.removeValue(forKey: key) }

  /// Whether the key is absent or null; a null is taken.
  mutating func isNull(_ key: String) -> Bool {
    guard members[key] == nil || members[key] == .null else { return false }
    _ = take(key)
    return true
  }

  mutating func flag(_ key: String) throws(ProbeError) -> Bool {
    guard let value = take(key) else { return false }
    guard case .bool(let flag) = value else { throw fault(key, "must be true or false, not \(value.kind)") }
    return flag
  }

  mutating func whole(_ key: String, default fallback: Int? = nil) throws(ProbeError) -> Int {
    guard let value = take(key) else {
      if let fallback { return fallback }
      throw fault(key, "is missing")
    }
    guard let number = value.integer, number >= 1, number <= Int(Int32.max) else {
      throw fault(key, "must be a whole number from 1 to \(Int32.max), not \(value.kind)")
    }
    return number
  }

  mutating func number(
    _ key: String, default fallback: Double? = nil, above: Double = -.infinity, atLeast: Double = -.infinity
  ) throws(ProbeError) -> Double {
    guard let value = take(key) else {
      if let fallback { return fallback }
      throw fault(key, "is missing")
    }
    guard let number = value.double else { throw fault(key, "must be a number, not \(value.kind)") }
    guard number.isFinite else { throw fault(key, "must be finite, not \(value.kind)") }
    guard number > above, number >= atLeast else {
      let bound = above > -.infinity ? "above \(above)" : "at least \(atLeast)"
      throw fault(key, "must be \(bound), not \(value.kind)")
    }
    return number
  }

  mutating func word(_ key: String, among words: [String], default fallback: String? = nil) throws(ProbeError) -> String
  {
    guard let value = take(key) else {
      if let fallback { return fallback }
      throw fault(key, "is missing")
    }
    guard case .string(let word) = value, words.contains(word) else {
      throw fault(key, "must be one of \(words.joined(separator: ", ")), not \(value.kind)")
    }
    return word
  }

  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Word? = nil
  ) throws(ProbeError) -> Word where Word.RawValue == String {
    if members[key] == nil, let fallback { return fallback }
    let text = try word(key, among: Word.allCases.map(\.rawValue))
    guard let word = Word(rawValue: text) else { throw fault(key, "is not known") }
    return word
  }

  /// Refuses keys that nobody asked for.
  func refuseRest() throws(ProbeError) {
    if let key = members.keys.min() { throw fault(key, "is not known") }
  }
}
