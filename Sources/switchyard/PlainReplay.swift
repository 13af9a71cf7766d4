import Experiment
import Foundation
import Sessions

/// A recorded run as plain lines on standard output.
enum PlainReplay {
  /// Prints all of it, without waiting.
  static func show(_ path: String) throws {
    var printer = PlainPrinter(every: 10)
    var seconds: (first: Double, last: Double)?
    try SessionReader(path: path).forEach { stamped in
      for line in printer.lines(for: [stamped]) { print(line) }
      seconds = (seconds?.first ?? stamped.time, stamped.time)
    }
    let length = seconds.map { $0.last - $0.first } ?? 0
    print(printer.summary(session: path, seconds: length))
  }

  /// Prints a session that another process is writing, as it grows, until the run has ended.
  static func follow(_ path: String) throws {
    var printer = PlainPrinter(every: 10)
    let reader = try SessionReader(path: path)
    var last = -1
    var hasEnded = false
    while !hasEnded {
      let events = try reader.events(after: last, limit: 1000)
      for line in printer.lines(for: events) { print(line) }
      fflush(nil)
      for stamped in events {
        last = stamped.sequence
        switch stamped.event {
        case .finished: hasEnded = true
        case .started: hasEnded = false
        default: break
        }
      }
      // Once a second the writer commits.
      if events.isEmpty {
        guard reader.isBeingWritten else { return print("nobody writes the session any more") }
        Thread.sleep(forTimeInterval: 0.5)
      }
    }
  }
}
