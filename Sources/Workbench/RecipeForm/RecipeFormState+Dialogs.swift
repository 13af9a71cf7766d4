internal import Experiment
internal import Sweeps
internal import TerminalUI

extension RecipeFormState {
  mutating func askForFile(at now: Double) {
    guard draft.refused.isEmpty else { return say("mend what is marked first", at: now) }
    let name = draft.recipe[Keys.Run.name]
    let path = origin.hasSuffix(".toml") ? origin : "\(name.isEmpty ? "recipe" : name).toml"
    dialog = .prompt(
      .save(isAsked: ""), Prompt(Question("Save as", text: path, hint: "a TOML file with every key of the recipe")))
  }

  mutating func measure(at now: Double) {
    guard !isMeasuring else { return }
    guard let recipe = plan.middle ?? (plan.fault == nil && plan.uncounted == nil ? draft.recipe : nil) else {
      return say("mend what is marked first", at: now)
    }
    isMeasuring = true
    let threads = draft.isSweep ? plan.threads(cores: costs.cores) : recipe[Keys.Run.threads]
    orders.append(.measure(recipe, threads: threads > 0 ? threads : costs.cores))
    say("training a few steps to measure the rate", at: now)
  }

  mutating func askToStart(at now: Double) {
    if let fault = plan.fault { return say(fault, at: now) }
    let time = seconds.map { ", about \(duration(seconds: $0))" } ?? ""
    var answers = [TerminalUI.Dialog.Choice(.character("s"), "start it")]
    let text: String
    if draft.isSweep {
      let trials = plan.sweep.map { grouped($0.trials.count) } ?? plan.uncounted.map { "up to \(grouped($0))" } ?? ""
      let work = plan.estimate.map { ", \(compact($0.totalFlops))FLOP" } ?? ""
      text = "A sweep of \(trials) trials\(work)\(time), \(plan.jobs) at a time, in processes of their own."
      answers.append(.init(.character("o"), "one run only, without the axes"))
    } else {
      let work = plan.run.map { ", \(compact($0.flops))FLOP" } ?? ""
      text = "One run of \(grouped(draft.recipe[Keys.Run.steps])) steps\(work)\(time)."
    }
    answers.append(.init(.character("c"), "cancel"))
    dialog = .question(
      .start, KeyedQuestion(title: draft.isSweep ? "Start the sweep" : "Start the run", text: text, answers: answers))
  }

  /// Seconds that all of it takes at the measured rate; nil before one was measured.
  var seconds: Double? {
    guard let rate, rate > 0 else { return nil }
    if let estimate = plan.estimate { return estimate.secondsLeft(jobs: plan.jobs, measured: rate) }
    return draft.isSweep ? nil : plan.run.map { $0.flops / rate }
  }

  mutating func leave() -> [Effect] {
    guard draft != saved else { return [.leave(.back)] }
    dialog = .question(
      .leave,
      KeyedQuestion(
        title: "Leave", text: "The changes are neither saved nor started.",
        answers: [
          .init(.character("l"), "leave without them"), .init(.character("w"), "save them to a file"),
          .init(.character("c"), "cancel: stay here"),
        ]))
    return []
  }

  mutating func take(_ answer: DialogAnswer<FormPurpose>, at now: Double) -> [Effect] {
    switch answer {
    case .entered(.filter, let text):
      guard TrialOrder.isExpression(text) else {
        dialog = dialog?.failing("no regular expression; write \\( for (")
        return []
      }
      dialog = nil
      filter = text
      refresh()
    case .entered(.ratio, let text): findSchedule(text.trimming, at: now)
    case .entered(.save(let asked), let text): save(to: text.trimming, asked: asked)
    case .chosen(.choose, let place):
      dialog = nil
      let words = choices
      if words.indices.contains(place) { put(words[place]) }
    case .chosen(.start, let place):
      guard case .question(_, let question) = dialog else { return [] }
      dialog = nil
      switch question.answers[place].key {
      case .character("s"): return start(asSweep: draft.isSweep, at: now)
      case .character("o"): return start(asSweep: false, at: now)
      default: break
      }
    case .chosen(.leave, let place):
      dialog = nil
      if place == 0 { return [.leave(.back)] }
      if place == 1 { askForFile(at: now) }
    default: dialog = nil
    }
    return []
  }

  /// A file that is there already has to be named twice.
  private mutating func save(to path: String, asked: String) {
    guard !path.isEmpty else {
      dialog = dialog?.failing("give the name of a file")
      return
    }
    dialog = nil
    orders.append(.save(draft.recipe.toml, to: path, replacing: asked == path))
  }

  /// The file exists: asks once more.
  mutating func askToReplace(_ path: String) {
    var prompt = Prompt(Question("Save as", text: path, hint: ""))
    prompt.fault = "exists already; Enter again replaces it"
    dialog = .prompt(.save(isAsked: path), prompt)
  }

  private mutating func start(asSweep: Bool, at now: Double) -> [Effect] {
    saved = draft
    guard asSweep else { return [.leave(.go(.start(recipe: draft.recipe.toml)))] }
    do {
      return [.leave(.go(.startSweep(recipe: draft.recipe.toml, try draft.request())))]
    } catch {
      say("\(error)", at: now)
      return []
    }
  }
}
