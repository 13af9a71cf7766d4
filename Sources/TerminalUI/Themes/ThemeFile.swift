internal import TOMLKit
internal import TOMLReading

/// Reads theme files.
public struct ThemeFile: Sendable {
  /// What the file says.
  public let definition: ThemeDefinition
  /// What it says in vain: unknown keys, roles and palette names, wrong types; one line each.
  public let warnings: [String]

  init(definition: ThemeDefinition, warnings: [String]) {
    self.definition = definition
    self.warnings = warnings
  }

  /// Reads a theme from its text.
  /// - Parameters:
  ///   - text: TOML.
  ///   - origin: the file's name, for messages.
  /// - Throws: `TerminalUIError` if it is not TOML, not a theme or of a newer version.
  public init(_ text: String, origin: String) throws(TerminalUIError) {
    let table: TOMLTable
    do throws(TOMLMistake) { table = try TOMLText.table(text) } catch {
      throw TerminalUIError("\(origin): \(error.line.map { "line \($0): " } ?? "")\(error.message)")
    }
    var reader = ThemeReader(origin: origin)
    reader.read(table)
    if reader.definition.version != 1 {
      throw TerminalUIError("\(origin): version \(reader.definition.version) of theme files is not known (1 is)")
    }
    if reader.definition.name.isEmpty {
      throw TerminalUIError("\(origin): key 'name' is missing: give the theme a name")
    }
    definition = reader.definition
    warnings = reader.warnings
  }
}

private struct ThemeReader {
  let origin: String
  var definition = ThemeDefinition()
  var warnings: [String] = []

  mutating func warn(_ line: String) { warnings.append("\(origin): \(line)") }

  mutating func read(_ table: TOMLTable) {
    for key in table.keys.sorted() {
      switch key {
      case "version": definition.version = table[key]?.int ?? 0
      case "name": definition.name = table[key]?.string ?? ""
      case "inherits": definition.inherits = table[key]?.string
      case "mode": definition.mode = choice(table, key)
      case "glyphs": definition.glyphs = choice(table, key)
      case "palette": readPalette(section(table, key))
      case "role": readRoles(section(table, key))
      case "series": readSeries(section(table, key))
      case "ramp": readRamp(section(table, key))
      default: warn("unknown key '\(key)'")
      }
    }
  }

  mutating func section(_ table: TOMLTable, _ key: String) -> TOMLTable {
    if let section = table[key]?.table { return section }
    warn("'\(key)' must be a table, as in [\(key)]")
    return TOMLTable()
  }

  mutating func choice<Value: RawRepresentable & CaseIterable>(_ table: TOMLTable, _ key: String) -> Value?
  where Value.RawValue == String {
    if let value = table[key]?.string.flatMap(Value.init(rawValue:)) { return value }
    warn("'\(key)' must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
    return nil
  }

  mutating func readPalette(_ table: TOMLTable) {
    for key in table.keys.sorted() { definition.palette[key] = candidates(table[key], "palette.\(key)") }
  }

  mutating func readRoles(_ table: TOMLTable, prefix: String = "") {
    for key in table.keys.sorted() {
      let role = Role(rawValue: prefix + key)
      if let inner = table[key]?.table, !inner.keys.contains(where: { ["fg", "bg", "attributes"].contains($0) }) {
        readRoles(inner, prefix: role.rawValue + ".")  // [role.expert] dead = …
        continue
      }
      if !Role.known.contains(role) { warn("unknown role '\(role.rawValue)'") }
      definition.roles[role] = look(table[key], "role.\(role.rawValue)")
    }
  }

  mutating func look(_ value: (any TOMLValueConvertible)?, _ path: String) -> ThemeDefinition.Look {
    var look = ThemeDefinition.Look()
    if let name = value?.string {
      look.foreground = name
    } else if let table = value?.table {
      for key in table.keys.sorted() {
        switch key {
        case "fg": look.foreground = table[key]?.string
        case "bg": look.background = table[key]?.string
        case "attributes":
          for name in strings(table[key], path) {
            if let attribute = Attributes(name: name) {
              look.attributes.formUnion(attribute)
            } else {
              warn("\(path): unknown attribute '\(name)'")
            }
          }
        default: warn("\(path): unknown key '\(key)'")
        }
      }
    } else {
      warn("\(path) must be a palette name or { fg, bg, attributes }")
    }
    return look
  }

  mutating func readSeries(_ table: TOMLTable) {
    for key in table.keys.sorted() {
      switch key {
      case "colors":
        definition.series = strings(table[key], "series.colors")
        if definition.series.count < 8 { warn("series.colors has \(definition.series.count) colours, 8 are needed") }
      case "glyphs": definition.seriesGlyphs = strings(table[key], "series.glyphs")
      default: warn("series: unknown key '\(key)'")
      }
    }
  }

  mutating func readRamp(_ table: TOMLTable) {
    for key in table.keys.sorted() {
      switch key {
      case "sequential": definition.sequential = stops(table[key], "ramp.sequential")
      case "diverging": definition.diverging = stops(table[key], "ramp.diverging")
      case "glyphs": definition.rampGlyphs = (table[key]?.string ?? "").map(String.init)
      default: warn("ramp: unknown key '\(key)'")
      }
    }
  }

  mutating func stops(_ value: (any TOMLValueConvertible)?, _ path: String) -> [[ThemeDefinition.Candidate]] {
    guard let array = value?.array else {
      warn("\(path) must be a list of stops")
      return []
    }
    return array.indices.map { candidates(array[$0], path) }
  }

  mutating func candidates(_ value: (any TOMLValueConvertible)?, _ path: String) -> [ThemeDefinition.Candidate] {
    guard let array = value?.array else { return [candidate(value, path)].compactMap(\.self) }
    return array.indices.compactMap { candidate(array[$0], path) }
  }

  mutating func candidate(_ value: (any TOMLValueConvertible)?, _ path: String) -> ThemeDefinition.Candidate? {
    if let index = value?.int {
      if let index = UInt8(exactly: index) { return .index(index) }
      warn("\(path): \(index) is not an index of 0 to 255")
      return nil
    }
    let text = value?.string ?? ""
    if let color = RGB(hex: text) { return .rgb(color) }
    if let attribute = Attributes(name: text) { return .attribute(attribute) }
    if text == "default" { return .terminal }
    if let index = ThemeReader.names.firstIndex(of: text) { return .named(UInt8(index)) }
    warn("\(path): '\(text)' is no colour (#rrggbb, 0–255, red, bright-red, default) and no attribute")
    return nil
  }

  mutating func strings(_ value: (any TOMLValueConvertible)?, _ path: String) -> [String] {
    guard let array = value?.array else {
      warn("\(path) must be a list of texts")
      return []
    }
    return array.indices.compactMap { array[$0].string }
  }

  static let names: [String] =
    ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
    + [
      "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
      "bright-white",
    ]
}
