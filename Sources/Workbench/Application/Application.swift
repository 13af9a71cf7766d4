public import TerminalUI

/// The full-screen program on one run.
public enum Application {
  /// Shows a run until the user leaves. The terminal is restored by whoever made it.
  ///
  /// - Returns: how the user left; `Outcome` says what is still to be done.
  /// - Throws: `TerminalUIError` for a theme that cannot be read, or keys that clash.
  public static func run(
    source: any RunSource, terminal: any Terminal, options: SceneOptions = SceneOptions()
  ) throws(TerminalUIError) -> Outcome {
    var scene = try RunScene(source, options: options)
    var options = options
    guard case .run(let outcome) = try SceneLoop.run(&scene, terminal: terminal, options: &options) else {
      return .finished
    }
    return outcome
  }
}
