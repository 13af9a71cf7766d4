import Foundation

/// A lock on an open file (`flock`). Unless it is given up by `unlock`, it lasts until the last process that has the file
/// open from here lets go of it, so a child that got the descriptor holds it beyond the death of its parent.
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

  /// Gives the lock up at once, for every process that has the file open from here.
  ///
  /// To close the file is not enough where nobody was meant to get it: a process that another thread is just starting has
  /// all descriptors of its parent until it becomes its program.
  public func unlock() { flock(descriptor, LOCK_UN) }

  /// Whether a process holds the lock of a file, which is made if need be.
  ///
  /// - Throws: `TrialError` when the file cannot be opened.
  public static func isHeld(_ path: String) throws(TrialError) -> Bool {
    guard let lock = try FileLock(path) else { return true }
    lock.unlock()
    return false
  }
}
