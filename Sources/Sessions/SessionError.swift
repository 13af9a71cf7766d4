import GRDB

/// What is wrong with a session, in one line that names the file.
public struct SessionError: Error, Equatable, CustomStringConvertible {
  /// The session file, or the folder.
  public var file: String
  /// What is wrong and what to do.
  public var message: String

  /// An error of this file.
  public init(file: String, message: String) {
    self.file = file
    self.message = message
  }

  /// `sessions/a.sqlite: is damaged: …`
  public var description: String {
    "\(file): \(message)".split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Turns whatever a piece of work throws into a `SessionError` of this file.
  ///
  /// - Parameter noun: what the file should be.
  package static func wrapping<Value>(
    _ file: String, noun: String = "session", _ work: () throws -> Value
  ) throws(SessionError) -> Value {
    do {
      return try work()
    } catch let error as SessionError {
      throw error.file.isEmpty ? SessionError(file: file, message: error.message) : error
    } catch let error as RowFault {
      throw SessionError(file: file, message: "is damaged: \(error.message)")
    } catch let error as DatabaseError {
      throw SessionError(file: file, message: message(of: error, noun))
    } catch {
      throw SessionError(file: file, message: "\(error)")
    }
  }

  private static func message(of error: DatabaseError, _ noun: String) -> String {
    let text = error.message ?? "error \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB: return "is not a \(noun): not an SQLite file"
    case .SQLITE_CORRUPT, .SQLITE_FORMAT: return "is damaged: \(text)"
    case .SQLITE_FULL: return "cannot be written: \(text)"
    case .SQLITE_IOERR: return "cannot be read or written: \(text)"
    case .SQLITE_CANTOPEN: return "cannot be opened: \(text)"
    case .SQLITE_READONLY, .SQLITE_PERM: return "cannot be written: \(text)"
    case .SQLITE_BUSY, .SQLITE_LOCKED: return "is being written by another program; try again"
    case .SQLITE_TOOBIG: return "is damaged: holds a value that is too long"
    default: return "is damaged or of another kind: \(text)"
    }
  }
}
