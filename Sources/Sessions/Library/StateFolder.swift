public import Foundation

/// Where the program keeps what it remembers between two calls: `$XDG_STATE_HOME/switchyard`, where that variable is not
/// set `~/.local/state/switchyard`.
public struct StateFolder: Sendable, Equatable {
  /// The folder; it need not exist.
  public let path: String

  /// The user's folder.
  /// - Parameter environment: the process's environment.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    // An empty or relative value counts as not set (XDG Base Directory Specification).
    let given = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"] ?? NSHomeDirectory()
    path = (given ?? home + "/.local/state") + "/switchyard"
  }

  /// A folder of one's own.
  public init(path: String) { self.path = path }

  /// The path of a file in it.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The contents of a file; nil when there is none.
  /// - Throws: `SessionError` when it cannot be read, or is longer than anything that is kept here.
  public func read(_ name: String) throws(SessionError) -> Data? {
    let file = file(name)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: file) else { return nil }
    guard attributes[.type] as? FileAttributeType == .typeRegular, let bytes = attributes[.size] as? NSNumber,
      bytes.intValue <= StateFolder.longest, let data = FileManager.default.contents(atPath: file)
    else { throw SessionError(file: file, message: "cannot be read; what it held is forgotten") }
    return data
  }

  /// Writes a file whole or not at all, making the folder if need be.
  /// - Throws: `SessionError`.
  public func write(_ data: Data, to name: String) throws(SessionError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try data.write(to: URL(fileURLWithPath: file(name)), options: .atomic)
    } catch {
      throw SessionError(file: file(name), message: "cannot be written: \(error.localizedDescription)")
    }
  }

  /// Puts a file aside that cannot be understood, so that writing anew loses nothing.
  public func putAside(_ name: String) {
    _ = rename(file(name), file(name) + ".damaged")
  }

  /// No file here is longer, in bytes.
  private static let longest = 16 << 20
}
