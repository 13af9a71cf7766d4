internal import Foundation
internal import TOMLKit
internal import TOMLReading

/// A user's own keys, for every screen: a file with `[keys]`, then `pause = "space"` or `pause = ["space", "p"]`.
///
/// It names only what differs from the standard.
public struct KeyFile: Hashable, Sendable {
  /// The keys of each command that the file names; an empty list takes a command's keys away.
  public let overrides: [CommandID: [Key]]
  /// The file as errors call it.
  public let origin: String

  /// No keys of the user's own.
  public static let none = KeyFile(overrides: [:], origin: "")

  private init(overrides: [CommandID: [Key]], origin: String) {
    self.overrides = overrides
    self.origin = origin
  }

  /// Reads a file's text.
  /// - Throws: `TerminalUIError` naming file and key.
  public init(_ text: String, origin: String) throws(TerminalUIError) {
    let table: TOMLTable
    do throws(TOMLMistake) { table = try TOMLText.table(text) } catch {
      throw TerminalUIError("\(origin): \(error.line.map { "line \($0): " } ?? "")\(error.message)")
    }
    for key in table.keys where key != "keys" {
      throw TerminalUIError("\(origin): unknown key '\(sanitized(key))': only [keys] belongs here")
    }
    var overrides: [CommandID: [Key]] = [:]
    if table.contains(key: "keys") {
      guard let keys = table["keys"]?.table else { throw TerminalUIError("\(origin): keys must be a table: [keys]") }
      try KeyFile.read(keys, prefix: "", origin, into: &overrides)
    }
    self.init(overrides: overrides, origin: origin)
  }

  /// Where the user's file is: `$XDG_CONFIG_HOME/switchyard/keys.toml`, or below `~/.config`.
  public static func standardPath(environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/switchyard/keys.toml" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.config/switchyard/keys.toml"
  }

  /// Reads the user's file; without one there is nothing that differs.
  /// - Throws: `TerminalUIError` naming file and key.
  public static func load(environment: [String: String]) throws(TerminalUIError) -> KeyFile {
    guard let path = standardPath(environment: environment), FileManager.default.fileExists(atPath: path) else {
      return none
    }
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw TerminalUIError("\(path): cannot be read; correct its permissions or remove it")
    }
    guard data.count <= 1 << 20 else { throw TerminalUIError("\(path): over a megabyte is no file of keys") }
    guard let text = String(data: data, encoding: .utf8) else { throw TerminalUIError("\(path): is not UTF-8 text") }
    return try KeyFile(text, origin: path)
  }

  /// Holds the file against the tables of all screens.
  /// - Throws: `TerminalUIError` naming file and key, for a command that no table has, and for two commands on one key.
  public func check(against tables: [KeyBindings]) throws(TerminalUIError) {
    let known = Set(tables.flatMap { $0.bindings.map(\.command) })
    for command in overrides.keys.sorted(by: { $0.rawValue < $1.rawValue }) where !known.contains(command) {
      let ranked = known.compactMap { candidate in
        FuzzyMatch(command.rawValue, in: candidate.rawValue).map { (candidate.rawValue, $0.score) }
      }
      let near =
        ranked.isEmpty
        ? known.map(\.rawValue).filter {
          $0.first == command.rawValue.first && abs($0.count - command.rawValue.count) < 2
        }.sorted()
        : ranked.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
      let hint = near.isEmpty ? "`switchyard keys` lists all" : "there is \(near.prefix(4).joined(separator: ", "))"
      throw TerminalUIError("\(origin): keys.\(sanitized(command.rawValue)): no such command; \(hint)")
    }
    for table in tables {
      do throws(TerminalUIError) { _ = try table.overriding(overrides) } catch {
        throw TerminalUIError("\(origin): keys: \(error.message)")
      }
    }
  }

  /// A file to start from: every command of the tables with its keys, all of it commented out.
  ///
  /// - Parameter tables: the screens by their names.
  public static func template(_ tables: [(screen: String, bindings: KeyBindings)]) -> String {
    var lines = [
      "# Keys of switchyard. Take the # from a line to change it; what is not named keeps its standard keys.",
      "# A key is a character, space, enter, tab, up, pgdn, f1 or ctrl-x; several stand in a list; [] takes all away.",
      "",
      "[keys]",
    ]
    var seen: Set<CommandID> = []
    for (screen, bindings) in tables {
      var context: KeyContext?
      for binding in bindings.bindings where seen.insert(binding.command).inserted {
        if context != binding.context {
          context = binding.context
          lines += ["", "# \(screen): \(binding.context.rawValue)"]
        }
        let keys = binding.keys.map { "\"\($0.name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }
        let entry = "\"\(binding.command.rawValue)\" = [\(keys.joined(separator: ", "))]"
        lines.append("# " + fitted(entry, to: max(40, entry.count)) + "  # \(binding.help)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads a table; `panel.next = "tab"` without quotes makes a table in the table, which is meant as the name.
  private static func read(
    _ table: TOMLTable, prefix: String, _ origin: String, into result: inout [CommandID: [Key]]
  ) throws(TerminalUIError) {
    for name in table.keys.sorted() {
      let path = prefix + name
      let place = "\(origin): keys.\(sanitized(path))"
      let wrong = TerminalUIError("\(place) must be a key's name in quotes, or a list of them")
      let words: [String]
      if let text = table[name]?.string {
        words = [text]
      } else if let inner = table[name]?.table {
        try read(inner, prefix: path + ".", origin, into: &result)
        continue
      } else if let array = table[name]?.array {
        words = array.indices.compactMap { array[$0].string }
        guard words.count == array.count else { throw wrong }
      } else {
        throw wrong
      }
      var keys: [Key] = []
      for word in words {
        do { keys.append(try Key(parsing: word)) } catch { throw TerminalUIError("\(place): \(error.message)") }
      }
      guard Set(keys).count == keys.count else { throw TerminalUIError("\(place): the same key twice") }
      result[CommandID(rawValue: path)] = keys
    }
  }
}
