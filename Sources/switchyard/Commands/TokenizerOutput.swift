import Data
import Foundation

/// Where a command writes: standard output, or a file that appears under its name only when it is complete.
final class TokenizerOutput {
  private let path: String?
  private let partial: String?
  private var descriptor: Int32

  /// - Parameter path: nil for standard output.
  ///
  /// Throws: `DataError` if the file cannot be made there.
  init(_ path: String?) throws {
    self.path = path
    guard let path else {
      (partial, descriptor) = (nil, STDOUT_FILENO)
      return
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw DataError("cannot write \(path): it is a folder") }
    // A device or a pipe is written to as it is; it must not be replaced by a file.
    let isFile = !exists || status.st_mode & S_IFMT == S_IFREG
    partial = isFile ? "\(path).partial-\(getpid())" : nil
    descriptor =
      isFile ? open(partial ?? path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666) : open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError("cannot write \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    if path != nil, descriptor >= 0 { close(descriptor) }
    if let partial { unlink(partial) }
  }

  /// Whether nothing that was written can be taken back.
  var isFinal: Bool { partial == nil }

  /// Writes all of `bytes`. Throws: `DataError` if that is not possible.
  func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let written = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if written < 0, errno != EINTR {
          throw DataError("cannot write \(path ?? "standard output"): \(String(cString: strerror(errno)))")
        }
        done += max(written, 0)
      }
    }
  }

  /// Gives the file its name. What was there under it is replaced now and not before.
  func commit() throws {
    guard let path, let partial else { return }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(partial, path) == 0 else {
      throw DataError("cannot write \(path): \(String(cString: strerror(errno)))")
    }
  }

  /// The size of a file that is to be read. Throws: `DataError` if it is not there or not readable.
  static func size(of path: String) throws -> Int {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else {
      throw DataError("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw DataError("cannot read \(path): it is a folder") }
    return Int(status.st_size)
  }

  /// Whether a file can be read twice.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
