/// A value of a recipe, whatever its key.
public enum RecipeValue: Sendable, Equatable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case string(String)
  case strings([String])
  case numbers([Double])

  /// The value as it stands in a recipe file. Numbers read back to the same bits.
  public var toml: String {
    switch self {
    case .integer(let value): return String(value)
    case .number(let value): return value.description
    case .boolean(let value): return String(value)
    case .string(let value): return Self.quoted(value)
    case .strings(let values): return "[" + values.map(Self.quoted).joined(separator: ", ") + "]"
    case .numbers(let values): return "[" + values.map(\.description).joined(separator: ", ") + "]"
    }
  }

  /// A TOML basic string.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// A Swift type that a recipe key can have.
public protocol RecipeRepresentable: Sendable {
  /// Nil when the value is of another kind.
  init?(_ value: RecipeValue)
  var recipeValue: RecipeValue { get }
}

/// A closed list of words. The raw values are the words of the file.
public protocol RecipeWord: RecipeRepresentable, CaseIterable, RawRepresentable where RawValue == String {}

extension RecipeWord {
  /// The case whose word this is.
  public init?(_ value: RecipeValue) {
    guard case .string(let word) = value else { return nil }
    self.init(rawValue: word)
  }
  /// The word.
  public var recipeValue: RecipeValue { .string(rawValue) }
}

extension Int: RecipeRepresentable {
  /// The whole number, or nil.
  public init?(_ value: RecipeValue) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
  /// This value as a recipe holds it.
  public var recipeValue: RecipeValue { .integer(self) }
}

extension Double: RecipeRepresentable {
  /// The number, or nil.
  public init?(_ value: RecipeValue) {
    guard case .number(let number) = value else { return nil }
    self = number
  }
  /// This value as a recipe holds it.
  public var recipeValue: RecipeValue { .number(self) }
}

extension Bool: RecipeRepresentable {
  /// The truth value, or nil.
  public init?(_ value: RecipeValue) {
    guard case .boolean(let truth) = value else { return nil }
    self = truth
  }
  /// This value as a recipe holds it.
  public var recipeValue: RecipeValue { .boolean(self) }
}

extension String: RecipeRepresentable {
  /// The string, or nil.
  public init?(_ value: RecipeValue) {
    guard case .string(let text) = value else { return nil }
    self = text
  }
  /// This value as a recipe holds it.
  public var recipeValue: RecipeValue { .string(self) }
}

extension [String]: RecipeRepresentable {
  /// The strings, or nil.
  public init?(_ value: RecipeValue) {
    guard case .strings(let texts) = value else { return nil }
    self = texts
  }
  /// This value as a recipe holds it.
  public var recipeValue: RecipeValue { .strings(self) }
}

/// A list of numbers, as the value of a recipe key: `Array` itself is taken by the list of strings.
public struct Numbers: RecipeRepresentable, Equatable, ExpressibleByArrayLiteral {
  /// The numbers in order.
  public var values: [Double]

  /// A list of these numbers.
  public init(_ values: [Double]) { self.values = values }
  /// A list of these numbers.
  public init(arrayLiteral elements: Double...) { values = elements }
  /// The numbers, or nil.
  public init?(_ value: RecipeValue) {
    guard case .numbers(let numbers) = value else { return nil }
    values = numbers
  }
  /// This value as a recipe holds it.
  public var recipeValue: RecipeValue { .numbers(values) }
}
