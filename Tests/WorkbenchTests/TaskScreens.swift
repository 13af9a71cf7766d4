import Experiment
import TerminalUI
import TestSupport
import Workbench

extension Screens {
  /// A workbench that has seen a run on several tasks up to a step and was given keys, separated by spaces.
  static func state(
    tasks run: ScriptedTasks, _ size: Size = Size(120, 40), through step: Int = 200, keys: String = "",
    playback: Playback? = nil
  ) throws -> WorkbenchState {
    try state(of: run.events(through: step), size, keys: keys, playback: playback)
  }
}

extension ScriptedTasks {
  /// With experts that tasks share.
  static func mixture() -> ScriptedTasks {
    var run = ScriptedTasks()
    run.hasExperts = true
    return run
  }

  /// With a twin that has other groups.
  static func twinned() -> ScriptedTasks {
    var run = ScriptedTasks()
    run.hasTwin = true
    return run
  }
}
