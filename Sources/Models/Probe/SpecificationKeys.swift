internal import Tensor

/// The members of a JSON object, taken one by one; what is left at the end is unknown.
struct SpecificationKeys {
  /// What stands before a key in messages: the keys of the objects around it, each with a point.
  private let path: String
  private var members: [String: JSONValue] = [:]

  /// The object in a probe file's metadata entry `spec`.
  init(_ file: Safetensors) throws(ProbeError) {
    guard let text = file.metadata["spec"] else { throw ProbeError("metadata: the entry 'spec' is missing") }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: text.utf8)
    } catch {
      throw ProbeError("spec: not JSON: \(error)")
    }
    try self.init(json, path: "")
  }

  /// - Parameter path: the key whose value this is; empty for the spec itself.
  init(_ value: JSONValue, path: String) throws(ProbeError) {
    guard case .object(let list) = value else {
      throw ProbeError("spec\(path.isEmpty ? "" : " key '\(path)'"): must be an object, not \(value.kind)")
    }
    self.path = path.isEmpty ? "" : path + "."
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

  mutating func whole(_ key: String, default fallback: Int? = nil, atLeast least: Int = 1) throws(ProbeError) -> Int {
    guard let value = take(key) else {
      if let fallback { return fallback }
      throw fault(key, "is missing")
    }
    return try whole(value, key, in: least...Int(Int32.max))
  }

  private func whole(_ value: JSONValue, _ key: String, in range: ClosedRange<Int>) throws(ProbeError) -> Int {
    guard let number = value.integer, range.contains(number) else {
      throw fault(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(value.kind)")
    }
    return number
  }

  private mutating func list(_ key: String) throws(ProbeError) -> [JSONValue] {
    guard let value = take(key) else { throw fault(key, "is missing") }
    guard case .array(let list) = value else { throw fault(key, "must be a list, not \(value.kind)") }
    return list
  }

  /// A list of whole numbers from 0.
  mutating func wholes(_ key: String, below bound: Int = Int(Int32.max)) throws(ProbeError) -> [Int] {
    var numbers: [Int] = []
    for value in try list(key) { numbers.append(try whole(value, key, in: 0...bound - 1)) }
    return numbers
  }

  /// A list of texts.
  mutating func texts(_ key: String) throws(ProbeError) -> [String] {
    var texts: [String] = []
    for value in try list(key) {
      guard case .string(let text) = value else { throw fault(key, "must be a list of texts, not of \(value.kind)") }
      texts.append(text)
    }
    return texts
  }

  mutating func number(
    _ key: String, default fallback: Double? = nil, above: Double = -.infinity, atLeast: Double = -.infinity,
    atMost: Double = .infinity
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
    guard number <= atMost else { throw fault(key, "must be at most \(atMost), not \(value.kind)") }
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
