internal import TerminalUI

/// What stands over a scene and takes the keys. `Purpose` is the scene's own word for what becomes of an answer.
enum SceneDialog<Purpose: Sendable & Equatable>: Sendable {
  /// All keys that work now; the first line shown.
  case help(offset: Int)
  /// Themes, each shown while it is chosen.
  case themes(Choice, before: String)
  /// Every command that works now, found by a few letters.
  case palette(CommandPalette)
  /// What can be written to a file.
  case export(Choice, [ScreenExport])
  /// A line of text.
  case prompt(Purpose, Prompt)
  /// A list to choose from.
  case choice(Purpose, Choice)
  /// A question whose answers have keys.
  case question(Purpose, KeyedQuestion)

  /// Takes a key in.
  mutating func press(_ typed: TerminalUI.Key) -> DialogAnswer<Purpose> {
    var key = typed
    if case .mouse(let event) = typed {
      switch event.action {
      case .wheelUp: key = .up
      case .wheelDown: key = .down
      case .press, .release, .drag: return .open
      }
    }
    let isCancel = key == .escape || key == .ctrl("c")
    switch self {
    case .help(let offset):
      guard !isCancel, let next = DialogKeys.scrolled(offset, by: key) else { return .closed }
      self = .help(offset: next)
    case .themes(var choice, let before):
      if isCancel || key == .character("q") { return .theme(before, isFinal: true) }
      if key == .enter { return .theme(choice.names[choice.selected], isFinal: true) }
      guard choice.move(by: key == .character("t") ? .down : key) else { return .open }
      self = .themes(choice, before: before)
      return .theme(choice.names[choice.selected], isFinal: false)
    case .palette(var palette):
      let answer = palette.press(key)
      self = .palette(palette)
      switch answer {
      case .open: return .open
      case .closed: return .closed
      case .chosen(let command): return .command(command)
      }
    case .export(var choice, let wishes):
      if isCancel || key == .character("q") { return .closed }
      if key == .enter, wishes.indices.contains(choice.selected) { return .export(wishes[choice.selected]) }
      if choice.move(by: key) { self = .export(choice, wishes) }
    case .prompt(let purpose, var prompt):
      if isCancel { return .cancelled(purpose) }
      if key == .enter { return .entered(purpose, prompt.text) }
      prompt.type(key)
      self = .prompt(purpose, prompt)
    case .choice(let purpose, var choice):
      if isCancel || key == .character("q") { return .cancelled(purpose) }
      if key == .enter, !choice.names.isEmpty { return .chosen(purpose, choice.selected) }
      if choice.move(by: key) { self = .choice(purpose, choice) }
    case .question(let purpose, var question):
      if isCancel { return .cancelled(purpose) }
      if let place = question.answers.firstIndex(where: { $0.key == key }) { return .chosen(purpose, place) }
      if key == .character("q") { return .cancelled(purpose) }
      if key == .enter { return .chosen(purpose, question.selected) }
      question.move(by: key)
      self = .question(purpose, question)
    }
    return .open
  }

  /// The same line with what was wrong with it.
  func failing(_ fault: String) -> SceneDialog {
    guard case .prompt(let purpose, var prompt) = self else { return self }
    prompt.fault = fault
    return .prompt(purpose, prompt)
  }

  /// The keys that work in it, for the footer.
  var keys: [(String, String)] {
    switch self {
    case .help: [("Esc", "close"), ("j k", "scroll")]
    case .prompt: [("Enter", "accept"), ("Esc", "cancel"), ("Ctrl-U", "clear")]
    case .palette: [("Enter", "do it"), ("Esc", "close"), ("Up Down", "move"), ("Ctrl-U", "clear")]
    case .themes, .choice, .export: [("Enter", "choose"), ("Esc", "cancel"), ("j k", "move")]
    case .question: [("Esc", "cancel"), ("Enter", "choose"), ("j k", "move")]
    }
  }
}

/// What came of a key in a dialog.
enum DialogAnswer<Purpose: Sendable & Equatable>: Sendable, Equatable {
  /// It stays open.
  case open
  /// It is closed, and nothing follows.
  case closed
  /// The user does not want it.
  case cancelled(Purpose)
  /// This theme is to be shown; if final, the dialog is closed.
  case theme(String, isFinal: Bool)
  /// This is to be done; the dialog is to be closed.
  case command(CommandID)
  /// This is to be written; the dialog is to be closed.
  case export(ScreenExport)
  /// A line was entered; it stays open until it is closed or given a fault.
  case entered(Purpose, String)
  /// An entry of a list, or an answer to a question.
  case chosen(Purpose, Int)
}

/// A line of text that is being typed.
struct Prompt: Sendable {
  var question: Question
  var text: String
  /// What was wrong when it was entered.
  var fault: String?

  init(_ question: Question) {
    self.question = question
    text = question.text
  }

  /// Types, deletes; other keys do nothing.
  mutating func type(_ key: TerminalUI.Key) {
    switch key {
    case .character(let character):
      if text.count < 200 { text.append(character) }
      fault = nil
    case .backspace, .delete: if !text.isEmpty { text.removeLast() }
    case .ctrl("u"): text = ""
    default: break
    }
  }
}

/// A list from which one is chosen.
struct Choice: Sendable {
  var title: String
  /// What is chosen from.
  var names: [String]
  /// A muted text beside each; empty for none.
  var details: [String] = []
  var selected = 0

  /// Moves the choice; false for keys that do not move.
  mutating func move(by key: TerminalUI.Key) -> Bool {
    guard !names.isEmpty else { return false }
    switch key {
    case .down, .character("j"), .tab: selected = (selected + 1) % names.count
    case .up, .character("k"), .backtab: selected = (selected + names.count - 1) % names.count
    case .home: selected = 0
    case .end: selected = names.count - 1
    case .pageDown: selected = min(names.count - 1, selected + 10)
    case .pageUp: selected = max(0, selected - 10)
    default: return false
    }
    return true
  }
}

/// A question whose answers have keys.
struct KeyedQuestion: Sendable {
  var title: String
  var text: String
  var answers: [TerminalUI.Dialog.Choice]
  /// The answer that Enter gives.
  var selected = 0

  /// Moves the choice; other keys do nothing.
  mutating func move(by key: TerminalUI.Key) {
    switch key {
    case .down, .tab, .character("j"): selected = (selected + 1) % answers.count
    case .up, .backtab, .character("k"): selected = (selected + answers.count - 1) % answers.count
    default: break
    }
  }
}

enum DialogKeys {
  /// The first line of a scrolled text after a key; nil for keys that close it.
  static func scrolled(_ offset: Int, by key: TerminalUI.Key) -> Int? {
    switch key {
    case .down, .character("j"): offset + 1
    case .up, .character("k"): max(0, offset - 1)
    case .pageDown, .space: offset + 10
    case .pageUp: max(0, offset - 10)
    default: nil
    }
  }
}
