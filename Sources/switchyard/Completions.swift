import ArgumentParser
import Foundation
import Sessions

extension CompletionKind {
  /// A session: a file, or a name in the folder of sessions.
  static var session: CompletionKind {
    .custom { _, _, prefix in
      let library = SessionLibrary().paths().map {
        (($0 as NSString).lastPathComponent as NSString).deletingPathExtension
      }
      return Completions.words(
        prefix, ending: "sqlite", names: library + ShippedFolders.names(in: "sessions", extension: "sqlite"))
    }
  }

  /// A recipe: a file, or the name of one that came with the program.
  static var recipe: CompletionKind {
    .custom { _, _, prefix in
      Completions.words(prefix, ending: "toml", names: ShippedFolders.names(in: "recipes", extension: "toml"))
    }
  }
}

/// What a word on the command line can become.
enum Completions {
  /// Names that begin with the prefix, then files with this ending and folders on the way to them.
  static func words(_ prefix: String, ending: String, names: [String]) -> [String] {
    let known = Set(names.filter { $0.hasPrefix(prefix) }).sorted()
    // What stands before the last slash is written again as it was.
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let start = prefix.dropFirst(folder.count)
    let place = folder.isEmpty ? "." : (folder as NSString).expandingTildeInPath
    let entries = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).sorted()
    let files: [String] = entries.compactMap { entry in
      guard entry.hasPrefix(start), start.hasPrefix(".") || !entry.hasPrefix("."),
        !entry.unicodeScalars.contains(where: { $0.value < 0x20 })
      else { return nil }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(place)/\(entry)", isDirectory: &isFolder)
      if isFolder.boolValue { return "\(folder)\(entry)/" }
      return entry.hasSuffix(".\(ending)") ? folder + entry : nil
    }
    return known + files
  }
}
