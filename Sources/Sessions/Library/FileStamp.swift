import Foundation

/// Size and time of a file: when both are as before, so is what is in it.
public struct FileStamp: Sendable, Equatable {
  /// Bytes; −1 when there is no such file.
  public let bytes: Int
  /// Moment of the last change, in nanoseconds since 1970.
  public let changed: Int

  /// Looks at a file.
  public init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      (bytes, changed) = (-1, 0)
      return
    }
    bytes = Int(status.st_size)
    changed = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
  }
}
