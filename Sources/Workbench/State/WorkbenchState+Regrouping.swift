internal import Experiment
internal import TerminalUI

extension CommandID {
  static let groupForth: CommandID = "groups.forth"
  static let groupBack: CommandID = "groups.back"
  static let groupSplit: CommandID = "groups.split"
  static let groupMark: CommandID = "groups.mark"
  static let groupReset: CommandID = "groups.reset"
  static let groupApply: CommandID = "groups.apply"
}

/// What becomes of groups that were arranged by hand.
enum RegroupAnswer: CaseIterable {
  case now, twin, cancel

  var choice: TerminalUI.Dialog.Choice {
    switch self {
    case .now: .init(.character("n"), "now: the run goes on with these groups")
    case .twin: .init(.character("t"), "twin: a copy tries them beside the run")
    case .cancel: .init(.character("c"), "cancel: arrange further")
    }
  }
}

extension PanelView {
  /// The keys that arrange groups by hand, where the run can be steered.
  func regrouping(_ isOffered: Bool) -> [Binding] {
    guard isOffered else { return [] }
    return [
      binding([.right, .character("l")], .groupForth, "move", "move the task to the next group", rank: 11),
      binding([.left, .character("h")], .groupBack, "move", "move the task to the group before"),
      binding([.character("x")], .groupMark, "mark", "mark the task for a split; again: no longer", rank: 13),
      binding(
        [.character("p")], .groupSplit, "split", "the task and those that are marked leave into a new group", rank: 12),
      binding([.character("u")], .groupReset, "as it was", "forget the groups that were arranged by hand", rank: 15),
      binding(
        [.character("a")], .groupApply, "apply", "give the arranged groups to the run, or to a twin of it", rank: 10),
    ]
  }

  /// Arranges groups; false for other commands.
  func regroup(_ command: CommandID, _ shared: inout Shared) -> Bool {
    guard let task = shared.task else { return false }
    var groups = shared.shownGroups
    switch command {
    case .groupForth: groups.move(task, by: 1)
    case .groupBack: groups.move(task, by: -1)
    case .groupSplit:
      groups.split(shared.selection.markedTasks.union([task]))
      shared.selection.markedTasks = []
    case .groupMark:
      if shared.selection.markedTasks.remove(task) == nil { shared.selection.markedTasks.insert(task) }
      return true
    case .groupReset:
      (shared.regrouping, shared.selection.markedTasks) = (nil, [])
      return true
    default: return false
    }
    shared.regrouping = groups == shared.taskGroups ? nil : groups
    return true
  }
}

extension WorkbenchState {
  /// Why a key that arranges groups changes nothing, if it does not; nil for other commands.
  func reasonForNothing(_ command: CommandID) -> String? {
    guard shared.canRegroup, let task = shared.task, let header = shared.run.state.header else { return nil }
    let name = truncated(sanitized(header.tasks[task].name), to: 24, ellipsis: "~")
    switch command {
    case .groupSplit:
      let isOne = shared.selection.markedTasks.subtracting([task]).isEmpty
      return isOne ? "\(name) is alone in its group already" : "these tasks are a group of their own already"
    case .groupForth, .groupBack: return "there is no other group: p makes one"
    default: return nil
    }
  }

  /// Asks what is to become of the groups that were arranged by hand.
  mutating func askForRegrouping(at now: Double) {
    guard isSteerable, let header = history.state.header else { return }
    guard let groups = shared.regrouping else { return say("nothing was moved yet", at: now) }
    let names = header.tasks.map(\.name)
    if let name = names.first(where: { $0.isEmpty || $0.contains(" ") }) {
      return say("the task \(sanitized(name)) cannot be named in \(Shared.groupsKey)", at: now)
    }
    let setting = RecipeSetting(Shared.groupsKey, groups.value(names: names))
    if RecipeKey.named(setting.key) != nil, let recipe = history.state.recipe {
      do { _ = try recipe.changing(setting.key, to: setting.value) } catch { return say(error.message, at: now) }
    }
    if let fault = refusal(of: groups) { return say(fault, at: now) }
    let moved = groups.moved(from: shared.taskGroups)
    let few = moved.prefix(4).map { truncated(sanitized(names[$0]), to: 24, ellipsis: "~") }.joined(separator: ", ")
    let more = moved.count > 4 ? " and \(moved.count - 4) more" : ""
    dialog = .question(
      .regroup(setting),
      KeyedQuestion(
        title: "Regroup",
        text: moved.isEmpty
          ? "\(groups.groups.count) groups in another order."
          : "\(few)\(more) to another group, \(groups.groups.count) in all.",
        answers: RegroupAnswer.allCases.map(\.choice)))
  }

  /// Why the run would not take these groups over, as far as that can be known here; nil where nothing is against it.
  private func refusal(of groups: TaskGroups) -> String? {
    let state = history.state
    guard state.activeTwin == nil else { return "a twin is at work: keep one of the two, then apply the groups" }
    guard let recipe = state.recipe, let tasks = state.header?.tasks else { return nil }
    let spare = recipe[Keys.Hierarchy.spareGroups]
    let copies = min(tasks.count, Set(tasks.map(\.group)).count + spare)
    guard groups.groups.count > copies else { return nil }
    return "\(groups.groups.count) groups, but the run has copies for \(copies) (hierarchy.spare_groups = \(spare))"
  }

  /// Does what was answered. The arrangement stays until run or twin has taken it over: either may still refuse it.
  mutating func regroup(_ answer: RegroupAnswer, _ setting: RecipeSetting, at now: Double) -> [Effect] {
    guard isSteerable else { return [] }
    switch answer {
    case .cancel: return []
    case .now:
      say("asked for new groups from the next step on", at: now)
      return [.send(.set(key: setting.key, value: setting.value))]
    case .twin:
      askForTwinSteps([setting])
      return []
    }
  }

  /// Forgets an arrangement that run or twin has now, and says what the trainer has refused to do.
  mutating func settle(_ stamped: Stamped, at now: Double) {
    guard isSteerable else { return }
    switch stamped.event {
    case .control(let control) where control.key == Shared.groupsKey: forgetRegrouping(control.after)
    case .twin(.started(let start)):
      for change in start.changes where change.key == Shared.groupsKey { forgetRegrouping(change.after) }
    case .log(let line) where line.level == .warning && abs(now - stamped.time) < Self.freshness:
      say(line.text, at: now)
    default: break
    }
  }

  private mutating func forgetRegrouping(_ value: String) {
    guard let names = history.state.header?.tasks.map(\.name), shared.regrouping?.value(names: names) == value else {
      return
    }
    (shared.regrouping, shared.selection.markedTasks) = (nil, [])
  }
}
