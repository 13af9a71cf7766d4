import Experiment
import Foundation
import TestSupport
import Testing

/// Replays that are shown to nobody: recordings, pictures, lines.
@Suite(.timeLimit(.minutes(5))) struct ReplayRecordingTests {
  private let program: Program

  init() throws { program = try Program() }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: program.folder.url.appendingPathComponent(name), encoding: .utf8)
  }

  /// What a recording says: its header, and time and text of what was sent.
  private func cast(_ name: String) throws -> (header: [String: Any], events: [(time: Double, text: String)]) {
    let lines = try text(name).split(separator: "\n")
    func json(_ line: Substring) throws -> Any { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    let first = try #require(lines.first)
    let header = try #require(try json(first) as? [String: Any])
    let events = try lines.dropFirst().map { line in
      let event = try #require(try json(line) as? [Any])
      #expect(event.count == 3 && event[1] as? String == "o")
      return (try #require(event[0] as? Double), try #require(event[2] as? String))
    }
    return (header, events)
  }

  @Test func aRecordingPlaysTheSameScreens() throws {
    let result = try program.run("replay", "mask-moe", "--cast", "a.cast", "--size", "100x30", "--theme", "dusk")
    #expect(result.status == 0, "\(result.errors)")
    let (header, events) = try cast("a.cast")
    #expect(header["version"] as? Int == 2 && header["width"] as? Int == 100 && header["height"] as? Int == 30)
    #expect((header["title"] as? String)?.hasPrefix("switchyard replay: ") == true)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time && $1.time - $0.time <= 2.001 })
    let last = try #require(events.last)
    #expect(last.time <= 66)
    #expect(events.count > 50)
    var terminal = TerminalEmulator(width: 100, height: 30)
    terminal.send(events[0].text)
    let whole = terminal.written
    #expect(terminal.isCursorHidden && terminal.rows.contains { $0.contains("REPLAY step") })
    for event in events.dropFirst() { terminal.send(event.text) }
    #expect(terminal.faults == [])
    #expect(!terminal.isCursorHidden)
    // Pictures are not sent whole again and again.
    #expect(terminal.written < whole * events.count / 4)
    // In the end it shows what the picture of the last step is.
    let picture = try program.run("replay", "mask-moe", "--picture", "a.txt", "--size", "100x30", "--theme", "dusk")
    #expect(picture.status == 0, "\(picture.errors)")
    func rows(_ rows: [String]) -> [String] {
      // Speed and pause are the player's, not the run's.
      rows.map { $0.replacing(/(‖ )?REPLAY.*/, with: "") }
    }
    let shown = try text("a.txt").split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
    #expect(rows(terminal.rows) == rows(Array(shown)))
  }

  @Test func theSameSessionGivesTheSameRecording() throws {
    for name in ["a.cast", "b.cast"] {
      #expect(
        try program.run("replay", "clusterclip", "--cast", name, "--size", "80x24", "--speed", "16").status == 0)
    }
    #expect(try text("a.cast") == text("b.cast"))
    // Faster is shorter.
    #expect(try program.run("replay", "clusterclip", "--cast", "c.cast", "--speed", "64").status == 0)
    let (short, long) = (try cast("c.cast").events.last?.time ?? 0, try cast("a.cast").events.last?.time ?? 0)
    #expect(0 < short && short < long)
  }

  @Test func aPictureIsOfOneStep() throws {
    let size = ["--size", "120x40"]
    #expect(
      try program.run(arguments: ["replay", "mask-moe", "--picture", "a.txt", "--step", "100"] + size).status == 0)
    let rows = try text("a.txt").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.count == 41 && rows.allSatisfy { $0.count <= 120 })
    #expect(rows[0].contains("REPLAY step") && rows[0].contains(" 100/"))
    // A key that is pressed before: the help lies over it.
    #expect(
      try program.run(arguments: ["replay", "mask-moe", "--picture", "b.txt", "--keys", "?"] + size).status == 0)
    #expect(try text("b.txt").contains("show the keys that work now"))
    #expect(try program.run(arguments: ["replay", "mask-moe", "--picture", "c.txt", "--ascii"] + size).status == 0)
    #expect(try text("c.txt").utf8.allSatisfy { $0 < 0x7F })
  }

  @Test func plainLinesAreForEars() throws {
    let result = try program.run("replay", "rectify-router", "--plain")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.lines.count > 50)
    #expect(result.output.contains("held-out") && result.lines.last?.contains("loss from ") == true)
    // Letters, digits and signs that are read out; no dots, boxes, arrows, colours or lines that are written over.
    let strange = result.output.unicodeScalars.filter { $0 != "\n" && ($0.value < 0x20 || $0.value > 0x7E) }
    #expect(strange.isEmpty, "\(Set(strange))")
  }

  @Test(arguments: [
    (["--cast", "a.cast", "--size", "3x3"], "--size"), (["--cast", "a.cast", "--size", "wide"], "--size"),
    (["--cast", "a.cast", "--speed", "0"], "--speed"), (["--picture", "a.png"], ".txt"),
    (["--cast", "a.cast", "--picture", "a.txt"], "give one"), (["--cast", "no/such/a.cast"], "no/such/a.cast"),
    (["--cast", "a.cast", "--theme", "nothing"], "no theme"), (["--picture", "a.txt", "--keys", "nokey"], "nokey"),
    ([], "--plain"),
  ])
  func whatIsWrongIsOneLine(_ arguments: [String], _ word: String) throws {
    let result = try program.run(arguments: ["replay", "mask-moe"] + arguments)
    #expect(result.status == 2 && result.errorLines.count == 1 && result.errors.contains(word), "\(result.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: program.folder.url.path).allSatisfy { !$0.hasPrefix("a.") })
  }
}
