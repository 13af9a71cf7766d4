internal import Experiment
internal import TerminalUI

extension WorkbenchState: DialogScene {
  /// Takes a message in and says what is to be done about it.
  /// - Parameter now: seconds since 1970.
  public mutating func update(_ message: Message, at now: Double) -> [Effect] {
    forgetFlash(at: now)
    switch message {
    case .key(let key): return press(key, at: now)
    case .resized(let size): self.size = size
    case .played(let playback): shared.playback = playback
    case .watched(let writer):
      shared.writer = writer
      refresh()
    case .arrived(let events, let restarted): return take(events, restarted: restarted, at: now)
    case .printed(let lines):
      for line in lines {
        let entry = LogEntry(time: now, step: history.state.step, kind: .info, text: line)
        if behind != nil { behind?.add(entry) } else { shared.run.add(entry) }
      }
      refresh()
    case .signal: return leave(.terminated, reason: .terminated)
    case .lost: return leave(.terminalLost, reason: .terminated)
    case .tick: break
    }
    return []
  }

  private mutating func take(_ events: [Stamped], restarted: Bool, at now: Double) -> [Effect] {
    if restarted {
      if behind != nil { behind = RunHistory() } else { shared.run = RunHistory() }
    }
    var effects: [Effect] = []
    for event in events {
      if case .alert(let alert) = event.event, shared.isLive, abs(now - event.time) < Self.freshness {
        effects += call(for: alert)
      }
      if behind != nil { behind?.apply(event) } else { shared.run.apply(event) }
      settle(event, at: now)
    }
    refresh()
    return effects + (isStopping && history.state.finish != nil ? [.quit(.stop)] : [])
  }

  /// Alerts older than this many seconds are history: who opens a run that is under way is not called for them.
  static let freshness = 10.0

  /// Bell and notification, as the recipe wants them.
  private func call(for alert: Alert) -> [Effect] {
    let name = history.state.header?.name ?? ""
    let note = Effect.notify(sanitized("\(name): \(alert.message)"))
    switch history.state.recipe?[Keys.Alerts.signal] {
    case .bell: return [.bell]
    case .notification: return [note]
    case .both: return [.bell, note]
    case .some(.none), nil: return []
    }
  }

  private func leave(_ outcome: Outcome, reason: Finish.Reason) -> [Effect] {
    (isSteerable && !isStopping ? [.send(.stop(reason))] : []) + [.quit(outcome)]
  }

  mutating func refresh() {
    shared.clampSelection()
    arrangePanels()
    for index in panels.indices { panels[index].refresh(shared) }
  }

  private mutating func press(_ key: TerminalUI.Key, at now: Double) -> [Effect] {
    if key == .ctrl("c") {
      if now - lastInterrupt < 2 { return [.quit(isSteerable ? .kill : .finished)] }
      lastInterrupt = now
    }
    if case .mouse(let event) = key, dialog == nil {
      point(event)
      return []
    }
    return pressKey(key, at: now)
  }

  /// Does what a key, the mouse or the palette asks for.
  mutating func obey(_ command: CommandID, at now: Double) -> [Effect] {
    if command == .groupApply {
      askForRegrouping(at: now)
      return []
    }
    if panels[focus].commands.contains(where: { $0.command == command }) {
      let (before, reason) = (shared.shownGroups, reasonForNothing(command))
      let question = panels[focus].update(command, &shared)
      if let reason, shared.shownGroups == before { say(reason, at: now) }
      if let question { dialog = .prompt(.panel(focus, command), Prompt(question)) }
      refresh()
      return []
    }
    if let number = (1...panels.count).first(where: { command == .panel($0) }) {
      isZoomed = focus == number - 1 ? !isZoomed : isZoomed
      focus = number - 1
      return []
    }
    let effects = shared.isLive ? steer(command, at: now) : replay(command)
    if let effects { return effects }
    return look(command, at: now)
  }

  /// What changes only the display.
  private mutating func look(_ command: CommandID, at now: Double) -> [Effect] {
    switch command {
    case .quit:
      guard isSteerable else { return [.quit(.finished)] }
      dialog = .question(.quit, quitQuestion)
    case .close: goBack()
    case .nextPanel: focus = (focus + 1) % panels.count
    case .previousPanel: focus = (focus + panels.count - 1) % panels.count
    case .zoom: isZoomed.toggle()
    case .nextView: panels[focus].turn(by: 1)
    case .previousView: panels[focus].turn(by: -1)
    case .whatIf: show("ledger") { $0.toggle("what-if") }
    case .forecast: show("loss") { $0.toggle("forecast") }
    case .counterfactual: return askForCounterfactual(at: now)
    case .twin: askForTwin(at: now)
    case .alerts: showAlerts(at: now)
    case .resetLayout: (focus, isZoomed, proportions) = (0, false, PanelProportions())
    case .stepBack: shared.moveCursor(by: -1)
    case .stepForth: shared.moveCursor(by: 1)
    case .previousMark: shared.moveCursorToMark(forth: false)
    case .nextMark: shared.moveCursorToMark(forth: true)
    case .first: shared.inspect(0)
    case .follow: shared.selection.step = nil
    case .previousLayer: shared.moveLayer(by: -1)
    case .nextLayer: shared.moveLayer(by: 1)
    case .goTo:
      dialog = .prompt(.goTo, Prompt(Question("Go to step", hint: "1 to \(grouped(lastStep))")))
    case .freeze: freeze()
    default: break
    }
    refresh()
    return []
  }

  /// Gives a panel the focus and changes its view.
  mutating func show(_ name: String, _ change: (inout any Panel) -> Void) {
    guard let index = panels.firstIndex(where: { $0.name == name }) else { return }
    change(&panels[index])
    focus = index
  }

  /// Shows what is known, and asks a trainer for more.
  private mutating func askForCounterfactual(at now: Double) -> [Effect] {
    show("experts") { $0.show("regret") }
    refresh()
    guard isSteerable, !isStopping, history.state.header?.moeLayers.isEmpty == false else { return [] }
    say("asked: what would other experts have cost?", at: now)
    return [.send(.counterfactual)]
  }

  /// The last step that `g` can go to.
  var lastStep: Int { shared.playback?.lastStep ?? shared.run.state.step }

  private mutating func goBack() {
    if shared.isInspecting {
      shared.selection.step = nil
    } else if isZoomed {
      isZoomed = false
    } else if isFrozen {
      freeze()
    } else {
      shared.selection.expert = nil
      shared.selection.device = nil
    }
  }

  private mutating func freeze() {
    if let behind {
      shared.run = behind
      self.behind = nil
    } else {
      behind = shared.run
    }
  }
}
