import Experiment
import Foundation

/// Shows a live run as plain lines on standard output.
enum PlainRun {
  static func show(_ run: LiveRun) {
    let start = Date()
    let signals = StopSignals(control: run.control)
    defer { signals.cancel() }
    var printer = PlainPrinter(every: 10)
    while !run.events.isFinished {
      for line in printer.lines(for: run.events.drain(waiting: 1)) { print(line) }
      fflush(nil)
    }
    _ = run.finish()
    print(printer.summary(session: run.session.relativePath, seconds: Date().timeIntervalSince(start)))
  }
}

/// SIGTERM, SIGINT and SIGHUP end the step, write a checkpoint and close the session; a second SIGINT kills.
final class StopSignals {
  private let sources: [any DispatchSourceSignal]

  init(control: RunControl) {
    signal(SIGPIPE, SIG_IGN)
    sources = [SIGTERM, SIGINT, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler {
        control.send(.stop(.terminated))
        if number == SIGINT { signal(SIGINT, SIG_DFL) }
      }
      source.resume()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
  }
}
