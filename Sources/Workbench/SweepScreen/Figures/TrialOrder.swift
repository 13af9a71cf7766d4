internal import Experiment
internal import Sweeps

/// What a list of trials is sorted by.
public enum TrialSort: Sendable, Hashable {
  /// The order in which they were made.
  case number
  /// The last objective.
  case value
  /// Steps done.
  case step
  /// By the word of the state: what runs, what waits, what is over.
  case state
  /// How unevenly the experts are loaded.
  case balance
  /// Seconds that its processes took.
  case time
  /// The value of an axis, by its place.
  case axis(Int)

  /// All for a sweep with so many axes, in the order in which a key goes through them.
  static func all(axes: Int) -> [TrialSort] {
    [.number, .value] + (0..<axes).map { .axis($0) } + [.state, .step, .balance, .time]
  }
}

/// Which trials are listed, and in which order.
public struct TrialOrder: Sendable, Equatable {
  /// What they are sorted by.
  public var sort = TrialSort.number
  /// Whether from the largest.
  public var isDescending = false
  /// The regular expression that a trial's texts must match, or must not if it begins with `!`; empty shows all.
  public var filter = ""

  /// All trials by their numbers.
  public init() {}

  /// Whether a text can be a filter.
  static func isExpression(_ text: String) -> Bool {
    let pattern = text.hasPrefix("!") ? String(text.dropFirst()) : text
    return pattern.isEmpty || (try? Regex(pattern)) != nil
  }

  /// The numbers of the trials that are listed, in order; what has no figure comes last, equal ones by number.
  public func trials(_ snapshot: SweepSnapshot) -> [Int] {
    let isInverted = filter.hasPrefix("!")
    let pattern = isInverted ? String(filter.dropFirst()) : filter
    let expression = pattern.isEmpty ? nil : try? Regex(pattern).ignoresCase()
    let rows = snapshot.report.rows.filter { row in
      guard let expression else { return true }
      return (Self.text(row.trial).firstMatch(of: expression) != nil) != isInverted
    }
    if sort == .number {
      return isDescending ? rows.map(\.trial.number).reversed() : rows.map(\.trial.number)
    }
    let coordinates: AxisCoordinate? =
      if case .axis(let place) = sort, place < snapshot.contents.sweep.space.axes.count {
        AxisCoordinate(snapshot.contents.sweep.space.axes[place], trials: snapshot.contents.trials)
      } else { nil }
    let keyed = rows.map { row in
      (number: row.trial.number, key: key(row, snapshot, coordinates).flatMap { $0.isNaN ? nil : $0 })
    }
    return keyed.sorted { one, other in
      switch (one.key, other.key) {
      case (let a?, let b?) where a != b: isDescending ? a > b : a < b
      case (_?, nil): true
      case (nil, _?): false
      default: one.number < other.number
      }
    }.map(\.number)
  }

  /// What the filter looks at.
  static func text(_ trial: SweepTrial) -> String {
    ["\(trial.number)", trial.settings.label, "seed=\(trial.seed)", trial.state.rawValue, trial.reason]
      .filter { !$0.isEmpty }.joined(separator: " ") + (trial.isKept ? " kept" : "")
  }

  private func key(_ row: SweepReport.Row, _ snapshot: SweepSnapshot, _ coordinates: AxisCoordinate?) -> Double? {
    switch sort {
    case .number: Double(row.trial.number)
    case .value: row.last
    case .step: Double(row.trial.step)
    case .state: Self.rank(row.trial.state)
    case .balance: snapshot.balances[row.trial.number]
    case .time: row.seconds
    case .axis: coordinates?.share(row.trial)
    }
  }

  private static func rank(_ state: SweepTrial.State) -> Double {
    switch state {
    case .running: 0
    case .paused: 1
    case .resting: 2
    case .waiting: 3
    case .completed: 4
    case .stopped: 5
    case .killed: 6
    case .failed: 7
    }
  }
}
