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
  /// The process that writes the watched session has begun or ended.
  case watched(SessionWriter)
  /// The system asks the program to end.
  case signal(TerminalSignal)
  /// The terminal is gone.
  case lost
  /// A library or the program printed something while the screen was up.
  case printed([String])
  /// Nothing but time has passed.
  case tick
}
