internal import TOMLKit
internal import TOMLReading

/// Reads a user's file of keys: `[keys]`, then `pause = "space"` or `pause = ["space", "p"]`.
public enum KeyFile {
  /// Reads the overrides from a file's text.
  /// - Throws: `TerminalUIError` naming file and key.
  public static func overrides(_ text: String, origin: String) throws(TerminalUIError) -> [CommandID: [Key]] {
    let table: TOMLTable
    do throws(TOMLMistake) { table = try TOMLText.table(text) } catch {
      throw TerminalUIError("\(origin): \(error.line.map { "line \($0): " } ?? "")\(error.message)")
    }
    for key in table.keys where key != "keys" {
      throw TerminalUIError("\(origin): unknown key '\(sanitized(key))': only [keys] belongs here")
    }
    var result: [CommandID: [Key]] = [:]
    guard let keys = table["keys"]?.table else { return result }
    for name in keys.keys.sorted() {
      let words: [String]
      if let text = keys[name]?.string {
        words = [text]
      } else if let array = keys[name]?.array {
        words = array.indices.compactMap { array[$0].string }
      } else {
        throw TerminalUIError("\(origin): keys.\(name) must be a key's name or a list of them")
      }
      var parsed: [Key] = []
      for word in words {
        do { parsed.append(try Key(parsing: word)) } catch {
          throw TerminalUIError("\(origin): keys.\(name): \(error.message)")
        }
      }
      result[CommandID(rawValue: name)] = parsed
    }
    return result
  }
}
