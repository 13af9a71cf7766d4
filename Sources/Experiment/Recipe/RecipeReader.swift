import TOMLKit
import TOMLReading

/// Turns the text of a recipe file into a recipe.
struct RecipeReader {
  let text: String
  let file: String

  /// The recipe, checked.
  func recipe() throws(RecipeError) -> Recipe {
    // The parser takes C strings: a NUL would silently end the text.
    if text.utf8.contains(0) || text.contains("\\u0000") || text.contains("\\U00000000") {
      throw RecipeError(file: file, message: "holds a NUL character; a recipe is plain UTF-8 text")
    }
    let lines = SourceLines(text)
    let root = try parse()
    var recipe = Recipe()
    var errors: [RecipeError] = []
    for table in root.keys {
      guard RecipeKey.tables.contains(table) else {
        errors.append(unknownTable(table, isTable: root[table]?.type == .table, lines))
        continue
      }
      guard let entries = root[table]?.table else {
        errors.append(error(lines, table, "must be a table: write [\(table)] above its keys"))
        continue
      }
      for name in entries.keys {
        let path = "\(table).\(name)"
        guard let key = RecipeKey.named(path) else {
          errors.append(error(lines, path, "unknown key" + Self.suggestion(table: table, name: name)))
          continue
        }
        guard let node = entries[name] else { continue }
        do throws(RecipeFault) {
          recipe[key] = try key.value(from: node)
        } catch {
          errors.append(self.error(lines, path, error.message))
        }
      }
    }
    // The parser sorts keys by name; people read from the top.
    if let first = errors.min(by: { ($0.line ?? .max) < ($1.line ?? .max) }) { throw first }
    if recipe[Keys.Run.name].isEmpty { recipe[Keys.Run.name] = Self.name(ofFile: file) }
    if let fault = recipe.faults.first { throw error(lines, fault.key, fault.message) }
    return recipe
  }

  private func parse() throws(RecipeError) -> TOMLTable {
    do throws(TOMLMistake) {
      return try TOMLText.table(text)
    } catch {
      throw RecipeError(file: file, line: error.line, message: error.message)
    }
  }

  private func error(_ lines: SourceLines, _ key: String, _ message: String) -> RecipeError {
    RecipeError(file: file, line: lines.line(of: key), key: key, message: message)
  }

  private func unknownTable(_ name: String, isTable: Bool, _ lines: SourceLines) -> RecipeError {
    if !isTable {
      let home = RecipeKey.all.first { $0.name == name }
      return error(
        lines, name, "stands outside any table" + (home.map { "; it belongs under [\($0.table)]" } ?? ""))
    }
    let near = Spelling.nearest(to: name, among: RecipeKey.tables)
    let hint = near.map { "; did you mean [\($0)]?" } ?? "; the tables are \(RecipeKey.tables.joined(separator: ", "))"
    return error(lines, name, "unknown table" + hint)
  }

  /// `; did you mean moe.experts?`, or nothing.
  static func suggestion(table: String, name: String) -> String {
    let own = RecipeKey.all.filter { $0.table == table }.map(\.name)
    if let elsewhere = RecipeKey.all.first(where: { $0.name == name && $0.table != table }) {
      return "; did you mean \(elsewhere.path)?"
    }
    if let near = Spelling.nearest(to: name, among: own) { return "; did you mean \(table).\(near)?" }
    if let near = Spelling.nearest(to: "\(table).\(name)", among: RecipeKey.all.map(\.path)) {
      return "; did you mean \(near)?"
    }
    return own.isEmpty ? "" : "; the keys of [\(table)] are \(own.joined(separator: ", "))"
  }

  /// `recipes/first-light.toml` gives `first-light`.
  private static func name(ofFile file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return last.hasSuffix(".toml") ? String(last.dropLast(5)) : last
  }
}

/// What is wrong with the value of one key.
struct RecipeFault: Error {
  var key = ""
  var message: String
}

extension RecipeKey {
  /// The value of a parsed node, checked against kind and bounds.
  func value(from node: any TOMLValueConvertible) throws(RecipeFault) -> RecipeValue {
    let node = node.tomlValue
    let wrong = RecipeFault(message: "must be \(expectation), not \(Self.shown(node))")
    let value: RecipeValue
    switch kind {
    case .integer:
      guard let number = node.int, node.type == .int else { throw wrong }
      value = .integer(number)
    case .number:
      guard let number = Self.number(node) else { throw wrong }
      value = .number(number)
    case .boolean:
      guard node.type == .bool, let truth = node.bool else { throw wrong }
      value = .boolean(truth)
    case .word, .string:
      guard node.type == .string, let text = node.string else { throw wrong }
      value = .string(text)
    case .strings:
      guard node.type == .array, let array = node.array else { throw wrong }
      var texts: [String] = []
      for element in array {
        guard element.type == .string, let text = element.tomlValue.string else { throw wrong }
        texts.append(text)
      }
      value = .strings(texts)
    case .numbers:
      guard node.type == .array, let array = node.array else { throw wrong }
      var numbers: [Double] = []
      for element in array {
        guard let number = Self.number(element.tomlValue) else { throw wrong }
        numbers.append(number)
      }
      value = .numbers(numbers)
    }
    if let fault = fault(of: value) { throw RecipeFault(message: fault) }
    return value
  }

  /// Says why the key cannot have this value, or nil when it can.
  public func fault(of value: RecipeValue) -> String? {
    switch (kind, value) {
    case (.integer, .integer(let number)): return bounds.contains(Double(number)) ? nil : outside(String(number))
    case (.number, .number(let number)): return bounds.contains(number) ? nil : outside(number.recipeNumber)
    case (.numbers, .numbers(let numbers)):
      return numbers.first { !bounds.contains($0) }.map { outside($0.recipeNumber) }
    case (.word(let words), .string(let word)):
      if words.contains(word) { return nil }
      let near = Spelling.nearest(to: word, among: words).map { "; did you mean \($0)?" } ?? ""
      return "must be \(expectation), not \"\(word)\"" + near
    case (.boolean, .boolean), (.string, .string), (.strings, .strings): return nil
    default: return "must be \(expectation), not \(value.toml)"
    }
  }

  private func outside(_ number: String) -> String { "must be \(expectation), not \(number)" }

  private static func number(_ node: TOMLValue) -> Double? {
    switch node.type {
    case .double: return node.double
    case .int: return node.int.map(Double.init)
    default: return nil
    }
  }

  /// What stands in the file, short.
  private static func shown(_ node: TOMLValue) -> String {
    switch node.type {
    case .table: return "a table"
    case .array: return "a list" + ((node.array?.isEmpty ?? true) ? "" : " with other things in it")
    case .date, .time, .dateTime: return "a date or time"
    default: return String(node.debugDescription.prefix(60))
    }
  }
}
