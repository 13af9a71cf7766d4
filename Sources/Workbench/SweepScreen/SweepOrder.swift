public import Sweeps

/// What the screen wants done about a sweep.
public enum SweepOrder: Sendable, Equatable {
  /// Record a decision; whoever runs the sweep carries it out.
  case decide(Decision.Action, trial: Int? = nil, value: String = "", reason: String = "")
  /// Start a process that runs the sweep.
  case run
  /// Ask the process that runs it to end: each trial writes a checkpoint.
  case stop

  /// What takes a decision back; nil where that makes no sense.
  ///
  /// - Parameter budget: what the sweep could spend before, in seconds; nil for no limit.
  func reversed(budget: Double?) -> SweepOrder? {
    guard case .decide(let action, let trial, _, _) = self else { return nil }
    return switch action {
    case .pause, .kill: .decide(.resume, trial: trial)
    case .resume: .decide(.pause, trial: trial)
    case .budget: .decide(.budget, value: budget.map { "\($0)" } ?? "none")
    case .keep, .add, .stop, .promote: nil
    }
  }
}
