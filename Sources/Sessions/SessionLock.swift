import Foundation

/// Keeps a second writer away from a session.
enum SessionLock {
  /// Keeps a second writer away for as long as the descriptor is open.
  ///
  /// A lock of its own kind: it does not meet those that SQLite takes, and readers do not ask for it.
  ///
  /// - Returns: the descriptor, which whoever writes closes at the end.
  static func take(_ path: String) throws(SessionError) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SessionError(file: path, message: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw SessionError(
        file: path,
        message: "is being written by another process; stop that run first, or watch it with `switchyard replay`")
    }
    return descriptor
  }
}
