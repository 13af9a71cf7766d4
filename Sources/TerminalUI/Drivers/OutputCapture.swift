internal import CTerminal
internal import Glibc

/// Standard output and error while the screen is up: both are pointed at a file without a name, so that nothing that a
/// library prints breaks the screen, and the program reads from there what was printed.
///
/// A file and not a pipe, because a pipe that nobody empties stops whoever prints.
final class OutputCapture {
  /// What the program's own output and error were; −1 where they are left alone.
  let savedOutput: Int32
  let savedError: Int32
  let file: Int32
  private var position: off_t = 0
  private var rest: [UInt8] = []
  private let limit: off_t = 8 << 20

  /// Points both descriptors at the file; an error that goes to a file or pipe already is left alone.
  init?() {
    file = terminal_open_capture()
    guard file >= 0 else { return nil }
    savedOutput = dup(1)
    savedError = isatty(2) == 1 ? dup(2) : -1
    fflush(nil)
    dup2(file, 1)
    if savedError >= 0 { dup2(file, 2) }
  }

  /// Lines printed since the last call; a line without its end is kept until it has one.
  func lines() -> [String] {
    fflush(nil)
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    var lines: [String] = []
    while true {
      let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, position) }
      guard count > 0 else { break }
      position += off_t(count)
      rest += bytes[0..<count]
      while let end = rest.firstIndex(of: 10) {
        lines.append(sanitized(String(decoding: rest[..<end], as: UTF8.self)))
        rest.removeSubrange(...end)
      }
      if rest.count > 4096 {
        lines.append(sanitized(String(decoding: rest, as: UTF8.self)))
        rest = []
      }
    }
    if position > limit, ftruncate(file, 0) == 0 { position = 0 }
    return lines
  }

  /// Points both descriptors back and prints the end of what nobody saw, at most 20 lines.
  func end(unseen: [String]) {
    var lines = unseen + self.lines()
    if !rest.isEmpty { lines.append(sanitized(String(decoding: rest, as: UTF8.self))) }
    dup2(savedOutput, 1)
    if savedError >= 0 { dup2(savedError, 2) }
    close(savedOutput)
    if savedError >= 0 { close(savedError) }
    close(file)
    let text = lines.suffix(20).map { $0 + "\n" }.joined()
    _ = Array(text.utf8).withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }
}
