internal import Experiment
internal import TerminalUI

extension WorkbenchState {
  mutating func pressInDialog(_ key: TerminalUI.Key, at now: Double) -> [Effect] {
    guard let dialog else { return [] }
    if key == .escape || key == .ctrl("c") { return cancel() }
    switch dialog {
    case .help(let offset): pressInHelp(key, offset)
    case .quit(let selected): return pressInQuit(key, selected)
    case .prompt(let prompt): return pressInPrompt(key, prompt, at: now)
    case .choice(let choice): return pressInChoice(key, choice)
    }
    return []
  }

  /// Closes the dialog; a theme that was only tried gives way to the one before.
  private mutating func cancel() -> [Effect] {
    defer { dialog = nil }
    if case .choice(let choice) = dialog, case .theme(let before) = choice.purpose, before != theme {
      theme = before
      return [.useTheme(before)]
    }
    return []
  }

  private mutating func pressInHelp(_ key: TerminalUI.Key, _ offset: Int) {
    switch key {
    case .down, .character("j"): dialog = .help(offset: offset + 1)
    case .up, .character("k"): dialog = .help(offset: max(0, offset - 1))
    case .pageDown, .space: dialog = .help(offset: offset + 10)
    case .pageUp: dialog = .help(offset: max(0, offset - 10))
    default: dialog = nil
    }
  }

  private mutating func pressInQuit(_ key: TerminalUI.Key, _ selected: Int) -> [Effect] {
    let answers = QuitAnswer.allCases
    var chosen = answers.first { $0.key == key }
    switch key {
    case .up: dialog = .quit(selected: (selected + answers.count - 1) % answers.count)
    case .down, .tab: dialog = .quit(selected: (selected + 1) % answers.count)
    case .enter: chosen = answers[selected]
    case .character("q"): chosen = .stay
    default: break
    }
    guard let chosen else { return [] }
    dialog = nil
    switch chosen {
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

  private mutating func pressInPrompt(_ key: TerminalUI.Key, _ before: Prompt, at now: Double) -> [Effect] {
    var prompt = before
    switch key {
    case .character(let character):
      if prompt.text.count < 200 { prompt.text.append(character) }
      prompt.fault = nil
    case .backspace, .delete: if !prompt.text.isEmpty { prompt.text.removeLast() }
    case .ctrl("u"): prompt.text = ""
    case .enter: return enter(prompt, at: now)
    default: break
    }
    dialog = .prompt(prompt)
    return []
  }

  private mutating func enter(_ before: Prompt, at now: Double) -> [Effect] {
    var prompt = before
    func fail(_ fault: String) -> [Effect] {
      prompt.fault = fault
      dialog = .prompt(prompt)
      return []
    }
    var effects: [Effect] = []
    switch prompt.purpose {
    case .goTo:
      let digits = prompt.text.filter { $0 != "," && $0 != " " }
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
      let text = sanitized(prompt.text)
      guard isSteerable else { return fail("the run has ended") }
      effects = [.send(.note(text.isEmpty ? "mark" : text))]
    case .value(let key):
      guard isSteerable, let recipe = history.state.recipe else { return fail("the run has ended") }
      do {
        let changed = try recipe.changing(key, to: prompt.text)
        guard let declaration = RecipeKey.named(key) else { return fail("unknown key") }
        effects = [.send(.set(key: key, value: changed[declaration].toml))]
        say("\(key) = \(changed[declaration].toml) from the next step on", at: now)
      } catch { return fail(error.message) }
    case .panel(let index, let command):
      if let fault = panels[index].answer(prompt.text, to: command, &shared) { return fail(fault) }
    }
    dialog = nil
    refresh()
    return effects
  }

  private mutating func pressInChoice(_ key: TerminalUI.Key, _ before: Choice) -> [Effect] {
    var choice = before
    let count = choice.names.count
    switch key {
    case .down, .character("j"), .character("t"), .tab: choice.selected = (choice.selected + 1) % count
    case .up, .character("k"), .backtab: choice.selected = (choice.selected + count - 1) % count
    case .enter:
      dialog = nil
      if choice.purpose == .change { ask(for: choice.names[choice.selected]) }
      return []
    case .character("q"): return cancel()
    default: return []
    }
    dialog = .choice(choice)
    guard case .theme = choice.purpose else { return [] }
    theme = choice.names[choice.selected]
    return [.useTheme(theme)]
  }

  private mutating func ask(for path: String) {
    guard let key = RecipeKey.named(path) else { return }
    let value = history.state.value(of: path) ?? ""
    dialog = .prompt(Prompt(.value(key: path), Question(path, text: value, hint: "\(key.help); \(key.expectation)")))
  }
}
