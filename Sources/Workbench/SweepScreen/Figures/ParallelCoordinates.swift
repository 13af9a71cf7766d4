internal import Experiment
internal import Sweeps
internal import TerminalUI

/// The trials of a sweep as lines over its axes and their objective at the right.
public struct ParallelCoordinates: Sendable, Equatable {
  /// A trial's line.
  public struct Line: Sendable, Equatable {
    /// The trial's number.
    public var trial: Int
    /// Where it crosses each axis, from 0 to 1, and at last the objective; nil where it has no value.
    public var shares: [Double?]
  }

  /// The axes, without the objective.
  public let axes: [AxisCoordinate]
  /// Smallest and largest last objective of all trials; nil before the first evaluation.
  public let objective: ClosedRange<Double>?
  /// By the trials' numbers.
  public let lines: [Line]

  /// The lines of a sweep's trials.
  public init(_ snapshot: SweepSnapshot) {
    let trials = snapshot.contents.trials
    let axes = snapshot.contents.sweep.space.axes.map { AxisCoordinate($0, trials: trials) }
    let values = snapshot.report.rows.compactMap(\.last).filter(\.isFinite)
    let range: ClosedRange<Double>? = if let low = values.min(), let high = values.max() { low...high } else { nil }
    self.axes = axes
    objective = range
    lines = snapshot.report.rows.map { row in
      let value = row.last.flatMap { last in
        range.flatMap { AxisCoordinate.share(last, of: $0, isLogarithmic: false) }
      }
      return Line(trial: row.trial.number, shares: axes.map { $0.share(row.trial) } + [value])
    }
  }
}
