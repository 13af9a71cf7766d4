/// All that a run depends on: a value for every key of `RecipeKey.all`.
///
/// Two equal recipes on the same version and OpenBLAS core type give the same run.
public struct Recipe: Sendable, Equatable {
  /// Values by path. Keys that are absent have their default.
  private var values: [String: RecipeValue] = [:]

  /// The recipe in which every key has its default.
  public init() {}

  /// Reads a recipe file's text.
  ///
  /// - Parameters:
  ///   - toml: the text.
  ///   - file: what errors call it. Where the text gives no `run.name`, the name is this file's without `.toml`.
  /// - Throws: `RecipeError` with file, line and key for broken TOML, unknown tables and keys, wrong types, values out
  ///   of range and keys that do not go together.
  public init(toml: String, file: String) throws(RecipeError) {
    self = try RecipeReader(text: toml, file: file).recipe()
  }

  /// The value of a key.
  public subscript<Value>(key: Key<Value>) -> Value {
    get {
      guard let value = Value(self[key.declaration]) else {
        preconditionFailure("\(key.path) holds a value of another kind")
      }
      return value
    }
    set { self[key.declaration] = newValue.recipeValue }
  }

  /// The value of a key whose type is not known when compiling: forms, `--set`, help.
  ///
  /// Setting does not check; call `check()` afterwards.
  public subscript(key: RecipeKey) -> RecipeValue {
    get {
      precondition(RecipeKey.named(key.path) != nil, "\(key.path) is missing in its table's list of keys")
      return values[key.path] ?? key.standard
    }
    set {
      // Defaults are not stored, so that equality means equal values.
      values[key.path] = newValue == key.standard ? nil : newValue
    }
  }

  /// The whole recipe with every key, as TOML. Reading it back gives an equal recipe.
  public var toml: String { text(commented: false) }

  /// The whole recipe with every key and its help as a comment: the reference of the format.
  public var commentedTOML: String { text(commented: true) }

  /// The keys that the recipe's workload reads, in the order of a recipe file.
  public var keys: [RecipeKey] {
    let workload = self[Keys.Run.workload]
    return RecipeKey.all.filter { $0.applies(to: workload) }
  }

  private func text(commented: Bool) -> String {
    let own = keys
    return RecipeKey.tables.compactMap { table in
      let keys = own.filter { $0.table == table }
      if keys.isEmpty { return nil }
      return "[\(table)]\n"
        + keys.map { key in
          let help = [key.help, key.kindNote].filter { !$0.isEmpty }.joined(separator: "; ")
          return (commented ? "# \(help)\n" : "") + "\(key.name) = \(self[key].toml)\n"
        }.joined()
    }.joined(separator: "\n")
  }

  /// The keys whose values differ, in the order of a recipe file.
  public func differences(from other: Recipe) -> [Difference] {
    RecipeKey.all.compactMap { key in
      self[key] == other[key] ? nil : Difference(key: key, value: self[key], other: other[key])
    }
  }

  /// One key in which two recipes differ.
  public struct Difference: Sendable, Equatable {
    /// The key in question.
    public var key: RecipeKey
    /// Value in the recipe that was asked.
    public var value: RecipeValue
    /// Value in the recipe it was compared with.
    public var other: RecipeValue
  }
}

extension RecipeKey {
  /// Allowed values and whether it may change in a run, for the commented form.
  fileprivate var kindNote: String {
    var notes: [String] = []
    switch kind {
    case .word, .boolean: notes.append(expectation)
    case .integer, .number, .numbers:
      notes.append([expectation, unit.isEmpty ? "" : "(\(unit))"].filter { !$0.isEmpty }.joined(separator: " "))
    case .string, .strings: break
    }
    if changeable { notes.append("may be changed while running") }
    return notes.joined(separator: "; ")
  }
}
