import Experiment
import TerminalUI
import TestSupport
import Workbench

extension Screens {
  /// A workbench that has seen a run of pictures up to a step and was given keys, separated by spaces.
  static func state(
    pictures run: ScriptedPictures, _ size: Size = Size(120, 40), through step: Int = 160, keys: String = "",
    playback: Playback? = nil
  ) throws -> WorkbenchState {
    try state(of: run.events(through: step), size, keys: keys, playback: playback)
  }
}
