import Foundation
import Sessions
import Workbench

extension Navigator {
  /// Shows the list of everything.
  func showHome() throws -> Departure {
    let library = SessionLibrary()
    var folders = [SessionIndex.Folder(library.folder)]
    folders += InstalledFolder.all("sessions").map { SessionIndex.Folder($0, isShipped: true) }
    let shelf = HomeShelf(library: library)
    var scene = HomeScene(
      folders: folders, annotations: AnnotationStore(folder: StateFolder()), keys: options.keys,
      utcOffset: options.utcOffset
    ) { shelf.documents(of: $0) }
    return try visit(&scene)
  }

  /// Follows a session that another process is writing.
  func watch(_ session: String) throws -> Departure {
    var scene = try RunScene(
      FollowSource(path: session, now: { ProcessInfo.processInfo.systemUptime }), options: options)
    return try visit(&scene)
  }

  /// Shows the recipes of two sessions side by side.
  func showDifferences(_ one: String, _ other: String) throws -> Departure {
    let store = AnnotationStore(folder: StateFolder())
    var scene = try DiffState(
      LibraryEntry(reading: one, annotations: store), LibraryEntry(reading: other, annotations: store))
    return try visit(&scene)
  }
}

/// Folders that came with the program.
enum InstalledFolder {
  /// The folders of this name beside the executable and in the five folders above it, those that exist.
  static func all(_ name: String) -> [String] {
    let executable = Bundle.main.executablePath ?? CommandLine.arguments[0]
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    var found: [String] = []
    for _ in 0..<6 where folder.path != "/" {
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent(name).path
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { found.append(path) }
      folder.deleteLastPathComponent()
    }
    return found
  }
}
