public import Experiment
public import Sweeps

/// A recipe that is being edited: values, texts that the recipe refuses, and keys that a sweep varies.
public struct RecipeDraft: Sendable, Equatable {
  /// A text that is not taken, and why.
  public struct Refused: Sendable, Equatable {
    /// As it was typed.
    public var text: String
    /// What is wrong with it.
    public var fault: String
  }

  /// What the form began with.
  public let original: Recipe
  /// The values that were taken.
  public private(set) var recipe: Recipe
  /// Texts that were not, by path: the key keeps its last value until they are mended.
  public private(set) var refused: [String: Refused] = [:]
  /// The values of keys that are varied, as they were typed, by path.
  public private(set) var axes: [String: String] = [:]
  /// Axes that cannot be read, by path.
  public private(set) var axisFaults: [String: String] = [:]
  /// How a sweep over the axes is run, as it was typed; absent: as usual.
  public private(set) var fields: [SweepField: String] = [:]

  /// Begins with a recipe.
  public init(_ recipe: Recipe) {
    original = recipe
    self.recipe = recipe
  }

  // MARK: Values

  /// What stands at a key: the refused text, or the value as people write it.
  public func text(of key: RecipeKey) -> String { refused[key.path]?.text ?? Self.text(recipe[key]) }

  /// A value as people write it: words without quotes, lists without brackets.
  public static func text(_ value: RecipeValue) -> String {
    switch value {
    case .string(let text): text
    case .strings(let texts): texts.joined(separator: ", ")
    case .numbers(let numbers): numbers.map { plain($0) }.joined(separator: ", ")
    case .number(let number): plain(number)
    default: value.toml
    }
  }

  /// `4`, not `4.0`; reading it gives the same number.
  private static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
  }

  /// Gives a key the value that a text says. A text that the recipe refuses is kept beside the old value.
  ///
  /// - Returns: what is wrong with it; nil when it was taken.
  @discardableResult
  public mutating func set(_ key: RecipeKey, to text: String) -> String? {
    do throws(RecipeError) {
      recipe[key] = try Self.value(of: text, for: key)
      refused[key.path] = nil
      return nil
    } catch {
      refused[key.path] = Refused(text: text, fault: error.message)
      return error.message
    }
  }

  /// What would be wrong if a key had this text: with itself, or with the other keys.
  public func fault(of text: String, for key: RecipeKey) -> String? {
    var next = self
    if let fault = next.set(key, to: text) { return fault }
    let before = recipe.disagreements
    let new = next.recipe.disagreements.first { error in error.key == key.path || !before.contains(error) }
    return new.map { ($0.key == key.path ? "" : $0.key + " ") + $0.message }
  }

  private static func value(of text: String, for key: RecipeKey) throws(RecipeError) -> RecipeValue {
    // An empty list is written as nothing.
    if text.isEmpty, key.kind == .strings { return .strings([]) }
    if text.isEmpty, key.kind == .numbers { return .numbers([]) }
    return try key.value(fromText: text, origin: "recipe")
  }

  /// Takes a key back to what the form began with, and its axis away.
  public mutating func reset(_ key: RecipeKey) {
    recipe[key] = original[key]
    refused[key.path] = nil
    setAxis(key, to: "")
  }

  /// Whether a key has another value than the form began with, or is varied.
  public func isChanged(_ key: RecipeKey) -> Bool {
    recipe[key] != original[key] || refused[key.path] != nil || axes[key.path] != nil
  }

  /// What is wrong at a key: its own text, its axis, or that it does not go with others.
  public func fault(at key: RecipeKey) -> String? {
    refused[key.path]?.fault ?? axisFaults[key.path]
      ?? recipe.disagreements.first { $0.key == key.path }?.message
  }

  /// All that keeps the recipe from being run, one line each.
  public var faults: [String] {
    let own = RecipeKey.all.compactMap { key in refused[key.path].map { "\(key.path) \($0.fault)" } }
    return own + recipe.disagreements.map { "\($0.key) \($0.message)" }
  }

  // MARK: Axes

  /// Varies a key over values, `topk,mask` or `0.5:2:0.5`; an empty text no longer varies it.
  public mutating func setAxis(_ key: RecipeKey, to text: String) {
    axes[key.path] = text.isEmpty ? nil : text
    axisFaults[key.path] = text.isEmpty ? nil : Self.axisFault(of: text, for: key)
  }

  /// What is wrong with the values of an axis.
  public static func axisFault(of text: String, for key: RecipeKey) -> String? {
    if text.isEmpty { return nil }
    do {
      _ = try Axis("\(key.path)=\(text)")
      return nil
    } catch let error as RecipeError {
      return error.message
    } catch let error as SweepError {
      let start = "\(key.path)=\(text): "
      return error.message.hasPrefix(start) ? String(error.message.dropFirst(start.count)) : error.message
    } catch {
      return "\(error)"
    }
  }

  /// Whether any key is varied.
  public var isSweep: Bool { !axes.isEmpty }

  // MARK: The sweep

  /// Sets how the sweep is run; an empty text is as usual.
  public mutating func set(_ field: SweepField, to text: String) { fields[field] = text.isEmpty ? nil : text }

  /// What stands at a field.
  public func text(of field: SweepField) -> String { fields[field] ?? "" }

  /// What the sweep is asked for.
  ///
  /// - Throws: `SweepError` for a field that cannot be read, or an axis.
  public func request() throws -> SweepRequest {
    var request = SweepRequest()
    for key in RecipeKey.all {
      guard let text = axes[key.path] else { continue }
      if let fault = axisFaults[key.path] { throw SweepError(key.path, fault) }
      request.vary.append("\(key.path)=\(text)")
    }
    for field in SweepField.allCases {
      guard let text = fields[field] else { continue }
      if let fault = field.fault(of: text) { throw SweepError(field.title, fault) }
      field.write(text, to: &request)
    }
    return request
  }
}
