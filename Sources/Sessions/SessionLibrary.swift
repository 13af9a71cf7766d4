public import Foundation

/// The folders in which sessions lie.
public struct SessionLibrary: Sendable {
  /// Where new sessions go, and the first place to look for old ones.
  public let folder: String

  /// The usual place: `./sessions` where it exists, else `$XDG_DATA_HOME/switchyard/sessions`, where that variable is not
  /// set `~/.local/share/switchyard/sessions`.
  ///
  /// - Parameters:
  ///   - environment: the process's environment.
  ///   - currentFolder: the working folder.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    currentFolder: String = FileManager.default.currentDirectoryPath
  ) {
    var isFolder: ObjCBool = false
    let local = currentFolder + "/sessions"
    if FileManager.default.fileExists(atPath: local, isDirectory: &isFolder), isFolder.boolValue {
      folder = local
    } else {
      // An empty or relative value counts as not set (XDG Base Directory Specification).
      let given = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      let home = environment["HOME"] ?? NSHomeDirectory()
      folder = (given ?? home + "/.local/share") + "/switchyard/sessions"
    }
  }

  /// A folder of one's own.
  public init(folder: String) { self.folder = folder }

  /// A path for a new session, `NAME-YYYYMMDD-HHMMSS.sqlite`, that does not exist yet. The folder is made if need be.
  ///
  /// - Parameters:
  ///   - name: the run's name; what does not belong in a file name becomes `-`.
  ///   - date: when the run starts.
  ///   - timeZone: in which the date is written.
  /// - Throws: `SessionError` when the folder cannot be made.
  public func newPath(name: String, date: Date = Date(), timeZone: TimeZone = .current) throws(SessionError) -> String {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw SessionError(file: folder, message: "cannot be made: \(error.localizedDescription)")
    }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
    func digits(_ number: Int?, _ count: Int) -> String {
      let text = String(number ?? 0)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let day = digits(parts.year, 4) + digits(parts.month, 2) + digits(parts.day, 2)
    let time = digits(parts.hour, 2) + digits(parts.minute, 2) + digits(parts.second, 2)
    let stem = "\(folder)/\(Self.fileName(of: name))-\(day)-\(time)"
    var path = stem + ".sqlite"
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = "\(stem)-\(number).sqlite"
      number += 1
    }
    return path
  }

  /// The paths of all files that end in `.sqlite`, sorted by name; empty when the folder does not exist.
  public func paths() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".sqlite") }.sorted().map { "\(folder)/\($0)" }
  }

  /// The session that somebody names: a path, a name in the folder with or without `.sqlite`, or the name of one that
  /// came with the program.
  ///
  /// - Throws: `SessionError` when there is none.
  public func path(of name: String) throws(SessionError) -> String {
    let candidates = [name, "\(folder)/\(name)", "\(folder)/\(name).sqlite"]
    if let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0) }) { return found }
    if let shipped = ShippedFolders.file(name, in: "sessions", extension: "sqlite") { return shipped }
    throw SessionError(file: name, message: "does not exist, nor is there one of that name in \(folder)")
  }

  /// The folder beside a session in which its checkpoints lie: `a.sqlite` has `a.checkpoints`.
  public static func checkpointFolder(ofSession path: String) -> String {
    (path.hasSuffix(".sqlite") ? String(path.dropLast(7)) : path) + ".checkpoints"
  }

  private static func fileName(of name: String) -> String {
    let safe = name.unicodeScalars.map { scalar -> Character in
      let isSafe =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-" || scalar == "_"
        || scalar == "."
      return isSafe ? Character(scalar) : "-"
    }
    let text = String(String(safe).drop { $0 == "." || $0 == "-" }.prefix(80))
    return text.isEmpty ? "run" : text
  }
}
