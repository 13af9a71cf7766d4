internal import TerminalUI

/// What the screen of a run asks its user.
enum RunQuestion: Sendable, Equatable {
  /// A step to go to.
  case goTo
  /// A remark on the time line.
  case note
  /// Which of these keys to change.
  case change([String])
  /// The new value of a key.
  case value(key: String)
  /// What a panel's command asks for.
  case panel(Int, CommandID)
  /// How to leave a live run.
  case quit
}

/// How to leave a live run.
enum QuitAnswer: CaseIterable {
  case stop, kill, stay

  var choice: TerminalUI.Dialog.Choice {
    switch self {
    case .stop: .init(.character("s"), "stop: finish the step, save, close the session")
    case .kill: .init(.character("k"), "kill: leave at once, without a checkpoint")
    case .stay: .init(.character("c"), "cancel: go on")
    }
  }
}
