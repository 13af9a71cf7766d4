/// What a study under way tells.
public enum StudyEvent: Sendable, Equatable {
  /// Something that was done besides: a file moved aside, a trial of another process waited for.
  case note(String)
  /// A process was started for a trial.
  case started(Trial, TrialTask)
  /// A trial is done, conditions included.
  case finished(Trial, TrialFigures, StudyProgress)
  /// A trial cannot be brought to its end.
  case failed(Trial, message: String, StudyProgress)
  /// Once a second, where it was asked for.
  case tick(StudyProgress)
}

/// What a process is started for.
public enum TrialTask: Sendable, Equatable {
  /// Training from the beginning.
  case run
  /// Training from a checkpoint after this step.
  case resume(step: Int)
  /// Evaluating the trained model under a condition.
  case evaluate(condition: String)
}

/// How far a study is.
public struct StudyProgress: Sendable, Equatable {
  /// Trials that are done.
  public var done: Int
  /// Trials that cannot be brought to their end.
  public var failed: Int
  /// All trials.
  public var total: Int
  /// What runs now: names of trials with the share of their steps that is done.
  public var running: [Running]
  /// Seconds that the rest will take; nil before anything is known.
  public var secondsLeft: Double?

  /// A trial under way.
  public struct Running: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Steps done.
    public var step: Int
    /// Steps of the whole trial.
    public var steps: Int
  }
}
