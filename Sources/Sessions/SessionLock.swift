import Foundation
import Synchronization

/// Keeps a second writer away from a session.
enum SessionLock {
  /// The sessions that this process writes. A session of one's own must not be opened a second time to look at its lock:
  /// closing that descriptor would take away the locks that SQLite holds on the same file.
  private static let own = Mutex<[Int32: FileIdentity]>([:])

  /// How often a lock that is taken is tried again, a hundredth of a second apart: somebody may only be looking at it.
  private static let attempts = 20

  /// Keeps a second writer away for as long as the descriptor is open.
  ///
  /// A lock of its own kind: it does not meet those that SQLite takes, and readers do not ask for it.
  ///
  /// - Returns: the descriptor, which whoever writes hands to `release` at the end.
  static func take(_ path: String) throws(SessionError) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SessionError(file: path, message: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    for attempt in 1...attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { break }
      guard attempt < attempts, !isOwn(FileIdentity(descriptor: descriptor)) else {
        close(descriptor)
        throw SessionError(
          file: path,
          message: "is being written by another process; stop that run first, or watch it with `switchyard watch`")
      }
      usleep(10_000)
    }
    if let identity = FileIdentity(descriptor: descriptor) { own.withLock { $0[descriptor] = identity } }
    return descriptor
  }

  /// Lets other writers in.
  static func release(_ descriptor: Int32) {
    own.withLock { $0[descriptor] = nil }
    // To close it is not enough: a process that another thread is just starting has it until it becomes its program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Whether a process writes this session now. Looking does not disturb it.
  static func isHeld(_ path: String) -> Bool {
    guard let identity = FileIdentity(path: path) else { return false }
    if isOwn(identity) { return true }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // A shared lock, so that two who look do not take each other for writers.
    if flock(descriptor, LOCK_SH | LOCK_NB) != 0 { return errno == EWOULDBLOCK }
    flock(descriptor, LOCK_UN)
    return false
  }

  private static func isOwn(_ identity: FileIdentity?) -> Bool {
    guard let identity else { return false }
    return own.withLock { $0.values.contains(identity) }
  }
}

/// Which file it is, whatever it is called.
private struct FileIdentity: Hashable, Sendable {
  let device: UInt64
  let node: UInt64

  /// Nil for what is no regular file.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    (device, node) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}
