internal import Experiment
internal import Sweeps
internal import TerminalUI

extension SweepState: DialogScene {
  typealias Purpose = SweepPurpose

  /// Takes an input in and says what is to be done about the screen; `takeOrders` says what about the sweep.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    forgetFlash(at: now)
    switch input {
    case .key(.mouse(let event)): point(event)
    case .key(let key): return pressKey(key, at: now)
    case .printed(let lines): if let last = lines.last { flash = (last, now + 10) }
    // A sweep goes on without its screen.
    default: return takeShared(input, at: now)
    }
    return []
  }

  /// Takes in what the sweep's files tell now.
  public mutating func arrived(_ snapshot: SweepSnapshot, at now: Double) -> [Effect] {
    let before = self.snapshot
    self.snapshot = snapshot
    refresh()
    if snapshot.driver.isRunning { isStarting = false }
    // What a process that failed at once has said is all there is to go by.
    if !snapshot.driver.isRunning, snapshot.printed != before.printed, let last = snapshot.printed.last,
      last.hasPrefix("error:")
    {
      isStarting = false
      flash = (last, now + 10)
    }
    let hasEnded = before.driver.isRunning && !snapshot.driver.isRunning
    return hasEnded && isStopping ? [.leave(.back)] : []
  }

  /// What the user wants done about the sweep, once.
  public mutating func takeOrders() -> [SweepOrder] {
    defer { orders = [] }
    return orders
  }

  mutating func obey(_ command: CommandID, at now: Double) -> [Effect] {
    if let panel = SweepPanel.allCases.first(where: { command == .panel($0.rawValue + 1) }) {
      isZoomed = focus == panel ? !isZoomed : isZoomed
      focus = panel
      return []
    }
    let panels = SweepPanel.allCases.count
    switch command {
    case .quit: return leave(at: now)
    case .close: goBack()
    case .zoom: isZoomed.toggle()
    case .resetLayout: (focus, isZoomed, views) = (.trials, false, [:])
    case .nextPanel: focus = SweepPanel.allCases[(focus.rawValue + 1) % panels]
    case .previousPanel: focus = SweepPanel.allCases[(focus.rawValue + panels - 1) % panels]
    case .nextView: turn(by: 1)
    case .previousView: turn(by: -1)
    case .openTrial: return open(at: now)
    default:
      if !look(command, at: now) { decide(command, at: now) }
    }
    return []
  }

  private mutating func turn(by step: Int) {
    let count = focus.views.count
    views[focus] = ((views[focus] ?? 0) + step + count) % count
    scroll = 0
  }

  /// What changes only the display; false for other commands.
  private mutating func look(_ command: CommandID, at now: Double) -> Bool {
    let axes = snapshot.contents.sweep.space.axes.count
    switch command {
    case .sweepUp, .previousTrial: move(by: -1)
    case .sweepDown, .nextTrial: move(by: 1)
    case .sweepPageUp: move(by: -10)
    case .sweepPageDown: move(by: 10)
    case .sweepFirst: move(by: -listed.count)
    case .sweepLast: move(by: listed.count)
    case .markTrial:
      if marks.remove(selected) == nil { marks.insert(selected) }
    case .sortTrials:
      let sorts = TrialSort.all(axes: axes)
      order.sort = sorts[((sorts.firstIndex(of: order.sort) ?? 0) + 1) % sorts.count]
      refresh()
    case .reverseTrials:
      order.isDescending.toggle()
      refresh()
    case .filterTrials:
      dialog = .prompt(
        .filter,
        Prompt(
          Question(
            "Filter trials", text: order.filter,
            hint: "a regular expression over settings, state and reason; ! inverts, empty shows all")))
    case .previousAxis: axis = (axis + axes - 1) % axes
    case .nextAxis: axis = (axis + 1) % axes
    case .logarithmic: isLogarithmic.toggle()
    case .sweepScrollUp: scroll += 1
    case .sweepScrollDown: scroll = max(0, scroll - 1)
    default: return false
    }
    return true
  }

  private mutating func move(by step: Int) {
    guard !listed.isEmpty else { return }
    let place = listed.firstIndex(of: selected) ?? 0
    selected = listed[min(max(0, place + step), listed.count - 1)]
  }

  private mutating func goBack() {
    if !marks.isEmpty {
      marks = []
    } else if !order.filter.isEmpty {
      order.filter = ""
      refresh()
    } else {
      isZoomed = false
    }
  }

  private mutating func open(at now: Double) -> [Effect] {
    guard let trial = row?.trial else { return [] }
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    let session = "\(folder)/\(trial.name).sqlite"
    if snapshot.contents.attempts.contains(where: { $0.trial == trial.number }) == false {
      say("trial \(trial.number) has not been started", at: now)
      return []
    }
    return [.leave(.go(trial.state == .running ? .watch(session: session) : .replay(session: session)))]
  }

  private mutating func leave(at now: Double) -> [Effect] {
    guard isOurs, snapshot.driver.isRunning, !isStopping else { return [.leave(.back)] }
    dialog = .question(
      .leave,
      KeyedQuestion(
        title: "Leave",
        text: "The sweep runs in a process of its own: \(snapshot.over) of "
          + "\(snapshot.contents.trials.count) trials are over.",
        answers: [
          .init(.character("b"), "let it go on in the background"),
          .init(.character("s"), "stop it: each trial writes a checkpoint"),
          .init(.character("c"), "cancel: stay here"),
        ]))
    return []
  }

  /// A click chooses a panel, the wheel moves within the trials or the log.
  private mutating func point(_ event: MouseEvent) {
    guard dialog == nil, let panel = places.first(where: { $0.area.contains(event.position) })?.panel else { return }
    switch event.action {
    case .press: focus = panel
    case .wheelUp, .wheelDown:
      let step = event.action == .wheelUp ? -1 : 1
      if panel == .log { scroll = max(0, scroll - step) } else { move(by: step) }
    case .release, .drag: break
    }
  }
}
