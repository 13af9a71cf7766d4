public import Experiment
import Foundation

/// A recipe key that a sweep varies, and the values that it takes.
public struct Axis: Sendable, Equatable {
  /// The values of an axis.
  public enum Values: Sendable, Equatable {
    /// These, in this order.
    case list([RecipeValue])
    /// All numbers between two; whole ones where the key takes only such. Logarithmic: in equal ratios.
    case interval(lower: Double, upper: Double, isLogarithmic: Bool)
  }

  /// What is varied.
  public let key: RecipeKey
  /// The values, as they were written.
  public let text: String
  /// The values.
  public let values: Values

  /// The values of a list; nil for an interval.
  public var list: [RecipeValue]? { if case .list(let list) = values { list } else { nil } }

  /// Keys that change no figure or have an option of their own.
  private static let fixed = [
    Keys.Run.seed.path: "give --seeds instead", Keys.Run.name.path: "each trial gets its own",
    Keys.Run.threads.path: "it changes no figure; threads are shared out among the trials",
  ]
  /// More values than this on one axis are a slip of the pen.
  private static let mostValues = 10_000

  /// Reads `moe.router=topk,mask`, `moe.capacity_factor=0.5:2:0.5` or `optimizer.learning_rate=log:1e-4:1e-2:5`.
  ///
  /// A list has commas between its values; where a value is itself a list it stands in brackets. A range of numbers is
  /// start:end:step, both ends included, a logarithmic one `log:start:end:count`. Without step or count a range is an
  /// interval, to be drawn from at random.
  ///
  /// - Throws: `RecipeError` for keys and values that the recipe does not take, `SweepError` for the rest.
  public init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "=") else {
      throw SweepError(Self.origin, "\(text): write key=values, such as moe.router=topk,mask")
    }
    let path = text[..<equals].trimmingCharacters(in: .whitespaces)
    let key = try RecipeKey.named(path, origin: Self.origin)
    if let hint = Self.fixed[path] { throw SweepError(Self.origin, "\(path) cannot be an axis: \(hint)") }
    try self.init(key: key, text: text[text.index(after: equals)...].trimmingCharacters(in: .whitespaces))
  }

  static let origin = "--vary"

  private init(key: RecipeKey, text: String) throws {
    self.key = key
    self.text = text
    let isNumeric = key.kind == .integer || key.kind == .number
    values =
      if isNumeric, text.contains(":") { try Self.range(key, text) } else { .list(try Self.listed(key, text)) }
    if let list, list.count > Self.mostValues {
      throw SweepError(Self.origin, "\(key.path)=\(text) has \(list.count) values: at most \(Self.mostValues)")
    }
  }

  private static func listed(_ key: RecipeKey, _ text: String) throws -> [RecipeValue] {
    var list: [RecipeValue] = []
    for part in split(text) {
      let value = try key.value(fromText: part, origin: origin)
      if list.contains(value) { throw SweepError(origin, "\(key.path)=\(text) names \(value.toml) twice") }
      list.append(value)
    }
    return list
  }

  /// Parts between commas that stand in no brackets or quotes.
  private static func split(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "[" {
        depth += 1
      } else if character == "]" {
        depth -= 1
      } else if character == ",", depth == 0 {
        parts.append("")
        continue
      }
      parts[parts.count - 1].append(character)
    }
    return parts.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func range(_ key: RecipeKey, _ text: String) throws -> Values {
    func wrong(_ message: String) -> SweepError { SweepError(origin, "\(key.path)=\(text): \(message)") }
    var words = text.split(separator: ":", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let isLogarithmic = words.first == "log"
    if isLogarithmic { words.removeFirst() }
    let spelling = isLogarithmic ? "log:start:end:count" : "start:end:step"
    let numbers = words.compactMap { Double($0) }
    guard (2...3).contains(words.count), numbers.count == words.count, numbers.allSatisfy(\.isFinite) else {
      throw wrong("write a range as \(spelling), such as \(isLogarithmic ? "log:1e-4:1e-2:5" : "0.5:2:0.5")")
    }
    // The ends go through the key's own check, so that its bounds are told in its own words.
    for word in words.prefix(2) { _ = try key.value(fromText: word, origin: origin) }
    let (lower, upper) = (numbers[0], numbers[1])
    guard lower < upper else { throw wrong("must rise: \(words[0]) is not below \(words[1])") }
    if isLogarithmic, lower <= 0 { throw wrong("a logarithmic range begins above 0") }
    guard numbers.count == 3 else {
      return .interval(lower: lower, upper: upper, isLogarithmic: isLogarithmic)
    }
    let places =
      isLogarithmic ? try spaced(lower, upper, numbers[2], wrong) : try stepped(lower, upper, numbers[2], wrong)
    return .list(
      try places.reduce(into: []) { list, number in
        let value = try self.value(number, key, wrong)
        if list.last != value { list.append(value) }
      })
  }

  private static func stepped(
    _ lower: Double, _ upper: Double, _ step: Double, _ wrong: (String) -> SweepError
  ) throws -> [Double] {
    guard step > 0 else { throw wrong("the step must be above 0") }
    let count = ((upper - lower) / step + 1e-9).rounded(.down)
    guard count < Double(mostValues) else { throw wrong("gives more than \(mostValues) values") }
    return (0...Int(count)).map { lower + Double($0) * step }
  }

  private static func spaced(
    _ lower: Double, _ upper: Double, _ count: Double, _ wrong: (String) -> SweepError
  ) throws -> [Double] {
    guard count >= 2, count == count.rounded(), count <= Double(mostValues) else {
      throw wrong("the count must be a whole number from 2 to \(mostValues)")
    }
    return (0..<Int(count)).map { index in
      if index + 1 == Int(count) { return upper }
      let exact = lower * pow(upper / lower, Double(index) / (count - 1))
      // As people would write it: three digits tell neighbours apart in any but the finest of ranges.
      let short = Double(String(format: "%.3g", exact)) ?? exact
      return pow(upper / lower, 1 / (count - 1)) > 1.05 ? short : exact
    }
  }

  /// A number as the key takes it: without the noise of sums, and whole where it must be.
  static func value(_ number: Double, _ key: RecipeKey, _ wrong: (String) -> SweepError) throws -> RecipeValue {
    let tidy = Double(String(format: "%.12g", number)) ?? number
    let value: RecipeValue = key.kind == .integer ? .integer(Int(tidy.rounded())) : .number(tidy)
    if let fault = key.fault(of: value) { throw wrong(fault) }
    return value
  }
}
