public import TOMLKit

/// What is wrong with a TOML text.
public struct TOMLMistake: Error, Equatable {
  /// Counted from 1; nil when the parser does not say.
  public var line: Int?
  /// What is wrong, in words; the place is in `line`.
  public var message: String
}

/// Reads TOML: the one door to the parser, which keeps mistakes away from it on which it would abort the process.
public enum TOMLText {
  /// The root table of a text.
  public static func table(_ text: String) throws(TOMLMistake) -> TOMLTable {
    if let mistake = ParserTraps.find(in: text) { throw TOMLMistake(line: mistake.line, message: mistake.message) }
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw TOMLMistake(line: max(1, error.source.begin.line), message: error.description)
    } catch {
      throw TOMLMistake(line: nil, message: "cannot be read as TOML: \(error)")
    }
  }
}
