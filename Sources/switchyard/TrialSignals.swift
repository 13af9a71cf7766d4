import Foundation

/// SIGINT, SIGTERM and SIGHUP end the trials with a checkpoint each; a second one kills them.
final class TrialSignals {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter stop: called for each signal, on another thread.
  init(_ stop: @escaping @Sendable () -> Void) {
    signal(SIGPIPE, SIG_IGN)
    sources = [SIGTERM, SIGINT, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler { stop() }
      source.resume()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
  }
}

/// Path of this program, for the trials' processes.
func thisProgram() throws -> String {
  do {
    return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  } catch {
    throw CommandError("/proc/self/exe: cannot be read, so no trial can be started")
  }
}
