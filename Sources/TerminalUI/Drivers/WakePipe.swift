internal import CTerminal
internal import Glibc

/// A pipe whose reading end is polled beside the keyboard; signal handlers and other threads write into it.
final class WakePipe: Sendable {
  let reading: Int32
  let writing: Int32

  init() throws(TerminalUIError) {
    var (reading, writing): (Int32, Int32) = (-1, -1)
    guard terminal_open_pipe(&reading, &writing) == 0 else {
      throw TerminalUIError("cannot open a pipe: \(String(cString: strerror(errno)))")
    }
    self.reading = reading
    self.writing = writing
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Called on any thread. A full pipe wakes as well, so the result does not matter.
  func wake() {
    var byte: UInt8 = 0x77
    _ = write(writing, &byte, 1)
  }

  /// Empties the pipe and says whether somebody other than a signal handler wrote.
  func drain() -> Bool {
    var wasWoken = false
    var bytes = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(reading, &bytes, bytes.count)
      guard count > 0 else { return wasWoken }
      wasWoken = wasWoken || bytes[0..<count].contains(0x77)
    }
  }
}
