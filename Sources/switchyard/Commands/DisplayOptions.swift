import ArgumentParser
import Foundation

/// How a run or a replay is shown.
struct DisplayOptions: ParsableArguments {
  @Flag(help: "Print plain lines instead of opening the screen.")
  var headless = false

  @Option(help: "Theme by name; see the themes folder.")
  var theme: String?

  @Flag(help: "Draw with plain ASCII characters only.")
  var ascii = false

  @Flag(name: .customLong("no-color"), help: "Use no colours.")
  var noColor = false

  @Option(name: .customLong("fps"), help: "Pictures a second at most; 2 to 5 are kind to a slow line.")
  var framesPerSecond: Double?

  /// Whether the full screen can and shall be used.
  var isScreen: Bool { !headless && isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1 }

  /// Tells what takes time before the first step. Standard error is left to what goes wrong.
  func progress(_ line: String) {
    print(line)
    fflush(nil)
  }
}
