import Foundation

/// Where the handler writes; −1 while nobody listens.
private nonisolated(unsafe) var stopPipe: Int32 = -1
/// Whether a handler has seen that nobody reads the output.
private nonisolated(unsafe) var outputIsClosed: sig_atomic_t = 0

/// SIGTERM, SIGINT and SIGHUP end the work in good order: whoever listens is told of each, on another thread. So does a
/// closed pipe, of which it is told once: nobody reads what the work prints.
///
/// A handler writes into a pipe. With a dispatch source for signals, one that comes while the source is being set up is
/// lost, and a run that is told to stop in its first moment would never stop.
final class StopSignals {
  private static let numbers = [SIGTERM, SIGINT, SIGHUP, SIGPIPE]
  private let source: any DispatchSourceRead
  private let ends: (reading: Int32, writing: Int32)

  /// - Parameter stop: is given the signal's number.
  /// - Throws: `CommandError` when the system has no pipe left.
  init(_ stop: @escaping @Sendable (Int32) -> Void) throws {
    var both: [Int32] = [-1, -1]
    guard pipe(&both) == 0 else {
      throw CommandError("no pipe for signals: \(String(cString: strerror(errno)))")
    }
    for end in both {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    let ends = (reading: both[0], writing: both[1])
    self.ends = ends
    stopPipe = ends.writing
    source = DispatchSource.makeReadSource(fileDescriptor: ends.reading, queue: .global(qos: .userInitiated))
    source.setEventHandler {
      var number: UInt8 = 0
      while read(ends.reading, &number, 1) == 1 { stop(Int32(number)) }
    }
    source.resume()
    // Whoever started the program may have handed down a mask in which these are blocked.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in Self.numbers {
      signal(number) { number in
        let error = errno
        // What is printed from here on is lost without a further word.
        if number == SIGPIPE {
          signal(SIGPIPE, SIG_IGN)
          outputIsClosed = 1
        }
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(stopPipe, &byte, 1)
        errno = error
      }
      sigaddset(&wanted, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
  }

  /// Whether nobody reads the output any more.
  var hasClosedOutput: Bool { outputIsClosed != 0 }

  /// From here on the signals do what they usually do. That of a pipe that is known to be closed stays ignored, so that
  /// the program leaves with the status it wants.
  func cancel() {
    for number in Self.numbers where number != SIGPIPE || !hasClosedOutput { signal(number, SIG_DFL) }
    stopPipe = -1
    source.setCancelHandler { [ends] in
      close(ends.reading)
      close(ends.writing)
    }
    source.cancel()
  }
}
