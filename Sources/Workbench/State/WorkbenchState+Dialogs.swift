internal import Experiment
internal import TerminalUI

extension WorkbenchState {
  /// Asks how to leave a live run.
  var quitQuestion: KeyedQuestion {
    KeyedQuestion(
      title: "Quit",
      text:
        "The run is at step \(grouped(history.state.step)) of \(grouped(history.state.header?.totalSteps ?? 0)). Leave it?",
      answers: QuitAnswer.allCases.map(\.choice))
  }

  mutating func take(_ answer: DialogAnswer<RunQuestion>, at now: Double) -> [Effect] {
    switch answer {
    case .entered(let purpose, let text): return enter(text, for: purpose, at: now)
    case .chosen(.change(let names), let place):
      dialog = nil
      ask(for: names[place])
    case .chosen(.quit, let place):
      dialog = nil
      return leave(by: QuitAnswer.allCases[place])
    case .chosen(.undo(let keys), let place):
      dialog = nil
      return isSteerable ? [.send(.undo(key: keys[place]))] : []
    case .chosen(.twinChange(let offers), let place): ask(for: offers[place])
    case .chosen(.regroup(let setting), let place):
      dialog = nil
      return regroup(RegroupAnswer.allCases[place], setting, at: now)
    case .chosen(.twinEnd(let answers), let place):
      dialog = nil
      return isSteerable ? [effect(of: answers[place])] : []
    default: dialog = nil
    }
    return []
  }

  private mutating func leave(by answer: QuitAnswer) -> [Effect] {
    switch answer {
    case .stay: return []
    case .kill: return [.quit(.kill)]
    case .stop:
      // The run may have ended while the question stood there.
      guard isSteerable else { return [.quit(.finished)] }
      guard !isStopping else { return [] }
      isStopping = true
      return [.send(.stop(.stopped))]
    }
  }

  private mutating func enter(_ text: String, for purpose: RunQuestion, at now: Double) -> [Effect] {
    func fail(_ fault: String) -> [Effect] {
      dialog = dialog?.failing(fault)
      return []
    }
    var effects: [Effect] = []
    switch purpose {
    case .goTo:
      let digits = text.filter { $0 != "," && $0 != " " }
      guard let step = Int(digits), step >= 0, step <= max(lastStep, 0) else {
        return fail("not a step from 1 to \(grouped(lastStep))")
      }
      if shared.isLive {
        shared.inspect(step)
      } else {
        shared.selection.step = nil
        effects = [.playback(.seek(step))]
      }
    case .note:
      let text = sanitized(text)
      guard isSteerable else { return fail("the run has ended") }
      effects = [.send(.note(text.isEmpty ? "mark" : text))]
    case .value(let key):
      guard isSteerable, let recipe = history.state.recipe else { return fail("the run has ended") }
      do {
        let changed = try recipe.changing(key, to: text)
        guard let declaration = RecipeKey.named(key) else { return fail("unknown key") }
        effects = [.send(.set(key: key, value: changed[declaration].toml))]
        say("\(key) = \(changed[declaration].toml) from the next step on", at: now)
      } catch { return fail(error.message) }
    case .twinValue(let key):
      if let fault = enterTwinValue(text, of: key) { return fail(fault) }
      return []
    case .twinSteps(let changes):
      switch enterTwinSteps(text, changes, at: now) {
      case .success(let effect): effects = [effect]
      case .failure(let fault): return fail(fault.message)
      }
    case .change, .quit, .undo, .twinChange, .twinEnd, .regroup: break
    case .panel(let index, let command):
      if let fault = panels[index].answer(text, to: command, &shared) { return fail(fault) }
    }
    dialog = nil
    refresh()
    return effects
  }

  private mutating func ask(for path: String) {
    guard let key = RecipeKey.named(path) else { return }
    let value = history.state.value(of: path) ?? ""
    dialog = .prompt(
      .value(key: path), Prompt(Question(path, text: value, hint: "\(key.help); \(key.expectation)")))
  }
}
