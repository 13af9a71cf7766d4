internal import Experiment
internal import TerminalUI

/// What stands over the panels and takes the keys.
enum Dialog: Sendable {
  /// All keys that work now; the first line shown.
  case help(offset: Int)
  /// How to leave a live run; the chosen answer.
  case quit(selected: Int)
  /// A line of text.
  case prompt(Prompt)
  /// A list to choose from.
  case choice(Choice)
}

/// A line of text that is being typed.
struct Prompt: Sendable {
  /// What becomes of it.
  enum Purpose: Sendable, Equatable {
    case goTo
    case note
    case value(key: String)
    case panel(Int, CommandID)
  }

  var purpose: Purpose
  var question: Question
  var text: String
  /// What was wrong when it was entered.
  var fault: String?

  init(_ purpose: Purpose, _ question: Question) {
    self.purpose = purpose
    self.question = question
    text = question.text
  }
}

/// A list from which one is chosen.
struct Choice: Sendable {
  /// What becomes of it.
  enum Purpose: Sendable, Equatable {
    case change
    /// Themes are shown while choosing; Escape returns to the first one.
    case theme(before: String)
  }

  var purpose: Purpose
  var title: String
  /// What is chosen from: recipe keys, names of themes.
  var names: [String]
  var selected: Int
}

/// How to leave a live run.
enum QuitAnswer: CaseIterable {
  case stop, kill, stay

  var key: TerminalUI.Key {
    switch self {
    case .stop: .character("s")
    case .kill: .character("k")
    case .stay: .character("c")
    }
  }

  var title: String {
    switch self {
    case .stop: "stop: finish the step, save, close the session"
    case .kill: "kill: leave at once, without a checkpoint"
    case .stay: "cancel: go on"
    }
  }
}
