import Foundation

/// Standard error, where whoever reads it may have gone.
///
/// `FileHandle.write` ends the program with a backtrace where a pipe is closed or a terminal is lost.
enum StandardError {
  /// Writes a text as it is. That it cannot be written is told to nobody: there is nobody.
  static func write(_ text: String) { _ = writeAll(text, to: STDERR_FILENO) }
}

/// Writes a text to an open file, past all buffers.
///
/// - Returns: 0, or what `errno` says of why it could not be written to its end.
func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      // Whoever reads has made it so that it does not wait.
      usleep(1000)
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}

/// What happens when whoever reads standard output has gone, as `head` has after its lines.
///
/// The program ends without a word, as others do. Only where there is work to be ended in good order `StopSignals` listens
/// instead; the program then leaves with `status`.
enum ClosedPipe {
  /// What a shell says of a program that SIGPIPE has ended.
  static let status: Int32 = 141

  /// Takes back what whoever started the program may have handed down: that the signal is ignored, or blocked.
  static func endsTheProgram() {
    signal(SIGPIPE, SIG_DFL)
    var wanted = sigset_t()
    sigemptyset(&wanted)
    sigaddset(&wanted, SIGPIPE)
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
  }
}
