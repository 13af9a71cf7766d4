/// What a sweep under way tells.
public enum SweepEvent: Sendable, Equatable {
  /// Something that was done besides.
  case note(String)
  /// A process was started for a trial, from this step.
  case started(SweepTrial)
  /// No process works on a trial any more; its state says what has become of it.
  case ended(SweepTrial, value: Double?, SweepProgress)
  /// A decision by hand was carried out.
  case decided(Decision)
  /// Once a second, where it was asked for.
  case tick(SweepProgress)
}

/// How far a sweep is.
public struct SweepProgress: Sendable, Equatable {
  /// Trials to which nothing more happens.
  public var over: Int
  /// All trials.
  public var total: Int
  /// What runs now: numbers of trials with their steps done and to do.
  public var running: [Running]
  /// Seconds that the rest will take; nil before anything is known.
  public var secondsLeft: Double?

  /// A trial under way.
  public struct Running: Sendable, Equatable {
    /// Its number.
    public var trial: Int
    /// Steps done.
    public var step: Int
    /// Steps to which it may run now.
    public var target: Int
  }
}

/// How running a sweep ended.
public enum SweepOutcome: Sendable, Equatable {
  /// Nothing is left to do, but for so many trials that are paused.
  case completed(paused: Int)
  /// `stop()` was called.
  case interrupted
  /// The budget is used up; so many trials are not over.
  case outOfBudget(left: Int)
}
