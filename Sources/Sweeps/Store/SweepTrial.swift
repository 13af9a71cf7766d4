public import Experiment

/// One training run of a sweep.
public struct SweepTrial: Sendable, Equatable {
  /// Where a trial stands.
  public enum State: String, Sendable, CaseIterable {
    /// To be started, or taken up again where it was.
    case waiting
    /// A process works on it, or did when the sweep was cut off.
    case running
    /// It has come to a rung and goes on if it is promoted.
    case resting
    /// Held up by hand.
    case paused
    /// Trained to its end.
    case completed
    /// Ended early by a rule.
    case stopped
    /// Ended by hand.
    case killed
    /// Cannot be brought to its end.
    case failed

    /// Whether nothing more happens to it unless somebody wants it.
    public var isOver: Bool {
      switch self {
      case .completed, .stopped, .killed, .failed: true
      case .waiting, .running, .resting, .paused: false
      }
    }
  }

  /// Counts from 1.
  public var number: Int
  /// The combination it tries, counted from 1; trials with other seeds share it.
  public var configuration: Int
  /// Its values, axis by axis.
  public var settings: [Setting]
  /// Its `run.seed`.
  public var seed: Int
  /// What the whole run costs.
  public var cost: TrialCost
  /// Where it stands.
  public var state: State
  /// While a process works on it: what it becomes when that has ended; nil for what the run itself brings.
  public var wanted: State?
  /// Why it was ended, or failed; empty otherwise.
  public var reason: String
  /// Whether no rule may end it.
  public var isKept: Bool
  /// The step up to which it may run now.
  public var target: Int
  /// Last known step.
  public var step: Int

  /// A trial that is to be started.
  public init(number: Int, configuration: Int, settings: [Setting], seed: Int, cost: TrialCost, target: Int) {
    (self.number, self.configuration, self.settings, self.seed) = (number, configuration, settings, seed)
    (self.cost, self.target) = (cost, target)
    (state, wanted, reason, isKept, step) = (.waiting, nil, "", false, 0)
  }

  /// `trial-0007`: the stem of its files.
  public var name: String {
    let digits = String(number)
    return "trial-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// What is trained.
  ///
  /// - Throws: `RecipeError` where keys do not go together.
  public func recipe(of sweep: Sweep) throws -> Recipe {
    var recipe = try settings.applied(to: sweep.recipe)
    recipe[Keys.Run.seed] = seed
    recipe[Keys.Run.name] = "\(sweep.name) \(number): \(settings.label) seed=\(seed)"
    return recipe
  }
}

/// A process that worked on a trial.
public struct Attempt: Sendable, Equatable {
  /// Counts from 1 over the whole sweep.
  public var number: Int
  /// The trial's number.
  public var trial: Int
  /// Steps done when it began.
  public var from: Int
  /// The step it was to reach.
  public var target: Int
  /// What the executor calls it: a process number, or a job's name.
  public var identifier: String
  /// When it was started, in seconds since 1970.
  public var started: Double
  /// When its end was seen; nil while it runs.
  public var ended: Double?
  /// How it ended, in a word.
  public var outcome: String

  /// All fields, as they are described above.
  public init(
    number: Int, trial: Int, from: Int, target: Int, identifier: String = "", started: Double, ended: Double? = nil,
    outcome: String = ""
  ) {
    (self.number, self.trial, self.from, self.target) = (number, trial, from, target)
    (self.identifier, self.started, self.ended, self.outcome) = (identifier, started, ended, outcome)
  }
}

/// Something that was decided in a sweep, by hand or by rule.
public struct Decision: Sendable, Equatable {
  /// What can be decided.
  public enum Action: String, Sendable, CaseIterable {
    /// No rule may end the trial; one that was ended goes on.
    case keep
    /// Ends the trial.
    case kill
    /// Holds the trial up, with a checkpoint.
    case pause
    /// Lets a paused trial go on.
    case resume
    /// Adds trials: so many, or one combination.
    case add
    /// Gives the sweep another budget.
    case budget
    /// A rule ended the trial.
    case stop
    /// Successive halving sent the trial to the next rung.
    case promote
  }

  /// Counts from 1.
  public var number: Int
  /// When, in seconds since 1970.
  public var time: Double
  /// Who: `user`, or the word of a rule or method.
  public var author: String
  /// What.
  public var action: Action
  /// Of which trial; nil for the sweep.
  public var trial: Int?
  /// What goes with it: a number of trials, settings, seconds.
  public var value: String
  /// Why, in one line.
  public var reason: String
  /// When it was carried out; nil while it waits.
  public var taken: Double?

  /// All fields, as they are described above.
  public init(
    number: Int, time: Double, author: String, action: Action, trial: Int? = nil, value: String = "",
    reason: String = "", taken: Double? = nil
  ) {
    (self.number, self.time, self.author, self.action) = (number, time, author, action)
    (self.trial, self.value, self.reason, self.taken) = (trial, value, reason, taken)
  }
}
