/// Where trials run: this machine, or a cluster's queue.
///
/// A driver may be killed at any moment while its jobs go on. An executor therefore finds a job again by what it called it,
/// and never starts a second one for the same trial.
public protocol Executor: AnyObject {
  /// Starts a job.
  ///
  /// - Parameter onEnd: called on any thread when it has ended; may be left out by executors that have to be asked.
  /// - Returns: nil when a job of this trial runs already: `adopt` then gives it.
  /// - Throws: when the job cannot be started: one line.
  func start(_ job: TrialJob, onEnd: @escaping @Sendable () -> Void) throws -> (any RunningJob)?
  /// A job that an earlier driver has started and that still runs; nil when there is none.
  ///
  /// - Parameter identifier: what it was called; empty when the driver was killed before it knew.
  func adopt(_ job: TrialJob, identifier: String) throws -> (any RunningJob)?
}

/// What is to be done for a trial.
public struct TrialJob: Sendable, Equatable {
  /// The trial's name, by which its files are called.
  public var trial: String
  /// Arguments of the program.
  public var arguments: [String]

  /// A job for a trial of this name.
  public init(trial: String, arguments: [String]) {
    (self.trial, self.arguments) = (trial, arguments)
  }
}

/// A job under way.
public protocol RunningJob: AnyObject {
  /// What the executor calls it.
  var identifier: String { get }
  /// How it ended; nil while it runs.
  var ending: JobEnding? { get }
  /// Asks it to end with a checkpoint.
  func end()
  /// Ends it at once.
  func kill()
}

/// How a job ended. What it achieved stands in its session.
public enum JobEnding: Sendable, Equatable {
  /// By itself, as it should.
  case succeeded
  /// By a signal, or nobody knows how.
  case killed
  /// By itself, with an error: what it said last.
  case failed(message: String)

  /// In a word, for the sweep's file.
  var word: String {
    switch self {
    case .succeeded: "ended"
    case .killed: "killed"
    case .failed: "failed"
    }
  }
}
