public import Experiment
public import Sweeps

/// What must be done after an update.
public enum Effect: Sendable, Equatable {
  /// Ask the trainer; only scenes that show a run do.
  case send(Command)
  /// Ask the replay; only scenes that show a run do.
  case playback(PlaybackCommand)
  /// Draw with the theme of this name.
  case useTheme(String)
  /// Paint every cell again.
  case redraw
  /// Read the theme files again.
  case reloadThemes
  /// Take mouse events, or leave the mouse to the terminal.
  case mouse(Bool)
  /// Ring the terminal's bell.
  case bell
  /// Have the terminal's desktop show a line.
  case notify(String)
  /// Write what is seen to a file.
  case export(ScreenExport)
  /// Leave the screen and stop the process group.
  case suspend
  /// Leave the scene.
  case leave(Departure)

  /// Leave a run for good.
  public static func quit(_ outcome: Outcome) -> Effect { .leave(.run(outcome)) }
}

/// How a scene was left.
public enum Departure: Sendable, Equatable {
  /// Up one scene; the program ends above the first.
  case back
  /// The program ends.
  case quit
  /// SIGTERM, SIGINT or SIGHUP came.
  case terminated
  /// The terminal is gone.
  case terminalLost
  /// To another scene, and back to this one after it.
  case go(Destination)
  /// A run was left.
  case run(Outcome)
}

/// Where a scene leads to.
public enum Destination: Sendable, Equatable {
  /// The list of everything.
  case home
  /// A session that another process is writing, read only. All sessions are paths.
  case watch(session: String)
  /// A recorded run, played.
  case replay(session: String)
  /// A stopped run, taken up from its last checkpoint.
  case resume(session: String)
  /// The form of a recipe.
  /// - recipe: TOML.
  /// - origin: what errors and titles call it: a file, a session's name.
  case form(recipe: String, origin: String)
  /// A new run of a recipe in TOML.
  case start(recipe: String)
  /// The file of a sweep.
  case sweep(file: String)
  /// A new sweep from a recipe in TOML.
  case startSweep(recipe: String, SweepRequest)
  /// Runs laid over each other.
  case compare(sessions: [String])
  /// The recipes of two sessions side by side.
  case diff(String, String)
}

/// How the user left a run.
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
