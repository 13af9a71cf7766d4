internal import Experiment
internal import Sweeps
internal import TerminalUI

extension SweepState {
  /// What is decided by hand.
  mutating func decide(_ command: CommandID, at now: Double) {
    switch command {
    case .keepTrial: record(.keep, subjects.filter { !$0.isKept }, "is kept: no rule may end it", at: now)
    case .pauseTrial: pause(at: now)
    case .killTrial: askForReason(at: now)
    case .addTrials:
      let isDrawn = snapshot.contents.sweep.trials != nil
      let axes = snapshot.contents.sweep.space.axes.map { "\($0.key.path)=…" }.joined(separator: " ")
      dialog = .prompt(
        .add,
        Prompt(
          Question(
            "Add trials", hint: (isDrawn ? "how many more to draw, or settings: " : "settings: ") + axes)))
    case .changeBudget:
      let spent = duration(seconds: snapshot.contents.spent)
      dialog = .prompt(
        .budget, Prompt(Question("Budget", hint: "how long in all, such as 90m or 2h, or none; \(spent) is spent")))
    case .undoDecision: undo(at: now)
    case .runSweep:
      if snapshot.driver.isRunning {
        say("the sweep runs already", at: now)
      } else if snapshot.isOver {
        say("all trials are over; a adds some, p or e lets one go on", at: now)
      } else {
        orders.append(.run)
        (isOurs, isStarting) = (true, true)
        say("starting a process that runs the sweep", at: now)
      }
    case .stopSweep:
      guard snapshot.driver.isRunning else { return say("nobody runs the sweep", at: now) }
      dialog = .question(
        .stop,
        KeyedQuestion(
          title: "Stop the sweep", text: "Each running trial writes a checkpoint; R or `switchyard sweep` goes on.",
          answers: [.init(.character("s"), "stop it"), .init(.character("c"), "cancel: it goes on")]))
    default: break
    }
  }

  /// Records one decision about each of some trials.
  private mutating func record(
    _ action: Decision.Action, _ trials: [SweepTrial], _ what: String, reason: String = "", at now: Double
  ) {
    guard let first = trials.first else {
      return say("\(action.rawValue): nothing to do for \(name(subjects))", at: now)
    }
    let decisions = trials.map { SweepOrder.decide(action, trial: $0.number, reason: reason) }
    orders += decisions
    let back = decisions.compactMap { $0.reversed(budget: nil) }
    undoing.append(back.isEmpty ? nil : back)
    marks = []
    say(trials.count == 1 ? "trial \(first.number) \(what)" : "\(trials.count) trials: \(action.rawValue)", at: now)
  }

  private func name(_ trials: [SweepTrial]) -> String {
    trials.count == 1 ? "trial \(trials[0].number)" : "these \(trials.count) trials"
  }

  /// Pauses what can be paused; where nothing can, lets go on what was held up or ended by hand.
  private mutating func pause(at now: Double) {
    let open = subjects.filter(\.canPause)
    if !open.isEmpty { return record(.pause, open, "is held up, with a checkpoint", at: now) }
    record(
      .resume, subjects.filter(\.canResume), "goes on", at: now)
  }

  private mutating func askForReason(at now: Double) {
    let open = subjects.filter { !$0.state.isOver }
    guard !open.isEmpty else { return say("\(name(subjects)): over already", at: now) }
    dialog = .prompt(
      .killReason(open.map(\.number)),
      Prompt(Question("End \(name(open))", hint: "why, for the record; may be empty. p lets it go on again")))
  }

  private mutating func undo(at now: Double) {
    guard let last = undoing.popLast() else { return say("nothing was decided here", at: now) }
    guard let last else { return say("that cannot be taken back; decide otherwise", at: now) }
    orders += last
    say("taken back", at: now)
  }

  mutating func take(_ answer: DialogAnswer<SweepPurpose>, at now: Double) -> [Effect] {
    switch answer {
    case .entered(let purpose, let text): enter(text, for: purpose, at: now)
    case .chosen(.leave, let place):
      dialog = nil
      if place == 0 { return [.leave(.back)] }
      if place == 1 { stop(at: now) }
      isStopping = place == 1
    case .chosen(.stop, let place):
      dialog = nil
      if place == 0 { stop(at: now) }
    default: dialog = nil
    }
    return []
  }

  /// What is wrong, without the option of the command line.
  private static func message(_ error: any Error) -> String {
    switch error {
    case let error as RecipeError: [error.key, error.message].filter { !$0.isEmpty }.joined(separator: " ")
    case let error as SweepError: error.message
    default: "\(error)"
    }
  }

  private mutating func stop(at now: Double) {
    orders.append(.stop)
    say("stopping: trials write their checkpoints", at: now)
  }

  private mutating func enter(_ text: String, for purpose: SweepPurpose, at now: Double) {
    let text = sanitized(text).trimming
    func fail(_ fault: String, _ state: inout SweepState) { state.dialog = state.dialog?.failing(fault) }
    switch purpose {
    case .filter:
      guard TrialOrder.isExpression(text) else { return fail("no regular expression; write \\( for (", &self) }
      order.filter = text
      refresh()
    case .killReason(let numbers):
      dialog = nil
      let trials = snapshot.contents.trials.filter { numbers.contains($0.number) && !$0.state.isOver }
      return record(.kill, trials, "is ended, with a checkpoint", reason: text, at: now)
    case .budget:
      guard text == "none" || TimeSpan(text) != nil else { return fail("write such as 90m or 2h, or none", &self) }
      orders.append(.decide(.budget, value: TimeSpan(text).map { "\($0.seconds)" } ?? "none"))
      undoing.append([.decide(.budget, value: snapshot.contents.budget.map { "\($0)" } ?? "none")])
      say("budget \(text)", at: now)
    case .add:
      do {
        orders.append(.decide(.add, value: try AddedTrials.value(text, in: snapshot.contents)))
        undoing.append(nil)
        say("trials are added when the sweep runs", at: now)
      } catch {
        return fail(Self.message(error), &self)
      }
    case .leave, .stop: break
    }
    dialog = nil
  }
}

extension SweepTrial {
  /// Whether it can be held up.
  var canPause: Bool { !state.isOver && state != .paused && wanted != .paused }
  /// Whether it was held up or ended by hand.
  var canResume: Bool { state == .paused || state == .killed || wanted == .paused }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimming: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
