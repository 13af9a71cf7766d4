internal import Experiment
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
  /// Which of the changes to these keys to take back.
  case undo([String])
  /// What a twin is to do otherwise.
  case twinChange([TwinOffer])
  /// The twin's value of a key.
  case twinValue(key: String)
  /// How long a twin with these values is to train.
  case twinSteps([RecipeSetting])
  /// What becomes of groups that were arranged by hand.
  case regroup(RecipeSetting)
  /// What becomes of run and twin.
  case twinEnd([TwinAnswer])
}

/// How to leave a live run.
enum QuitAnswer: CaseIterable {
  case stop, kill, stay

  var choice: TerminalUI.Dialog.Choice {
    switch self {
    case .stop: .init(.character("s"), "stop: finish the step, save, close the session")
    // A capital, since `k` moves up everywhere else.
    case .kill: .init(.character("K"), "kill: leave at once, without a checkpoint")
    case .stay: .init(.character("c"), "cancel: go on")
    }
  }
}
