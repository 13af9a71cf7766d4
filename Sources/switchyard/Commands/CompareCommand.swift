import ArgumentParser
import Experiment
import Foundation
import Sessions
import Workbench

/// `switchyard compare`: runs over each other on the screen, or the table of their final figures.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Lay runs over each other: curves, final figures, experts, recipes.",
    discussion: """
      On a terminal it opens the screen; otherwise, and with --table, --csv or --json, it prints the final figures: each \
      run, the mean over seeds of runs whose recipes are equal but for the seed, and the difference to the baseline. The \
      first run is the baseline unless --baseline names another. What cannot be read is named and left out.
      """)

  @Argument(
    help: "Sessions: files, or names in the folder of sessions; also of runs that are under way.",
    completion: .file(extensions: ["sqlite"]))
  var sessions: [String]

  @Option(help: "The run that the others are compared with: one of the sessions.")
  var baseline: String?

  @Flag(help: "Print the table of final figures as text.")
  var table = false

  @Flag(help: "Print it as comma-separated values, means and runs each on a line.")
  var csv = false

  @Flag(help: "Print it as one JSON object.")
  var json = false

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if [table, csv, json].count(where: { $0 }) > 1 {
      throw ValidationError("--table, --csv and --json exclude each other")
    }
    if sessions.count > Comparison.limit {
      throw ValidationError("at most \(Comparison.limit) sessions can be compared at a time, not \(sessions.count)")
    }
  }

  func run() throws {
    let library = SessionLibrary()
    var paths: [String] = []
    for session in sessions {
      let path = try library.path(of: session)
      if !paths.contains(path) { paths.append(path) }
    }
    if let baseline {
      let path = try library.path(of: baseline)
      paths.removeAll { $0 == path }
      paths.insert(path, at: 0)
    }
    if display.isScreen, !table, !csv, !json {
      return try Navigator.open(display.screen, at: .compare(sessions: paths))
    }
    let comparison = try Self.read(paths)
    let report = ComparisonReport(comparison)
    print(try json ? report.json : csv ? report.csv : report.text)
  }

  /// Reads all runs; what cannot be read is said on standard error.
  static func read(_ paths: [String]) throws -> Comparison {
    var comparison = Comparison()
    for path in paths {
      _ = comparison.add(path)
      do throws(SessionError) {
        var last = -1
        while true {
          let events = try SessionReader(path: path).events(after: last, limit: 1000)
          comparison.apply(events, to: path, isRead: events.count < 1000)
          guard events.count == 1000, let end = events.last else { break }
          last = end.sequence
        }
      } catch {
        comparison.leaveOut(path, error.message)
        StandardError.write("left out: \(error)\n")
      }
    }
    if comparison.runs.isEmpty { throw CommandError("none of the sessions can be read") }
    return comparison
  }
}
