import Foundation

/// A lock on an open file (`flock`). The lock lasts until the last process that has the file open from here lets go of it,
/// so a child that got the descriptor holds it beyond the death of its parent.
public final class FileLock {
  /// The open file, for appending.
  public let descriptor: Int32

  /// Opens the file, making it if need be, and locks it.
  ///
  /// - Returns: nil when another process holds the lock.
  /// - Throws: `TrialError` when the file cannot be opened.
  public init?(_ path: String) throws(TrialError) {
    let descriptor = open(path, O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TrialError(file: path, message: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
