import Experiment
import Foundation
import Sessions
import Testing

/// The real program on a real terminal.
@Suite(.serialized, .enabled(if: Tmux.isInstalled, "tmux is not installed")) struct TerminalTests {
  private let program: Program

  init() throws { program = try Program() }

  /// A command line that trains for longer than a test looks.
  private func run() throws -> String {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 100_000)
    return "\(Program.binary.path) run \(recipe) --session \(session)"
  }

  private var session: String { program.folder.url.appendingPathComponent("run.sqlite").path }

  @Test func aLiveRunIsShownAndStoppedCleanly() throws {
    let terminal = try Tmux(run(), in: program.folder)
    #expect(try terminal.wait { $0.contains("● live") && $0.contains("books balance") && $0.contains("held-out") })
    try terminal.press("Space")
    #expect(try terminal.wait(for: "‖ paused"))
    try terminal.press("?")
    #expect(try terminal.wait(for: "show the keys that work now"))
    try terminal.press("Escape", "Space")
    #expect(try terminal.wait(for: "● live"))
    try terminal.press("q")
    #expect(try terminal.wait(for: "stop: finish the step"))
    try terminal.press("s")
    #expect(try terminal.end() == 0)
    #expect(try terminal.isRestored())
    // The session is whole and says why it ended.
    let state = try SessionReader(path: session).state()
    #expect(state.finish?.reason == .stopped)
    #expect(state.controls.map(\.action).contains(.pause))
  }

  @Test func theWindowMayHaveAnySize() throws {
    let terminal = try Tmux(run(), in: program.folder)
    #expect(try terminal.wait(for: "● live"))
    try terminal.resize(80, 24)
    #expect(try terminal.wait { $0.split(separator: "\n").count == 24 && $0.contains("3 Token ledger") })
    try terminal.resize(20, 5)
    #expect(try terminal.wait(for: "need"))
    try terminal.resize(200, 50)
    #expect(try terminal.wait(for: "load over the run"))
    try terminal.press("q", "K")
    #expect(try terminal.end() != nil)
    #expect(try terminal.isRestored())
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT]) func aSignalLeavesTerminalAndSessionInOrder(_ signal: Int32) throws {
    let terminal = try Tmux(run(), in: program.folder)
    #expect(try terminal.wait(for: "● live"))
    #expect(kill(try terminal.process(), signal) == 0)
    #expect(try terminal.end() != nil)
    #expect(try terminal.isRestored())
    #expect(try SessionReader(path: session).state().finish?.reason == .terminated)
  }

  @Test func aTrapLeavesTheTerminalInOrder() throws {
    let terminal = try Tmux(run(), in: program.folder)
    #expect(try terminal.wait(for: "● live"))
    #expect(kill(try terminal.process(), SIGILL) == 0)
    #expect(try terminal.end() != nil)
    #expect(try terminal.isRestored())
  }

  @Test func ctrlZReallySuspends() throws {
    let line = try run()
    let terminal = try Tmux("bash --norc --noprofile -i", in: program.folder)
    try terminal.press(line, "Enter")
    #expect(try terminal.wait(for: "● live"))
    // A key may fall into the moment in which the window is set up; a user would press it again.
    var isStopped = false
    for _ in 0..<6 where !isStopped {
      try terminal.press("C-z")
      isStopped = try terminal.wait(for: "Stopped", looks: 100)
    }
    try #require(isStopped)
    #expect(try terminal.isRestored())
    try terminal.press("fg", "Enter")
    #expect(try terminal.wait(for: "● live"))
    #expect(try terminal.variable("alternate_on") == "1")
    try terminal.press("q", "s")
    #expect(try terminal.wait { _ in try terminal.isRestored() })
  }

  @Test func aReplayIsPlayedOnTheSameScreen() throws {
    let recipe = try TinyRun.recipe(in: program.folder)
    #expect(try program.run("run", recipe, "--session", session, "--headless").status == 0)
    let terminal = try Tmux("\(Program.binary.path) replay \(session)", in: program.folder)
    #expect(try terminal.wait(for: "REPLAY step"))
    try terminal.press("End")
    #expect(try terminal.wait(for: "REPLAY step 24/24"))
    try terminal.press("[", "[")
    #expect(try terminal.wait(for: "‖ REPLAY step 22/24"))
    try terminal.press("g", "5", "Enter")
    #expect(try terminal.wait(for: "REPLAY step  5/24"))
    try terminal.press("q")
    #expect(try terminal.end() == 0)
    #expect(try terminal.isRestored())
  }
}
