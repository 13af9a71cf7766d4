import Foundation
import Trials

/// The process that runs a sweep, as far as others can tell.
///
/// It keeps `FILE.lock` locked as long as it lives and writes its number into it, so that a kill leaves nothing that has
/// to be tidied up.
public enum SweepDriver: Sendable, Equatable {
  /// Nobody runs the sweep.
  case none
  /// A process does.
  /// - process: its number; nil where it has not been written yet.
  case running(process: Int32?)

  /// Who runs a sweep now. Changes nothing.
  public static func of(_ file: String) -> SweepDriver {
    let descriptor = open(lockFile(file), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .none }
    defer { close(descriptor) }
    // A shared lock is had whenever nobody has the file for himself.
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
      flock(descriptor, LOCK_UN)
      return .none
    }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = read(descriptor, &bytes, bytes.count)
    let digits = bytes.prefix(max(0, count)).prefix { $0 >= 0x30 && $0 <= 0x39 }
    return .running(process: Int32(String(decoding: digits, as: UTF8.self)))
  }

  /// Whether somebody runs it.
  public var isRunning: Bool { self != .none }

  /// Asks the process to end its trials with a checkpoint each and to leave; the sweep goes on where it was when it is run
  /// again.
  ///
  /// - Returns: whether there was a process to ask.
  @discardableResult
  public static func stop(_ file: String) -> Bool {
    guard case .running(let number?) = of(file), number > 1 else { return false }
    return kill(number, SIGTERM) == 0
  }

  /// Takes the lock for this process; nil when another one keeps it.
  static func lock(_ file: String) throws -> FileLock? {
    // Whoever only looks holds the lock for a moment.
    for attempt in 0..<20 {
      if let lock = try FileLock(lockFile(file)) {
        ftruncate(lock.descriptor, 0)
        let digits = Array("\(getpid())\n".utf8)
        _ = write(lock.descriptor, digits, digits.count)
        return lock
      }
      if attempt < 19 { usleep(10_000) }
    }
    return nil
  }

  private static func lockFile(_ file: String) -> String { file + ".lock" }
}
