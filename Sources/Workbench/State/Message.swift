public import Experiment
public import TerminalUI

/// What happens to the workbench.
public enum Message: Sendable {
  /// A key was pressed.
  case key(TerminalUI.Key)
  /// The terminal has another size.
  case resized(Size)
  /// Events arrived; `restarted` says that they begin the run anew (a replay went back).
  case arrived([Stamped], restarted: Bool)
  /// The replay stands elsewhere.
  case played(Playback)
  /// The system asks the program to end.
  case signal(TerminalSignal)
  /// The terminal is gone.
  case lost
  /// A library or the program printed something while the screen was up.
  case printed([String])
  /// Nothing but time has passed.
  case tick
}

/// What the application must do after an update.
public enum Effect: Sendable, Equatable {
  /// Ask the trainer.
  case send(Command)
  /// Ask the replay.
  case playback(PlaybackCommand)
  /// Draw with the theme of this name.
  case useTheme(String)
  /// Paint every cell again.
  case redraw
  /// Read the theme files again.
  case reloadThemes
  /// Take mouse events, or leave the mouse to the terminal.
  case mouse(Bool)
  /// Leave the screen and stop the process group.
  case suspend
  /// Leave for good.
  case quit(Outcome)
}

/// How the user left the workbench.
public enum Outcome: Sendable, Equatable {
  /// The run had ended, or it was a replay: nothing is left to be done.
  case finished
  /// The user asked for a clean stop; `Command.stop` has been sent.
  case stop
  /// The user wants out at once, without a checkpoint.
  case kill
  /// SIGTERM, SIGINT or SIGHUP came; `Command.stop` has been sent.
  case terminated
  /// The terminal is gone; `Command.stop` has been sent.
  case terminalLost
}
