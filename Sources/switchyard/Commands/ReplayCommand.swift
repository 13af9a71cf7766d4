import ArgumentParser
import Sessions
import Workbench

/// `switchyard replay`: plays a recorded run on the screen on which it was seen live.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Play a recorded run on the same screen.")

  @Argument(help: "A session: a file, or a name in the folder of sessions.", completion: .file(extensions: ["sqlite"]))
  var session: String

  @OptionGroup var display: DisplayOptions

  func run() throws {
    guard display.isScreen else {
      throw CommandError("replay needs a terminal; `switchyard sessions show \(session)` prints what is in a session")
    }
    let path = try SessionLibrary().path(of: session)
    try Navigator.open(display.screen, at: .replay(session: path))
  }
}
