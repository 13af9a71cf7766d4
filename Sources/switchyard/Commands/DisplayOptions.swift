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

  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal; M takes it.")
  var noMouse = false

  @Flag(
    name: .customLong("low-bandwidth"),
    help: "For a slow line: two pictures a second, at most 1.5 KB a second while the run goes on.")
  var lowBandwidth = false

  @Option(name: .customLong("display-report"), help: .hidden)
  var report: String?

  @Option(name: .customLong("fps"), help: "Pictures a second at most; 2 to 5 are kind to a slow line.")
  var framesPerSecond: Double?

  /// How scenes are shown.
  var screen: ScreenOptions {
    ScreenOptions(
      theme: theme, ascii: ascii, noColor: noColor, framesPerSecond: framesPerSecond, isFrugal: lowBandwidth,
      mouse: !noMouse, report: report)
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
  /// Whether the line is slow.
  var isFrugal = false
  /// Whether mouse events are taken at the start.
  var mouse = true
  /// A file for what the screens have measured of themselves.
  var report: String?
}
