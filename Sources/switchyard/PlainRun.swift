import ArgumentParser
import Experiment
import Foundation

/// Shows a live run as plain lines on standard output.
enum PlainRun {
  static func show(_ run: LiveRun) throws {
    let start = Date()
    // The step ends, a checkpoint is written, the session is closed; a second SIGINT kills. A closed pipe does the same.
    let signals = try StopSignals { [control = run.control] number in
      control.send(.stop(.terminated))
      if number == SIGINT { signal(SIGINT, SIG_DFL) }
    }
    defer { signals.cancel() }
    var printer = PlainPrinter(every: 10)
    while !run.events.isFinished {
      for line in printer.lines(for: run.events.drain(waiting: 1)) { print(line) }
      fflush(nil)
    }
    _ = run.finish()
    print(printer.summary(session: run.session.relativePath, seconds: Date().timeIntervalSince(start)))
    if signals.hasClosedOutput { throw ExitCode(ClosedPipe.status) }
  }
}
