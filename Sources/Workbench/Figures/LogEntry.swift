public import Experiment
internal import TerminalUI

/// One line of the log panel.
public struct LogEntry: Sendable, Equatable {
  /// What a line is about; decides its colour and the word that stands before it.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    case info, evaluation, checkpoint, control, note, warning, critical, error, finish
  }

  /// Seconds since 1970.
  public var time: Double
  /// The number of steps done when it was told.
  public var step: Int
  /// What it is about.
  public var kind: Kind
  /// One line.
  public var text: String

  /// The line for an event; nil for events that have no line of their own (steps, debug output).
  ///
  /// - Parameter step: steps done, for events that do not say it themselves.
  public init?(_ stamped: Stamped, step: Int) {
    time = stamped.time
    switch stamped.event {
    case .step, .detailed, .twin(.step): return nil
    case .twin(.started(let start)):
      (self.step, kind) = (start.step, .control)
      text = "a twin for \(grouped(start.steps)) steps: \(start.text)"
    case .twin(.evaluated(let evaluation)):
      (self.step, kind) = (evaluation.step, .evaluation)
      text = "twin: \(evaluation.lossWord) " + Self.headline(evaluation)
    case .twin(.ended(let end)):
      (self.step, kind) = (end.step, .control)
      text = end.sentence + (end.branch.isEmpty ? "" : "; the other is in \(end.branch)")
    case .started(let header):
      (self.step, kind) = (header.firstStep, .info)
      let verb = header.firstStep > 0 ? "resumed at step \(grouped(header.firstStep))" : "started"
      let inUse = header.parametersInUse
      text =
        "\(header.name) \(verb): \(grouped(header.totalSteps)) steps of \(grouped(header.tokensPerStep)) tokens, "
        + "\(compact(Double(header.totalParameters))) parameters, \(compact(Double(inUse.count))) \(inUse.word)"
    case .evaluated(let evaluation):
      (self.step, kind) = (evaluation.step, .evaluation)
      text = "\(evaluation.lossWord) " + Self.headline(evaluation)
    case .evaluatedUnder(let it):
      (self.step, kind) = (it.evaluation.step, .evaluation)
      let unit = it.evaluation.tasks.isEmpty ? " nats" : ""
      text = "held-out \(decimal(it.evaluation.loss, 3))\(unit) of \(it.checkpoint), \(it.conditionText)"
    case .counterfactual(let it):
      (self.step, kind) = (it.step, .evaluation)
      text = "counterfactual: \(decimal(it.loss, 3)) nats on the probe batch, \(it.layers.count) layers asked"
    case .checkpointed(let checkpoint):
      (self.step, kind) = (checkpoint.step, .checkpoint)
      let size = decimal(Double(checkpoint.bytes) / 1e6, 1)
      text = "checkpoint \(checkpoint.file), \(size) MB\(checkpoint.isBest ? ", best so far" : "")"
    case .alert(let alert):
      (self.step, kind) = (alert.step, alert.severity == .critical ? .critical : .warning)
      text = alert.message
    case .control(let control):
      (self.step, kind) = (control.step, .control)
      text = LogEntry.text(of: control)
    case .note(let note): (self.step, kind, text) = (note.step, .note, note.text)
    case .log(let line):
      guard line.level != .debug else { return nil }
      (self.step, text) = (step, line.text)
      kind =
        switch line.level {
        case .debug, .info: .info
        case .warning: .warning
        case .error: .error
        }
    case .finished(let finish):
      (self.step, kind) = (finish.step, finish.reason == .failed ? .error : .finish)
      let reason = finish.message.isEmpty ? "" : ": \(finish.message)"
      text = "\(finish.reason.rawValue) after \(grouped(finish.step)) steps\(reason)"
    }
  }

  /// Makes a line from its parts.
  public init(time: Double, step: Int, kind: Kind, text: String) {
    self.time = time
    self.step = step
    self.kind = kind
    self.text = text
  }

  private static func headline(_ evaluation: Evaluation) -> String {
    // The mean of several tasks' scaled losses has no unit; without it a line of adaptation fits the log of a usual window.
    let unit = evaluation.lossWord == "held-out" && evaluation.tasks.isEmpty ? " nats" : ""
    return evaluation.headline(loss: unit, bits: " bits a byte") { decimal($0, 3) }
  }

  private static func text(of control: Control) -> String {
    switch control.action {
    case .pause: "paused"
    case .resume: "resumed"
    case .singleStep: "single step"
    case .stop: "stop asked for"
    case .set: "\(control.key) \(control.before) → \(control.after)"
    case .undo: "undone: \(control.key) \(control.before) → \(control.after)"
    }
  }
}
