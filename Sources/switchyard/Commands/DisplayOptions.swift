import ArgumentParser
import Foundation

/// How a run or a replay is shown.
struct DisplayOptions: ParsableArguments {
  @Flag(
    name: [.customLong("plain"), .customLong("headless")],
    help: "Print plain lines, one an event, instead of opening the screen.")
  var plain = false

  @Option(help: "Theme by name; see the themes folder.")
  var theme: String?

  @Flag(help: "Draw with plain ASCII characters only.")
  var ascii = false

  @Flag(name: .customLong("no-color"), help: "Use no colours.")
  var noColor = false

  @Option(name: .customLong("fps"), help: "Pictures a second at most; 2 to 5 are kind to a slow line.")
  var framesPerSecond: Double?

  /// How scenes are shown.
  var screen: ScreenOptions {
    ScreenOptions(theme: theme, ascii: ascii, noColor: noColor, framesPerSecond: framesPerSecond)
  }

  /// Whether the full screen can and shall be used.
  var isScreen: Bool { !plain && isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1 }

  /// Tells what takes time before the first step. Standard error is left to what goes wrong.
  func progress(_ line: String) {
    print(line)
    fflush(nil)
  }
}

/// What the command line says of the full screen.
struct ScreenOptions {
  /// Name of the theme; nil for the default.
  var theme: String?
  var ascii = false
  var noColor = false
  /// Pictures a second at most; nil for the usual.
  var framesPerSecond: Double?
}
