internal import Experiment
internal import Sweeps

/// How the lowest final objective fell while trials ended.
public struct BestSoFar: Sendable, Equatable {
  /// A trial that has ended, in the order of the ends.
  public struct Entry: Sendable, Equatable {
    /// The trial's number.
    public var trial: Int
    /// Its last objective.
    public var value: Double
    /// Whether it was trained to its end: only such a trial can be the best.
    public var isComplete: Bool
    /// The lowest objective of all completed trials up to here; nil before the first.
    public var best: Double?
  }

  /// All trials that have ended and were evaluated.
  public let entries: [Entry]

  /// The trials of a sweep.
  public init(_ snapshot: SweepSnapshot) {
    var ends: [Int: Double] = [:]
    for attempt in snapshot.contents.attempts { ends[attempt.trial] = attempt.ended ?? ends[attempt.trial] }
    let over = snapshot.report.rows.filter { $0.trial.state.isOver && $0.last?.isFinite == true }
      .sorted { (ends[$0.trial.number] ?? 0, $0.trial.number) < (ends[$1.trial.number] ?? 0, $1.trial.number) }
    var best: Double?
    entries = over.map { row in
      let isComplete = row.trial.state == .completed
      let value = row.last ?? .nan
      if isComplete { best = min(best ?? value, value) }
      return Entry(trial: row.trial.number, value: value, isComplete: isComplete, best: best)
    }
  }
}
