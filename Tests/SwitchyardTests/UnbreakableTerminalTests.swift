import Experiment
import Foundation
import Sessions
import TerminalUI
import Testing

/// A small generator with a fixed seed, so that a failure can be repeated.
private struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var mixed = state
    mixed ^= mixed >> 33
    mixed = mixed &* 0xff51_afd7_ed55_8ccd
    return mixed ^ (mixed >> 33)
  }
}

/// The real program on pseudo-terminals of every kind, and on some that go away.
@Suite(.serialized) struct UnbreakableTerminalTests {
  private let program: Program

  init() throws { program = try Program() }

  private static let session = Program.root.appendingPathComponent("sessions/rectify-router.sqlite").path

  private func replay(
    size: Size = Size(100, 30), environment: [String: String] = [:], options: [String] = []
  ) throws -> Pty {
    try Pty(["replay", Self.session] + options, in: program.folder, size: size, environment: environment)
  }

  private static let terms = ["xterm-256color", "screen", "tmux-256color", "linux", "vt100", "no-such-terminal"]

  @Test(arguments: terms, ["C", "C.UTF-8"]) func everyTerminalAndLocaleGetsAScreen(_ term: String, _ locale: String)
    throws
  {
    let pty = try replay(environment: ["TERM": term, "LC_ALL": locale])
    #expect(pty.wait(for: "REPLAY"))
    pty.press("?")
    pty.press("\u{1B}")
    pty.press("]")
    #expect(pty.quit() == 0)
    #expect(pty.errorLines == [])
    #expect(pty.isBeyondASCII == (locale != "C"))
  }

  @Test func aTerminalThatCannotMoveTheCursorIsRefusedInOneLine() throws {
    let pty = try replay(environment: ["TERM": "dumb"])
    #expect(pty.end() == 2)
    #expect(pty.errorLines.count == 1 && pty.errorLines[0].contains("'dumb'") && !pty.tail.contains("\u{1B}"))
  }

  /// With a signal, and where only the line is gone; the program must see it, end and not spin.
  @Test(arguments: [true, false]) func aTerminalThatIsGoneEndsTheProgramAndClosesTheSession(_ isControlling: Bool)
    throws
  {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 100_000)
    let session = program.folder.url.appendingPathComponent("gone.sqlite").path
    let pty = try Pty(["run", recipe, "--session", session], in: program.folder, isControlling: isControlling)
    #expect(pty.wait(for: "live"))
    let before = pty.processorTicks ?? 0
    pty.terminal.hangUp()
    var after = before
    var status: Int32?
    for _ in 0..<1200 where status == nil {
      after = pty.processorTicks ?? after
      status = pty.terminal.exitStatus()
      if status == nil { usleep(50_000) }
    }
    #expect(status != nil, "still there after \(after - before) ticks of processor time")
    #expect(try SessionReader(path: session).state().finish?.reason == .terminated)
  }

  @Test func aReplayWhoseTerminalIsGoneEnds() throws {
    for isControlling in [true, false] {
      let pty = try Pty(["replay", Self.session], in: program.folder, isControlling: isControlling)
      #expect(pty.wait(for: "REPLAY"))
      pty.terminal.hangUp()
      #expect(pty.end() != nil)
    }
  }

  @Test func everySizeOfTheWindowIsSurvived() throws {
    let pty = try replay()
    #expect(pty.wait(for: "REPLAY"))
    for (width, height) in [
      (0, 0), (1, 1), (2, 300), (300, 2), (10, 3), (39, 10), (40, 9), (40, 10), (84, 24), (85, 25), (500, 150), (0, 40),
      (80, 0), (500, 1),
    ] {
      pty.terminal.resize(Size(width, height))
      pty.drain(quietMilliseconds: 40)
      pty.press("]")
      #expect(pty.terminal.exitStatus() == nil, "\(width) × \(height)")
    }
    pty.terminal.resize(Size(100, 30))
    pty.press("\u{0C}")
    #expect(pty.wait(for: "REPLAY"))
    #expect(pty.quit() == 0)
  }

  @Test func aStormOfSizesIsSurvived() throws {
    var generator = Generator(state: 5)
    let pty = try replay()
    #expect(pty.wait(for: "REPLAY"))
    for turn in 0..<400 {
      pty.terminal.resize(Size(Int.random(in: 0...220, using: &generator), Int.random(in: 0...70, using: &generator)))
      if turn.isMultiple(of: 7) { pty.drain() }
    }
    pty.terminal.resize(Size(100, 30))
    #expect(pty.wait(for: "REPLAY"))
    #expect(pty.quit() == 0)
  }

  /// Keys, sequences, pasted text and rubbish, at windows of any size. Left out is what leaves: q, Ctrl-C, Ctrl-Z, Ctrl-\
  /// and the palette, from which one may leave too.
  @Test(arguments: [11, 12] as [UInt64]) func keysAtRandomNeverBreakIt(_ seed: UInt64) throws {
    var generator = Generator(state: seed)
    let sequences =
      [
        "A", "B", "C", "D", "H", "F", "5~", "6~", "3~", "Z", "200~ pasted q text", "201~", "<0;10;10M",
        "<64;5;5M", "?",
      ]
      .map { "\u{1B}[" + $0 } + [
        "\u{1B}OP", "\u{1B}", "\u{9}", "\r", "\u{7F}", "\u{0C}", "\u{12}", "é", "漢", "\u{1B}[1;5C",
      ]
    let letters = (32..<127).filter { ![113, 58].contains($0) }.map { String(UnicodeScalar(UInt8($0))) }
    let recipe = try TinyRun.recipe(in: program.folder, steps: 100_000)
    let session = program.folder.url.appendingPathComponent("keys.sqlite").path
    let isLive = seed.isMultiple(of: 2)
    let pty = isLive ? try Pty(["run", recipe, "--session", session], in: program.folder) : try replay()
    #expect(pty.wait(for: isLive ? "live" : "REPLAY"))
    for turn in 0..<1500 {
      let key = Int.random(in: 0..<4, using: &generator) == 0 ? sequences : letters
      pty.terminal.type(key.randomElement(using: &generator) ?? " ")
      if turn.isMultiple(of: 5) { pty.drain(quietMilliseconds: 3) }
      if turn.isMultiple(of: 97) {
        pty.terminal.resize(Size(Int.random(in: 0...200, using: &generator), Int.random(in: 0...60, using: &generator)))
      }
    }
    #expect(pty.terminal.exitStatus() == nil, "it ended with \(pty.terminal.exitStatus() ?? 0)")
    pty.terminal.resize(Size(100, 30))
    if isLive {
      kill(pty.terminal.process, SIGTERM)
      #expect(pty.end() == 0)
      #expect(try SessionReader(path: session).state().finish?.reason == .terminated)
    } else {
      pty.terminal.type("\u{1B}[201~")
      #expect(pty.quit() == 0)
    }
    // Nothing was printed by a trap.
    #expect(pty.errorLines.allSatisfy { !$0.contains("Fatal") && !$0.contains("Crash") }, "\(pty.errorLines)")
  }
}
