/// What a run tells the world. A run is a function from a recipe to a list of these.
public enum Event: Sendable, Equatable {
  /// The first event of a run, and again each time a stopped run is taken up.
  case started(Header)
  /// One training step: one event a step, never one a metric.
  case step(Step)
  /// Figures on held-out text.
  case evaluated(Evaluation)
  /// Figures on held-out text of a checkpoint under other conditions than it was trained in.
  case evaluatedUnder(ConditionalEvaluation)
  /// What other choices of the router would have cost.
  case counterfactual(Counterfactual)
  /// A checkpoint has been written and synced.
  case checkpointed(Checkpoint)
  /// Something that wants attention.
  case alert(Alert)
  /// The steps before an alert in full detail; follows the alert.
  case detailed(StepDetails)
  /// What happens to a shadow copy of the run.
  case twin(TwinEvent)
  /// What the user did to the run.
  case control(Control)
  /// A remark of the user on the time line.
  case note(Note)
  /// A line for the log panel.
  case log(LogLine)
  /// The last event of a run, or of this stretch of it.
  case finished(Finish)
}

/// An event with its place in the run and the moment at which it was emitted.
public struct Stamped: Sendable, Equatable {
  /// Counts from 0 within a run, without gaps, across resumptions.
  public var sequence: Int
  /// Seconds since 1970.
  @Exact public var time: Double
  /// What happened.
  public var event: Event

  /// All fields, as they are described above.
  public init(sequence: Int, time: Double, event: Event) {
    self.sequence = sequence
    self.time = time
    self.event = event
  }
}

/// One training step.
public struct Step: Sendable, Equatable {
  /// Counts from 1: the number of optimiser steps done when this event is emitted.
  public var step: Int
  /// Tokens seen since the run's beginning.
  public var tokens: Int
  /// Mean cross-entropy of the step's batch, in nats a token, before the optimiser's update.
  @Exact public var loss: Double
  /// Further terms of the objective by name (`balance`, `z`), weighted by their coefficients and summed over layers.
  public var terms: [NamedValue]
  /// Learning rate used by this step.
  @Exact public var learningRate: Double
  /// Global norm of the gradient before clipping.
  @Exact public var gradientNorm: Double
  /// Tokens a second of this step alone.
  @Exact public var tokensPerSecond: Double
  /// Wall-clock seconds of this step, evaluation and checkpoints not counted.
  @Exact public var seconds: Double
  /// Seconds by phase, in the order in which the phases run.
  public var phases: [NamedValue]
  /// Arithmetic rate of the step by the model's own FLOP count, in GFLOP/s.
  @Exact public var gflops: Double
  /// Resident memory of the process in bytes.
  public var residentBytes: Int
  /// One ledger for each MoE layer, in the order of the model.
  public var ledgers: [LayerLedger]
  /// For each window of the batch the cluster it was drawn from, an index into the header's clusters; empty where
  /// windows are not drawn by clusters.
  public var draws: [Int32]
  /// The task of the batch, its place in the header's tasks; nil where a batch is of several, or there are none.
  public var task: Int?

  /// All fields, as they are described above.
  public init(
    step: Int, tokens: Int, loss: Double, terms: [NamedValue] = [], learningRate: Double = 0, gradientNorm: Double = 0,
    tokensPerSecond: Double = 0, seconds: Double = 0, phases: [NamedValue] = [], gflops: Double = 0,
    residentBytes: Int = 0, ledgers: [LayerLedger] = [], draws: [Int32] = [], task: Int? = nil
  ) {
    self.task = task
    self.step = step
    self.tokens = tokens
    self.loss = loss
    self.terms = terms
    self.learningRate = learningRate
    self.gradientNorm = gradientNorm
    self.tokensPerSecond = tokensPerSecond
    self.seconds = seconds
    self.phases = phases
    self.gflops = gflops
    self.residentBytes = residentBytes
    self.ledgers = ledgers
    self.draws = draws
  }
}

/// A number with its name.
public struct NamedValue: Sendable, Equatable {
  /// What the number is.
  public var name: String
  /// The number.
  @Exact public var value: Double

  /// All fields, as they are described above.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// A checkpoint that is safely on disk.
public struct Checkpoint: Sendable, Equatable {
  /// The number of optimiser steps done.
  public var step: Int
  /// File name, relative to the session's folder of checkpoints.
  public var file: String
  /// Size of the file.
  public var bytes: Int
  /// Whether this checkpoint has the lowest held-out loss so far.
  public var isBest: Bool
  /// Hash of the weights in it; nil where it was not recorded. See `ParameterBlock.hash`.
  public var weightHash: UInt64?

  /// All fields, as they are described above.
  public init(step: Int, file: String, bytes: Int, isBest: Bool, weightHash: UInt64? = nil) {
    self.step = step
    self.file = file
    self.bytes = bytes
    self.isBest = isBest
    self.weightHash = weightHash
  }
}

/// Something that wants attention.
public struct Alert: Sendable, Equatable {
  /// How much an alert matters.
  public enum Severity: String, Sendable, Equatable, CaseIterable { case warning, critical }
  /// A short stable word such as `loss-not-finite`, `dead-expert`, `recording-stopped`.
  public var rule: String
  /// How much it matters.
  public var severity: Severity
  /// The number of optimiser steps done.
  public var step: Int
  /// One line for people.
  public var message: String

  /// All fields, as they are described above.
  public init(rule: String, severity: Severity, step: Int, message: String) {
    self.rule = rule
    self.severity = severity
    self.step = step
    self.message = message
  }
}

/// What the user, or a script, did to the run.
public struct Control: Sendable, Equatable {
  /// What can be done to a run.
  public enum Action: String, Sendable, Equatable, CaseIterable { case pause, resume, singleStep, stop, set, undo }
  /// What was done.
  public var action: Action
  /// The number of steps done when it took effect.
  public var step: Int
  /// For `set` and `undo`: the recipe key, its value before and after. Empty otherwise.
  public var key: String
  /// The value before.
  public var before: String
  /// The value after.
  public var after: String

  /// All fields, as they are described above.
  public init(action: Action, step: Int, key: String = "", before: String = "", after: String = "") {
    self.action = action
    self.step = step
    self.key = key
    self.before = before
    self.after = after
  }
}

/// A remark on the time line.
public struct Note: Sendable, Equatable {
  /// The number of optimiser steps done.
  public var step: Int
  /// What was written.
  public var text: String

  /// All fields, as they are described above.
  public init(step: Int, text: String) {
    self.step = step
    self.text = text
  }
}

/// A line for the log panel.
public struct LogLine: Sendable, Equatable {
  /// How much a line matters.
  public enum Level: String, Sendable, Equatable, CaseIterable { case debug, info, warning, error }
  /// How much it matters.
  public var level: Level
  /// What was written.
  public var text: String

  /// All fields, as they are described above.
  public init(level: Level = .info, text: String) {
    self.level = level
    self.text = text
  }
}

/// How a run, or a stretch of it, ended.
public struct Finish: Sendable, Equatable {
  /// How a run can end.
  public enum Reason: String, Sendable, Equatable, CaseIterable { case completed, stopped, terminated, failed }
  /// How it ended.
  public var reason: Reason
  /// Number of optimiser steps done.
  public var step: Int
  /// One line: why, for `failed`.
  public var message: String

  /// All fields, as they are described above.
  public init(reason: Reason, step: Int, message: String = "") {
    self.reason = reason
    self.step = step
    self.message = message
  }
}
