import Experiment
import Foundation
import Sessions
import TerminalUI
import Workbench

/// Shows a replay to nobody: as an asciinema recording, or as one picture.
///
/// The screens are the ones that `switchyard replay` shows, drawn by the same loop. Only the terminal and the clock are
/// others, so a recording of an hour is made in seconds.
struct ReplayRecording {
  /// The session's file.
  let path: String
  /// Columns and rows.
  let size: Size
  let screen: ScreenOptions
  /// Keys that are pressed at the beginning.
  let keys: [TerminalUI.Key]

  /// No recording lasts much longer than this unless its speed is given: nobody looks on for an hour.
  static let usualSeconds = 60.0

  /// Writes an asciinema recording.
  ///
  /// - Parameter speed: recorded seconds a second; nil takes the slowest at which it lasts a minute at most.
  /// - Returns: how long it lasts, in seconds, and the file's bytes.
  func cast(to file: String, speed: Double?) throws -> (seconds: Double, bytes: Int) {
    let speed = try speed ?? usualSpeed()
    let summary = try SessionReader(path: path).summary()
    var bytes = 0
    var seconds = 0.0
    try DraftFile.write(file) { write in
      var cast = try CastWriter(
        size: size, title: "switchyard replay: \(summary.header.name)", timestamp: Self.timestamp(summary.start)
      ) { line in
        bytes += line.utf8.count
        try write(Data(line.utf8))
      }
      var failure: (any Error)?
      var isFirst = true
      let terminal = terminal { text, time in
        if failure != nil { return }
        do {
          try cast.send((isFirst ? "\u{1B}[?25l" : "") + text, at: time)
          isFirst = false
        } catch {
          failure = error
        }
      }
      try show(on: terminal, speed: speed)
      if let failure { throw failure }
      // The last picture stays for a moment, and the cursor comes back below it.
      seconds = terminal.recorded + 2
      try cast.send("\u{1B}[0m\u{1B}[\(size.height);1H\u{1B}[?25h", at: seconds)
    }
    return (seconds, bytes)
  }

  /// The picture after a step, or at the end.
  func picture(step: Int?) throws -> CellBuffer {
    let terminal = terminal { _, _ in }
    try show(on: terminal, speed: 1) { source in
      source.control(.togglePlay)
      source.control(.seek(step ?? Int.max))
    }
    return terminal.lastPicture ?? CellBuffer(size)
  }

  private func terminal(_ output: @escaping (String, Double) -> Void) -> RecordingTerminal {
    RecordingTerminal(
      size, depth: screen.noColor ? .mono : .indexed, glyphs: screen.ascii ? .ascii : .braille, keys: keys,
      output: output)
  }

  private func show(
    on terminal: RecordingTerminal, speed: Double, _ prepare: (ReplaySource) -> Void = { _ in }
  ) throws {
    var options = SceneOptions(themes: .standard)
    options.theme = screen.theme ?? options.theme
    let rate = screen.framesPerSecond ?? 8
    // Nobody's line is at the other end.
    options.pace = DrawingPace.Limits(
      picturesPerSecond: rate, restfulPicturesPerSecond: rate, bytesPerSecond: .greatestFiniteMagnitude)
    // The clock of the recording; where it begins does not matter.
    options.now = { 1_000_000 + terminal.elapsed }
    let source = try ReplaySource(path: path, now: { terminal.elapsed })
    var reached = 1.0
    while reached < speed, reached < SessionPlayer.speeds.last ?? 1 {
      source.control(.faster)
      reached *= 2
    }
    while reached > speed, reached > SessionPlayer.speeds[0] {
      source.control(.slower)
      reached /= 2
    }
    prepare(source)
    var scene = try RunScene(source, options: options)
    _ = try SceneLoop.run(&scene, terminal: terminal, options: &options)
  }

  private func usualSpeed() throws -> Double {
    let duration = try SessionPlayer(path: path).duration
    return SessionPlayer.speeds.first { $0 >= 1 && duration / $0 <= Self.usualSeconds } ?? SessionPlayer.speeds.last
      ?? 1
  }

  private static func timestamp(_ start: Double) -> Int? {
    start.isFinite && abs(start) < 1e11 ? Int(start) : nil
  }
}

extension Size {
  /// Reads `120x34`; nil for anything else, and for what no terminal has.
  init?(columnsAndRows text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1], (20...500).contains(columns),
      (5...200).contains(rows)
    else { return nil }
    self.init(columns, rows)
  }
}
