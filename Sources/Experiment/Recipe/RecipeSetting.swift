import TOMLKit
import TOMLReading

extension Recipe {
  /// The recipe with one key given another value: `moe.router=topk`. See `applying(sets:)`.
  public func applying(set: String) throws(RecipeError) -> Recipe {
    try applying(sets: [set])
  }

  /// The recipe with some keys given other values.
  ///
  /// A value is written as in TOML; words and strings need no quotes, lists no brackets (`data.corpora=gcide,pydoc`).
  /// Whether keys go together is checked after the last, so that the order does not matter.
  /// - Parameters:
  ///   - sets: `table.key=value` each.
  ///   - origin: what errors name as the place.
  /// - Throws: `RecipeError`.
  public func applying(sets: [String], origin: String = "--set") throws(RecipeError) -> Recipe {
    var recipe = self
    for set in sets {
      guard let equals = set.firstIndex(of: "=") else {
        throw RecipeError(file: origin, message: "\(set): write key=value, such as moe.k=2")
      }
      let path = set[..<equals].trimmed
      let key = try RecipeKey.named(path, origin: origin)
      recipe[key] = try key.value(fromText: set[set.index(after: equals)...].trimmed, origin: origin)
    }
    if let fault = recipe.faults.first { throw RecipeError(file: origin, key: fault.key, message: fault.message) }
    return recipe
  }

  /// The recipe with a new value for a key that may change while a run is under way.
  /// - Throws: `RecipeError` for an unknown key, a key that is fixed while running, or a bad value.
  public func changing(_ path: String, to value: String) throws(RecipeError) -> Recipe {
    try changing([(path, value)])
  }

  /// The recipe with new values for keys that may change while a run is under way. Whether keys go together is checked
  /// after the last.
  /// - Throws: `RecipeError` for an unknown key, a key that is fixed while running, or a bad value.
  public func changing(_ changes: [(key: String, value: String)]) throws(RecipeError) -> Recipe {
    for change in changes {
      if !(try RecipeKey.named(change.key, origin: "set")).changeable {
        let open = RecipeKey.all.filter(\.changeable).map(\.path).joined(separator: ", ")
        throw RecipeError(
          file: "set", key: change.key, message: "cannot change while the run is under way; \(open) can")
      }
    }
    let changed = try applying(sets: changes.map { "\($0.key)=\($0.value)" }, origin: "set")
    if changed[Keys.MoE.router] == .hash, changed[Keys.MoE.k] != self[Keys.MoE.k] {
      throw RecipeError(
        file: "set", key: Keys.MoE.k.path,
        message: "cannot change with moe.router = \"hash\": its table is drawn for \(self[Keys.MoE.k]) experts a token")
    }
    return changed
  }
}

extension RecipeKey {
  /// The key with this path.
  ///
  /// - Parameter origin: what the error names as the place.
  /// - Throws: `RecipeError` with the nearest key for an unknown one.
  public static func named(_ path: String, origin: String) throws(RecipeError) -> RecipeKey {
    if let key = named(path) { return key }
    let parts = path.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let hint = RecipeReader.suggestion(table: parts[0], name: parts.count > 1 ? parts[1] : parts[0])
    throw RecipeError(file: origin, key: path, message: "unknown key" + hint)
  }

  /// Reads a value from one line of text: TOML, or bare words.
  ///
  /// - Parameter origin: what the error names as the place.
  /// - Throws: `RecipeError` for a value of another kind or out of bounds.
  public func value(fromText text: String, origin: String) throws(RecipeError) -> RecipeValue {
    func failure(_ message: String) -> RecipeError { RecipeError(file: origin, key: path, message: message) }
    if text.isEmpty && kind != .string { throw failure("has no value; it must be \(expectation)") }
    if text.contains(where: \.isNewline) || text.utf8.contains(0) { throw failure("has more than one line") }
    let document = text.hasPrefix("[") || !isList ? "value = \(text)" : "value = [\(text)]"
    let parsed = try? TOMLText.table(document)
    let parsedValue: (any TOMLValueConvertible)? = parsed?["value"]
    let node: TOMLValue? = parsedValue?.tomlValue
    do throws(RecipeFault) {
      switch kind {
      case .word, .string:
        if let node, node.type == .string { return try value(from: node) }
        let bare = RecipeValue.string(text)
        if let message = fault(of: bare) { throw RecipeFault(message: message) }
        return bare
      case .strings:
        // Numbers are TOML, but no strings: here they are words, as in `moe.masked_experts=1,2`.
        if let node, text.contains(where: { !($0.isNumber || "[], -".contains($0)) }) { return try value(from: node) }
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let words = isBracketed ? text.dropFirst().dropLast() : text[...]
        return .strings(words.split(separator: ",").map(\.trimmed))
      default:
        guard let node else { throw RecipeFault(message: "must be \(expectation), not \(text)") }
        return try value(from: node)
      }
    } catch {
      throw failure(error.message)
    }
  }

  private var isList: Bool { kind == .strings || kind == .numbers }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
