internal import Glibc

/// Counts the bytes that the calling thread hands to `write`, as the kernel counts them.
///
/// Curses writes with its own buffer past the C library's files, so nobody else knows. Opened and asked on one thread.
final class ThreadOutput {
  private let file: Int32

  /// Nil where the kernel does not keep such accounts.
  init?() {
    file = open("/proc/thread-self/io", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    guard bytes != nil else {
      close(file)
      return nil
    }
  }

  deinit { close(file) }

  /// Bytes written by this thread since it began.
  var bytes: Int? {
    var text = [UInt8](repeating: 0, count: 256)
    let count = text.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    let lines = text[..<count].split(separator: UInt8(ascii: "\n"))
    guard let line = lines.first(where: { $0.starts(with: "wchar: ".utf8) }) else { return nil }
    return Int(String(decoding: line.dropFirst(7), as: UTF8.self))
  }
}
