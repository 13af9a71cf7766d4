import Foundation
import Testing

/// Form and sweep on a real terminal, with the real program behind them.
@Suite(.serialized, .enabled(if: Tmux.isInstalled, "tmux is not installed")) struct SweepScreenTests {
  private let program: Program

  init() throws {
    program = try Program()
    // Where it exists, sessions and sweeps lie in it.
    try FileManager.default.createDirectory(
      at: program.folder.url.appendingPathComponent("sessions"), withIntermediateDirectories: true)
  }

  private func trials(_ file: String) throws -> [[Substring]] {
    let result = try program.run("sweeps", "show", file, "--format", "csv")
    #expect(result.status == 0, "\(result.errors)")
    return result.lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  /// What the head of the screen says when all trials are over; a trial's row says "✓ completed" of itself.
  private static let isComplete = "✓ complete  sweep"

  /// The one sweep in the folder of sweeps.
  private func sweepFolder() throws -> String? {
    let folder = program.folder.url.appendingPathComponent("sessions/sweeps").path
    return try? FileManager.default.contentsOfDirectory(atPath: folder).first.map { "sessions/sweeps/\($0)" }
  }

  @Test func costsAreThoseOfDescribe() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 60)
    let described = try program.run("describe", recipe)
    let all = try #require(described.output.split(separator: "\n").first { $0.contains(" in all") })
    let count = try #require(all.split(separator: " ").first { $0.contains(",") || Int($0) != nil })
    let terminal = try Tmux("\(Program.binary.path) edit \(recipe)", in: program.folder, width: 220, height: 50)
    #expect(try terminal.wait { $0.contains("parameters") && $0.contains(count) })
    let screen = try terminal.screen()
    for line in described.lines { #expect(screen.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)") }
    // The trials of a sweep are counted as the command line counts them.
    try terminal.press("/", "m", "o", "e", ".", "k", "Enter", "a", "C-u", "1", ":", "4", ":", "1", "Enter")
    #expect(try terminal.wait(for: "4 combinations × 1 seed"))
    let listed = try program.run("sweep", recipe, "--vary", "moe.k=1:4:1", "--list")
    #expect(listed.output.contains("4 trials, 4 combinations"))
    try terminal.press("Escape", "q")
    #expect(try terminal.wait(for: "neither saved nor started"))
    try terminal.press("l")
    #expect(try terminal.end() == 0)
    #expect(try terminal.isRestored())
  }

  @Test func aSweepStartedFromTheFormOutlivesItsKilledScreenAndItsKilledDriver() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 400)
    let terminal = try Tmux("\(Program.binary.path) edit \(recipe)", in: program.folder, width: 120, height: 40)
    #expect(try terminal.wait(for: "Recipe"))
    try terminal.press("/", "m", "o", "e", ".", "k", "Enter", "a", "C-u", "1", ",", "2", "Enter", "Escape", "S")
    #expect(try terminal.wait(for: "Start the sweep"))
    try terminal.press("s")
    #expect(try terminal.wait { $0.contains("of 2 trials") && $0.contains("running") })
    let folder = try #require(try sweepFolder())
    let lock = program.folder.url.appendingPathComponent("\(folder)/sweep.sqlite.lock")
    func driver() throws -> Int32 {
      Int32(try String(contentsOf: lock, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }
    // The screen dies; the driver goes on.
    kill(try terminal.process(), SIGKILL)
    #expect(try terminal.wait(for: "ended with"))
    let first = try driver()
    #expect(first > 1 && kill(first, 0) == 0)
    // The driver dies too, at any moment; its file holds everything.
    kill(first, SIGKILL)
    #expect(try trials(folder).count == 2)
    let again = try Tmux("\(Program.binary.path) sweeps watch \(folder)", in: program.folder, width: 120, height: 40)
    #expect(try again.wait { $0.contains("nobody runs it") || $0.contains(Self.isComplete) })
    try again.press("R")
    #expect(try again.wait(for: Self.isComplete))
    try again.press("q")
    #expect(try again.end() == 0)
    let rows = try trials(folder)
    #expect(rows.count == 2 && rows.allSatisfy { $0.contains("completed") && $0.contains("400") })
    for trial in 1...2 {
      let session = "\(folder)/trial-000\(trial).sqlite"
      #expect(try program.run("sessions", "verify", session).status == 0)
      // Every step once: a trial that was cut off went on and did not begin again.
      let steps = try program.run("sessions", "export", session, "--table", "steps", "--format", "csv").lines
      #expect(steps.count == 401)
    }
  }

  @Test func decisionsOnTheScreenReachTheSweep() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 20_000_000)
    let sweep = try program.start(["sweep", recipe, "--vary", "moe.k=1,2", "--out", "out", "--jobs", "1"])
    #expect(try sweep.waitFor("trial 1 (k=1): starts"))
    let terminal = try Tmux("\(Program.binary.path) sweeps watch out", in: program.folder, width: 120, height: 40)
    #expect(try terminal.wait(for: "running 1"))
    try terminal.press("x", "e", "n", "o", "u", "g", "h", "Enter", "j", "x", "Enter")
    _ = try sweep.wait()
    #expect(try terminal.wait(for: Self.isComplete))
    #expect(try terminal.wait(for: "by hand: enough"))
    // Somebody else's sweep is left without a question.
    try terminal.press("q")
    #expect(try terminal.end() == 0)
    let rows = try trials("out/sweep.sqlite")
    #expect(rows.count == 2 && rows.allSatisfy { $0.contains("killed") })
  }

  @Test func whatCannotBeShownIsOneLine() throws {
    _ = try program.folder.write("no sweep", to: "text.sqlite")
    for (arguments, word) in [
      (["sweeps", "watch", "text.sqlite"], "is not a sweep"),
      (["sweeps", "watch", "sessions"], "holds no sweep.sqlite"),
      (["sweeps", "show", "sessions"], "holds no sweep.sqlite"), (["edit", "none.toml"], "no such recipe"),
    ] {
      let result = try program.start(arguments).wait()
      #expect(result.status == 2 && result.errorLines.count == 1, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(word), "\(result.errors)")
    }
  }
}
