internal import Experiment
internal import TerminalUI

/// What `FrontPicture` and the command line print of a `RunFront`.
public struct FrontColumns: Sendable {
  /// What stands above the columns.
  public static let titles = ["run", "n", "accuracy", "images/s", "GFLOP", "front"]
  /// A row for each point, the most accurate first, and the places of its runs.
  public let rows: [(runs: [Int], cells: [String])]
  /// What the figures mean, in a line.
  public let remark: String

  /// - Parameter comparison: what the front is of; it knows what the runs are called.
  public init(_ front: RunFront, _ comparison: Comparison) {
    let labels = comparison.labels
    let (fast, light) = (front.best(.throughput), front.best(.work))
    func text(_ value: Double, _ places: Int) -> String { value.isFinite ? decimal(value, places) : "–" }
    rows = front.points.sorted { $0.accuracy > $1.accuracy }.map { point in
      let words = [(fast.contains(point), "speed"), (light.contains(point), "work")].filter(\.0).map(\.1)
      return (
        point.runs,
        [
          sanitized(comparison.label(of: point.runs, among: labels)), "\(point.runs.count)", Self.accuracy(point),
          text(point.throughput, 1), text(point.work, 2), words.joined(separator: ", "),
        ]
      )
    }
    let means = front.points.contains { $0.runs.count > 1 } ? "n: runs that it is the mean of, ± over seeds; " : ""
    remark =
      "\(sanitized(front.task)): accuracy on \(front.isOfTest ? "test" : "validation") images; \(means)"
      + "front: nothing is more accurate at no less speed, or no more work"
  }

  /// `58.6 ±9.1 %`
  static func accuracy(_ point: RunFront.Point) -> String {
    decimal(100 * point.accuracy, 1) + (point.spread.map { " ±" + decimal(100 * $0, 1) } ?? "") + " %"
  }
}
