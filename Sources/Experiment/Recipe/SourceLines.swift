/// Finds the line of a TOML file on which a key or a table stands. The parser keeps positions for syntax errors only.
struct SourceLines {
  private var keys: [String: Int] = [:]
  private var tables: [String: Int] = [:]

  init(_ text: String) {
    var table = ""
    for (index, bytes) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
    {
      let line = Substring(bytes).drop { $0 == " " || $0 == "\t" }
      if line.hasPrefix("[") {
        let name = line.drop { $0 == "[" }.prefix { $0 != "]" }
        table = Self.path(name)
        if tables[table] == nil { tables[table] = index + 1 }
      } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
        let key = Self.path(line[..<equals])
        let whole = table.isEmpty ? key : "\(table).\(key)"
        if keys[whole] == nil { keys[whole] = index + 1 }
      }
    }
  }

  /// Line of the key, else of its table, counted from 1.
  func line(of path: String) -> Int? {
    if let line = keys[path] ?? tables[path] { return line }
    guard let dot = path.lastIndex(of: ".") else { return nil }
    return line(of: String(path[..<dot]))
  }

  /// A key as written, without blanks and quotes around its parts.
  private static func path(_ text: Substring) -> String {
    text.split(separator: ".", omittingEmptySubsequences: false)
      .map { $0.filter { !" \t\"'\r".contains($0) } }.joined(separator: ".")
  }
}
