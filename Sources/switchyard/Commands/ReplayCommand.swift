import ArgumentParser
import Foundation
import Sessions
import TerminalUI
import Workbench

/// `switchyard replay`: plays a recorded run on the screen on which it was seen live.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Play a recorded run on the same screen.",
    discussion: """
      With --cast the replay becomes a recording for asciinema (`asciinema play FILE`), with --picture one picture of it, \
      and with --plain it is told in lines. None of these needs a terminal.
      """)

  @Argument(help: "A session: a file, or a name in the folder of sessions.", completion: .session)
  var session: String

  @OptionGroup var display: DisplayOptions

  @Option(help: "Write an asciinema recording, version 2.", completion: .file(extensions: ["cast"]))
  var cast: String?

  @Option(help: "Write one picture of the screen, as text: FILE.txt.", completion: .file(extensions: ["txt"]))
  var picture: String?

  @Option(help: "The step of the picture; without it the last.")
  var step: Int?

  @Option(help: "Columns and rows of recording and picture.")
  var size = "120x34"

  @Option(help: "Recorded seconds a second, a power of two from 1/4 to 64; without it, what makes a minute at most.")
  var speed: Double?

  @Option(help: "Keys that are pressed at the beginning of a recording or picture, such as 'F' or '2 v'.")
  var keys = ""

  func validate() throws {
    if cast != nil, picture != nil { throw ValidationError("--cast and --picture: give one of them") }
    if let speed, !(speed.isFinite && speed > 0) { throw ValidationError("--speed is \(speed): give a number above 0") }
    if let step, step < 0 { throw ValidationError("--step is \(step): give a step of at least 0") }
    if Size(columnsAndRows: size) == nil {
      throw ValidationError("--size is '\(size)': give columns and rows, such as 120x34")
    }
    if let picture, (picture as NSString).pathExtension != "txt" {
      throw ValidationError("--picture \(picture): its name has to end in .txt")
    }
  }

  func run() throws {
    let path = try SessionLibrary().path(of: session)
    if cast != nil || picture != nil { return try record(path) }
    if display.plain { return try PlainReplay.show(path) }
    guard display.isScreen else {
      throw CommandError(
        "replay needs a terminal; --plain prints the run in lines, --cast and --picture write files")
    }
    try Navigator.open(display.screen, at: .replay(session: path))
  }

  private func record(_ path: String) throws {
    let recording = ReplayRecording(
      path: path, size: Size(columnsAndRows: size) ?? Size(120, 34), screen: display.screen,
      keys: try TerminalUI.Key.sequence(keys))
    if let cast {
      let (seconds, bytes) = try recording.cast(to: cast, speed: speed)
      print(PlainPrinter.printable("\(cast): \(Int(seconds.rounded())) seconds, \(Quantity.bytes(bytes))"))
    }
    guard let picture else { return }
    let text = try recording.picture(step: step).text
    try DraftFile.write(picture) { write in try write(Data(text.utf8)) }
  }
}
