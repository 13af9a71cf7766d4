public import Experiment

/// A recipe key with the value that a trial gives it.
public struct Setting: Sendable, Equatable {
  /// What is set.
  public var key: RecipeKey
  /// To what.
  public var value: RecipeValue

  /// This key with this value.
  public init(_ key: RecipeKey, _ value: RecipeValue) {
    self.key = key
    self.value = value
  }

  /// `moe.k = 2`, as it is kept and read again.
  var line: String { "\(key.path) = \(value.toml)" }

  /// Reads what `line` wrote.
  init(line: Substring, origin: String) throws {
    guard let equals = line.firstIndex(of: "=") else { throw SweepError(origin, "is damaged: \(line) is no setting") }
    let key = try RecipeKey.named(String(line[..<equals].dropLast()), origin: origin)
    self.init(key, try key.value(fromText: String(line[line.index(after: equals)...].dropFirst()), origin: origin))
  }

  /// The value as people write it: words without quotes.
  public var word: String {
    if case .string(let text) = value { return text }
    return value.toml
  }
}

extension [Setting] {
  /// `router=mask k=2`: for people, with the keys' last names.
  public var label: String { map { "\($0.key.name)=\($0.word)" }.joined(separator: " ") }

  /// A recipe with these values.
  ///
  /// - Throws: `RecipeError` where keys do not go together.
  public func applied(to recipe: Recipe) throws -> Recipe {
    var recipe = recipe
    for setting in self { recipe[setting.key] = setting.value }
    try recipe.check(file: label)
    return recipe
  }
}
