public import Foundation

/// The folder `.trash` beside sessions, into which deleted ones go with their checkpoints.
///
/// Every deleted session has a folder of its own in there, so that nothing is overwritten and coming back is a matter of
/// moving it. On the same disk, so no byte is copied.
public struct SessionTrash: Sendable {
  /// A session that was deleted.
  public struct Item: Sendable, Equatable {
    /// Its folder in the trash.
    public var folder: String
    /// Where the session was, and goes back to.
    public var path: String

    /// A session in the trash.
    public init(folder: String, path: String) {
      self.folder = folder
      self.path = path
    }

    /// The session's name, without `.sqlite`.
    public var name: String {
      let name = (path as NSString).lastPathComponent
      return name.hasSuffix(".sqlite") ? String(name.dropLast(7)) : name
    }
  }

  /// The folder of sessions.
  public let folder: String

  /// The trash of a folder of sessions; touches no file.
  public init(of folder: String) { self.folder = folder }

  private var path: String { folder + "/.trash" }

  /// Deletes a session: moves it and its checkpoints into the trash.
  ///
  /// - Parameter session: a path in the folder.
  /// - Returns: what brings it back.
  /// - Throws: `SessionError` for a session that is being written, or cannot be moved.
  @discardableResult
  public static func delete(_ session: String, date: Date = Date()) throws(SessionError) -> Item {
    var status = stat()
    guard lstat(session, &status) == 0 else { throw SessionError(file: session, message: "does not exist") }
    // Nobody may take the run up while its files are on their way.
    let isFile = status.st_mode & S_IFMT == S_IFREG
    let lock = isFile ? try SessionLock.take(session) : nil
    defer { if let lock { SessionLock.release(lock) } }
    let parent = (session as NSString).deletingLastPathComponent
    let trash = SessionTrash(of: parent.isEmpty ? "." : parent)
    let name = (session as NSString).lastPathComponent
    do {
      let files = FileManager.default
      let stem = "\(trash.path)/\(name)-\(Int(date.timeIntervalSince1970))"
      var place = stem
      var number = 2
      while files.fileExists(atPath: place) {
        place = "\(stem)-\(number)"
        number += 1
      }
      try files.createDirectory(atPath: place, withIntermediateDirectories: true)
      try Self.move(session, to: "\(place)/\(name)")
      return Item(folder: place, path: session)
    } catch {
      throw SessionError(file: session, message: "cannot be moved to \(trash.path): \(error.localizedDescription)")
    }
  }

  /// Brings a deleted session back to where it was.
  ///
  /// - Returns: the session's path.
  /// - Throws: `SessionError` when there is another session of that name meanwhile, or it cannot be moved.
  @discardableResult
  public static func restore(_ item: Item) throws(SessionError) -> String {
    let files = FileManager.default
    if files.fileExists(atPath: item.path) {
      throw SessionError(file: item.path, message: "exists again; move or rename that one first")
    }
    do {
      try Self.move("\(item.folder)/\((item.path as NSString).lastPathComponent)", to: item.path)
      // Goes only when it is empty.
      rmdir(item.folder)
      rmdir((item.folder as NSString).deletingLastPathComponent)
      return item.path
    } catch {
      throw SessionError(file: item.path, message: "cannot be brought back: \(error.localizedDescription)")
    }
  }

  /// What is in the trash, the last deleted first.
  public func items() -> [Item] {
    let files = FileManager.default
    let folders = ((try? files.contentsOfDirectory(atPath: path)) ?? []).map { "\(path)/\($0)" }
    let dated = folders.compactMap { place -> (item: Item, date: Int)? in
      let names = (try? files.contentsOfDirectory(atPath: place)) ?? []
      guard let name = names.first(where: { $0.hasSuffix(".sqlite") }) else { return nil }
      let digits = (place as NSString).lastPathComponent.dropFirst(name.count + 1).prefix { $0 != "-" }
      return (Item(folder: place, path: "\(folder)/\(name)"), Int(digits) ?? 0)
    }
    return dated.sorted { ($0.date, $0.item.folder) > ($1.date, $1.item.folder) }.map(\.item)
  }

  /// Moves a session and what belongs to it. The session itself goes last: cut off in between, it can be done again.
  private static func move(_ from: String, to: String) throws {
    let files = FileManager.default
    let pairs = [
      (SessionLibrary.checkpointFolder(ofSession: from), SessionLibrary.checkpointFolder(ofSession: to)),
      (from + "-shm", to + "-shm"), (from + "-wal", to + "-wal"), (from, to),
    ]
    for (from, to) in pairs where files.fileExists(atPath: from) || from == pairs[3].0 {
      try files.moveItem(atPath: from, toPath: to)
    }
  }
}
