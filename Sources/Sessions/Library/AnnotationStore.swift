import Foundation

/// The annotations of all sessions, in `library.json` of the state folder, by the sessions' keys.
public struct AnnotationStore: Sendable {
  /// Where the file lies.
  public let folder: StateFolder

  private static let name = "library.json"

  private struct Contents: Codable {
    var version = 1
    var sessions: [String: Annotation] = [:]
  }

  /// Touches no file.
  public init(folder: StateFolder) { self.folder = folder }

  /// All annotations by key.
  ///
  /// - Returns: what was read, and one line about a file that could not be: it is then as if nothing were annotated.
  public func load() -> (annotations: [String: Annotation], complaint: String?) {
    do {
      return (try contents().sessions, nil)
    } catch {
      return ([:], "\(error)")
    }
  }

  /// Size and time of the file, to see whether another process has changed it.
  public var stamp: FileStamp { FileStamp(folder.file(Self.name)) }

  /// Changes the annotation of one session. Changes of other processes in between are kept.
  ///
  /// - Returns: the annotation as it is now.
  /// - Throws: `SessionError` when the file cannot be written.
  @discardableResult
  public func update(_ key: String, _ change: (inout Annotation) -> Void) throws(SessionError) -> Annotation {
    try updateAll { change(&$0[key, default: Annotation()]) }[key] ?? Annotation()
  }

  /// Changes any annotations at once.
  ///
  /// - Returns: all annotations as they are now.
  /// - Throws: `SessionError` when the file cannot be written.
  @discardableResult
  func updateAll(_ change: (inout [String: Annotation]) -> Void) throws(SessionError) -> [String: Annotation] {
    try? FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    // Two who write at once would lose one of the changes. Where no lock is to be had, writing goes on without.
    let lock = open(folder.file(Self.name) + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    if lock >= 0 { flock(lock, LOCK_EX) }
    defer { if lock >= 0 { close(lock) } }
    var contents: Contents
    do {
      contents = try self.contents()
    } catch {
      folder.putAside(Self.name)
      contents = Contents()
    }
    change(&contents.sessions)
    contents.sessions = contents.sessions.filter { !$0.value.isEmpty }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do { data = try encoder.encode(contents) } catch {
      throw SessionError(file: folder.file(Self.name), message: "cannot be written: \(error.localizedDescription)")
    }
    try folder.write(data, to: Self.name)
    return contents.sessions
  }

  private func contents() throws(SessionError) -> Contents {
    guard let data = try folder.read(Self.name) else { return Contents() }
    do {
      return try JSONDecoder().decode(Contents.self, from: data)
    } catch {
      throw SessionError(
        file: folder.file(Self.name), message: "is damaged; the names and notes of sessions in it are not shown")
    }
  }
}
