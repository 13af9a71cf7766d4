import Experiment
import Foundation
import TerminalUI
import Workbench

/// The full screen, from one command.
enum Screen {
  /// Shows a source of events until the user leaves; the terminal is then as it was.
  static func show(_ source: any RunSource, display: DisplayOptions) throws {
    try Navigator.open(display.screen) { navigator in
      var scene = try RunScene(source, options: navigator.options)
      return try navigator.visit(&scene)
    }
  }

  /// Shows tokenizers until the user leaves.
  static func show(_ inspection: Inspection, display: ScreenOptions) throws {
    try Navigator.open(display) { navigator in
      var scene = InspectorState(
        inspection, depth: navigator.terminal.depth,
        glyphs: try Theme(
          navigator.options.themes.theme(navigator.options.theme).definition, depth: navigator.terminal.depth,
          glyphs: navigator.terminal.glyphs
        ).glyphs, keys: navigator.options.keys)
      return try navigator.visit(&scene)
    }
  }

  /// Shows a live run, and after the user has left sees it to the end that was asked for.
  static func show(_ run: LiveRun, display: DisplayOptions) throws {
    do {
      try Navigator.open(display.screen) { try $0.show(run) }
    } catch {
      // The screen could not be taken.
      run.control.send(.stop(.stopped))
      _ = run.finish()
      throw error
    }
  }
}
