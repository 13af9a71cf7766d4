import Foundation
import Sessions
import Workbench

extension Navigator {
  /// Shows the list of everything.
  func showHome() throws -> Departure {
    let library = SessionLibrary()
    var folders = [SessionIndex.Folder(library.folder)]
    // The nearest one: checkouts within each other hold the same sessions.
    folders += ShippedFolders.named("sessions").prefix(1).map { SessionIndex.Folder($0, isShipped: true) }
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
      LibraryEntry(reading: one, annotations: store), LibraryEntry(reading: other, annotations: store),
      keys: options.keys)
    return try visit(&scene)
  }
}
