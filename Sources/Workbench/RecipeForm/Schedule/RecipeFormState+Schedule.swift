internal import Experiment
internal import TerminalUI

extension RecipeFormState {
  /// Whether the recipe merges tokens and somebody can say what that costs.
  var canEditSchedule: Bool { draft.recipe[Keys.Run.workload] == .tokenMerging && costs.merging != nil }

  mutating func openSchedule(at now: Double) {
    guard canEditSchedule, let merging = costs.merging else { return }
    guard draft.recipe[Keys.Merging.reducer] != .none else {
      return say("merging.reducer is none: choose how tokens merge first", at: now)
    }
    do {
      schedule = try ScheduleEditor(draft.recipe, merging)
    } catch {
      say("\(error)", at: now)
    }
  }

  /// Does what a key of the editor asks for.
  mutating func editSchedule(_ command: CommandID, at now: Double) {
    var answer: String?
    switch command {
    case .scheduleUp: schedule?.move(by: -1)
    case .scheduleDown: schedule?.move(by: 1)
    case .scheduleLess: answer = schedule?.change(by: -1)
    case .scheduleMore: answer = schedule?.change(by: 1)
    case .scheduleMuchLess: answer = schedule?.change(by: -5)
    case .scheduleMuchMore: answer = schedule?.change(by: 5)
    case .scheduleConstant: answer = schedule?.spread(.constant)
    case .scheduleDecreasing: answer = schedule?.spread(.decreasing)
    case .scheduleFind:
      dialog = .prompt(
        .ratio,
        Prompt(
          Question(
            "Find a schedule", text: decimal(draft.recipe[Keys.Merging.ratio], 2),
            hint: "how many times less work than without merging, such as 1.7")))
    case .scheduleTake: takeSchedule(at: now)
    case .scheduleCancel: schedule = nil
    default: break
    }
    if let answer { say(answer, at: now) }
  }

  /// Takes the numbers into the recipe, as a change that can be taken back.
  private mutating func takeSchedule(at now: Double) {
    guard let schedule else { return }
    guard schedule.cost.removed.contains(where: { $0 > 0 }) else {
      return say("nothing is removed: take some tokens, or set merging.reducer to none", at: now)
    }
    let text = schedule.text
    self.schedule = nil
    change { draft in
      draft.set(Keys.Merging.schedule.declaration, to: Recipe.MergeSchedule.listed.rawValue)
      draft.set(Keys.Merging.removed.declaration, to: text)
    }
    say("merging.removed is \(text)", at: now)
  }

  /// A wanted ratio was typed.
  mutating func findSchedule(_ text: String, at now: Double) {
    guard let ratio = Double(text), (1...100).contains(ratio) else {
      dialog = dialog?.failing("a number from 1 to 100")
      return
    }
    dialog = nil
    if let answer = schedule?.find(ratio: ratio) { say(answer, at: now) }
  }
}
