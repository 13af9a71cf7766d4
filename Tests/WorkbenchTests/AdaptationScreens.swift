import Experiment
import TerminalUI
import TestSupport
import Workbench

extension Screens {
  /// A workbench that has seen a domain adaptation up to a step and was given keys, separated by spaces.
  static func state(
    adaptation run: ScriptedAdaptation, _ size: Size = Size(120, 40), through step: Int = 240, keys: String = "",
    playback: Playback? = nil
  ) throws -> WorkbenchState {
    try state(of: run.events(through: step), size, keys: keys, playback: playback)
  }
}
