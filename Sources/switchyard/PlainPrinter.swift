import Experiment
import Foundation
import TerminalUI

/// Prints a run as plain lines, for logs and for those who have the screen read to them: one every so many steps, one for
/// every evaluation, alert and control, and a summary. Nothing is drawn, coloured or written over, and what matters is
/// said in words.
struct PlainPrinter {
  /// Steps between lines.
  let every: Int
  private var state = RunState()
  private var firstLoss: Double?
  private var lastPrinted = -1

  init(every: Int) { self.every = every }

  /// - Returns: the lines for these events, in order.
  mutating func lines(for events: [Stamped]) -> [String] {
    var lines: [String] = []
    for stamped in events {
      state.apply(stamped)
      switch stamped.event {
      case .started(let header):
        let inUse = header.parametersInUse
        lines.append(
          "\(header.name): steps \(header.firstStep) to \(header.totalSteps), "
            + "\(Quantity.count(header.totalParameters)) parameters (\(Quantity.count(inUse.count)) \(inUse.word)), "
            + "\(Quantity.count(header.tokensPerStep)) tokens a step, \(header.machine.threads) threads, "
            + "\(header.machine.blasCore)")
      case .step(let step):
        if firstLoss == nil { firstLoss = step.loss }
        if step.step % every == 0 {
          lastPrinted = step.step
          lines.append(line(step))
        }
      case .evaluated(let evaluation) where !evaluation.tasks.isEmpty: lines += taskLines(evaluation)
      case .evaluated(let evaluation):
        var parts = ["step \(evaluation.step)", "\(evaluation.lossWord) \(Self.fixed(evaluation.loss, 4))"]
        if let bits = evaluation.knownBits { parts.append("\(Self.fixed(bits, 4)) bits/byte") }
        parts += evaluation.domains.map { "\($0.domain) \(Self.fixed($0.loss, 4))" }
        parts += evaluation.figures.map { "\($0.name) \(Self.fixed($0.value, 4))" }
        lines.append(parts.joined(separator: "  "))
      case .evaluatedUnder(let it):
        lines.append(
          "step \(it.evaluation.step)  \(it.checkpoint), \(it.conditionText): held-out \(Self.fixed(it.evaluation.loss, 4))"
        )
      case .counterfactual(let it):
        lines.append("step \(it.step)  counterfactual on the probe batch: \(Self.fixed(it.loss, 4)) as chosen")
      case .checkpointed(let checkpoint):
        lines.append(
          "step \(checkpoint.step)  checkpoint \(checkpoint.file)\(checkpoint.isBest ? " (best)" : ""), "
            + Quantity.bytes(checkpoint.bytes))
      case .alert(let alert): lines.append("step \(alert.step)  alert, \(alert.severity.rawValue): \(alert.message)")
      case .detailed: break
      case .twin(.evaluated(let evaluation)) where !evaluation.tasks.isEmpty:
        lines += taskLines(evaluation, of: "twin ")
      case .twin(let event): if let line = line(event) { lines.append(line) }
      case .control(let control):
        let what = control.key.isEmpty ? "" : " \(control.key) from \(control.before) to \(control.after)"
        lines.append("step \(control.step)  by hand: \(control.action.rawValue)\(what)")
      case .note(let note): lines.append("step \(note.step)  note: \(note.text)")
      case .log(let line): lines.append("\(line.level.rawValue): \(line.text)")
      case .finished(let finish):
        lines.append(
          "\(finish.reason.rawValue) after step \(finish.step)\(finish.message.isEmpty ? "" : ": \(finish.message)")")
      }
    }
    return lines.map(Self.printable)
  }

  /// An evaluation of several tasks: the whole in a line, then each task in one of its own.
  private func taskLines(_ evaluation: Evaluation, of who: String = "") -> [String] {
    let tasks = state.header?.tasks ?? []
    let start = "\(who)step \(evaluation.step)  "
    let figures = evaluation.figures.map { "\($0.name) \(Self.fixed($0.value, 4))" }
    var lines = [start + (["held-out \(Self.fixed(evaluation.loss, 4))"] + figures).joined(separator: "  ")]
    for score in evaluation.tasks {
      let name = tasks.indices.contains(score.task) ? tasks[score.task].name : "task \(score.task)"
      let figures = score.metrics.map { "\($0.name) \(Self.fixed($0.value, 4))" }
      lines.append(
        start
          + (["\(name) in group \(score.group)"] + figures + ["loss \(Self.fixed(score.loss, 4))"])
          .joined(separator: "  "))
    }
    return lines
  }

  /// The last line: what the run came to.
  func summary(session: String, seconds: Double) -> String {
    let losses = state.steps.loss
    let first = losses.first.map { Self.fixed($0, 4) } ?? "none"
    let last = losses.last.map { Self.fixed($0, 4) } ?? "none"
    let heldOut =
      state.evaluations.last.map { it in
        ", \(it.lossWord) \(Self.fixed(it.loss, 4))" + (it.score.map { ", \(it.scoreWord) \(Self.fixed($0, 4))" } ?? "")
      } ?? ""
    return Self.printable(
      "loss from \(first) to \(last)\(heldOut), \(Quantity.duration(seconds)); session \(session)")
  }

  private func line(_ event: TwinEvent) -> String? {
    switch event {
    case .started(let start):
      return "step \(start.step)  a twin for \(start.steps) steps: \(start.text)"
    case .step(let step): return step.step % every == 0 ? "twin " + line(step) : nil
    case .evaluated(let evaluation):
      return "twin step \(evaluation.step)  \(evaluation.lossWord) \(Self.fixed(evaluation.loss, 4))"
    case .ended(let end):
      let branch = end.branch.isEmpty ? "" : "; the other is in \(end.branch)"
      return "step \(end.step)  \(end.sentence)\(branch)"
    }
  }

  private func line(_ step: Step) -> String {
    let routed = step.ledgers.reduce(0) { $0 + $1.routed.reduce(0) { $0 + Int($1) } }
    let dropped = step.ledgers.reduce(0) { $0 + $1.dropped.reduce(0) { $0 + Int($1) } }
    let padded = step.ledgers.reduce(0) { $0 + $1.padded.reduce(0) { $0 + Int($1) } }
    let slots = padded + routed - dropped + step.ledgers.reduce(0) { $0 + $1.filled.reduce(0) { $0 + Int($1) } }
    func percent(_ part: Int, _ whole: Int) -> String {
      whole == 0 ? "none" : Self.fixed(100 * Double(part) / Double(whole), 1) + " %"
    }
    let ledger = step.ledgers.isEmpty ? "" : "  dropped \(percent(dropped, routed))  padded \(percent(padded, slots))"
    let tasks = state.header?.tasks ?? []
    let task = step.task.flatMap { tasks.indices.contains($0) ? "  \(tasks[$0].name)" : nil } ?? ""
    return
      "step \(step.step)  loss \(Self.fixed(step.loss, 4))\(task)\(ledger)  lr \(String(format: "%.2e", step.learningRate))  "
      + "norm \(Self.fixed(step.gradientNorm, 2))  \(Quantity.short(step.tokensPerSecond)) tok/s  "
      + "\(Self.fixed(step.gflops, 0)) GF/s"
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// Control characters and what cannot be seen, from names and notes, must not reach a terminal.
  static func printable(_ line: String) -> String { sanitized(line) }
}
