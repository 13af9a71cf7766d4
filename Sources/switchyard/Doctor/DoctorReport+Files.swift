import Data
import Foundation
import Sessions
import TerminalUI

extension DoctorReport {
  /// What lies where: sessions, themes, recipes, the user's own files, data.
  mutating func addFiles(_ environment: [String: String]) {
    let library = SessionLibrary()
    let sessions = library.paths()
    let bytes = sessions.reduce(0) { $0 + Self.size(of: $1) }
    let space = Self.space(at: library.folder)
    add(
      "sessions", "\(Self.tilde(library.folder, environment)): \(sessions.count), \(Quantity.bytes(bytes))",
      advice: Self.isWritable(library.folder) ? nil : "cannot be written to: runs need --session FILE elsewhere")
    if let space {
      add(
        "disk", "\(Quantity.bytes(space)) free for sessions",
        advice: space < 1 << 30 ? "little room: a run with checkpoints needs some hundred MiB" : nil)
    }
    let themes = ThemeLibrary.standard.names
    add(
      "themes", themes.joined(separator: ", "),
      advice: themes.count < 2 ? "only the built-in theme is found: set SWITCHYARD_THEMES to the folder of themes" : nil
    )
    let recipes = ShippedFolders.names(in: "recipes", extension: "toml")
    add("recipes", recipes.isEmpty ? "none found beside the program" : recipes.joined(separator: ", "))
    for (label, folder) in Self.ownFolders(environment) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted()
      let text = names.map { $0.isEmpty ? "empty" : $0.joined(separator: ", ") } ?? "not there, nothing changed"
      add(label, "\(Self.tilde(folder, environment)): \(text)")
    }
    add("data", Self.tilde(DataFolder.path, environment))
    for corpus in CorpusCatalog.all {
      let folder = CorpusLibrary.standard.folder(of: corpus)
      add(
        "data", "\(corpus.name): \(folder.map { Self.tilde($0, environment) } ?? "missing")",
        advice: folder == nil ? "bring it with: switchyard data fetch \(corpus.name)" : nil)
    }
  }

  /// The user's configuration, and what the program remembers.
  private static func ownFolders(_ environment: [String: String]) -> [(String, String)] {
    [("configuration", "XDG_CONFIG_HOME", ".config"), ("state", "XDG_STATE_HOME", ".local/state")].map {
      label, variable, usual in
      let given = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
      return (label, (given ?? (environment["HOME"] ?? NSHomeDirectory()) + "/" + usual) + "/switchyard")
    }
  }

  private static func size(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  /// The nearest folder that exists, this one or one above it.
  private static func existing(_ path: String) -> String {
    var place = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
    return place.path
  }

  private static func isWritable(_ folder: String) -> Bool { access(existing(folder), W_OK) == 0 }

  /// Bytes that this user may still write where the folder is, or will be.
  private static func space(at folder: String) -> Int? {
    var status = statvfs()
    guard statvfs(existing(folder), &status) == 0 else { return nil }
    return Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
  }

  /// The path with `~` for the user's home: whoever reads a report need not know the user's name.
  static func tilde(_ text: String, _ environment: [String: String]) -> String {
    guard let home = environment["HOME"], home.count > 1 else { return text }
    return text.split(separator: home, omittingEmptySubsequences: false).joined(separator: "~")
  }
}
