import Experiment
import Foundation

/// Where the events of a session are: enough to play and to seek without reading them.
struct Timeline: Sendable {
  /// One event.
  struct Entry: Sendable {
    var sequence: Int
    /// Seconds since 1970.
    var time: Double
    var kind: SessionFormat.Kind
    /// For steps, evaluations and counterfactuals their step, for `started` the steps already done; otherwise 0.
    var step: Int
  }

  private(set) var entries: [Entry] = []
  /// Playing time of each event in seconds: recorded time with long waits cut short.
  private(set) var moments: [Double] = []
  /// Numbers of events after which the screen shows one whole step: that step and all up to the next one.
  private(set) var stops: [Int] = []

  /// No wait in a replay is longer than this, so that a night between two stretches is not waited out.
  static let longestWait = 5.0

  mutating func append(_ entry: Entry) {
    if entry.kind == .step {
      // A stop before the first step, and before each that follows.
      if stops.last != entries.count { stops.append(entries.count) }
    } else if entry.kind == .started, entries.contains(where: { $0.kind == .step }), stops.last != entries.count {
      stops.append(entries.count)
    }
    if let last = entries.last, let moment = moments.last {
      let wait = entry.time - last.time
      moments.append(moment + (wait.isFinite ? min(max(0, wait), Self.longestWait) : 0))
    } else {
      moments.append(0)
    }
    entries.append(entry)
  }

  /// All stops, the end of the session included.
  var allStops: [Int] { stops.last == entries.count ? stops : stops + [entries.count] }

  /// Number of events after which this step has been shown; of a step done twice the last time counts. Nil when the
  /// session has no step up to this number.
  func stop(ofStep step: Int) -> Int? {
    let reached = entries.lastIndex { $0.kind == .step && $0.step == step }
    let nearest = reached ?? entries.lastIndex { $0.kind == .step && $0.step < step }
    guard let index = nearest else { return nil }
    return allStops.first { $0 > index }
  }

  /// Sequence numbers of steps, evaluations and counterfactuals that a stretch took back by starting before them: what
  /// comes later replaces them.
  var superseded: Set<Int> {
    var superseded: Set<Int> = []
    // From the end, for the earliest start of all later stretches decides.
    var earliest = Int.max
    for entry in entries.reversed() {
      switch entry.kind {
      case .started: earliest = min(earliest, entry.step)
      case .step, .evaluated, .evaluatedUnder, .counterfactual:
        if entry.step > earliest { superseded.insert(entry.sequence) }
      default: break
      }
    }
    return superseded
  }
}
