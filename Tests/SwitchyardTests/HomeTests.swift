import Foundation
import Sessions
import Testing

/// Home in the real program on a real terminal, and the commands that do the same.
@Suite(.serialized) struct HomeTests {
  private let program: Program

  init() throws { program = try Program() }

  /// A session that came with the program, in a folder of sessions of the test's own.
  private func shipped(_ name: String) throws {
    let folder = program.folder.url.appendingPathComponent("sessions")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: Program.root.appendingPathComponent("sessions/\(name).sqlite"),
      to: folder.appendingPathComponent("\(name).sqlite"))
  }

  @Test(.enabled(if: Tmux.isInstalled, "tmux is not installed")) func homeOpensASessionAndIsComeBackTo() throws {
    try shipped("mask-moe")
    let terminal = try Tmux(Program.binary.path, in: program.folder)
    #expect(try terminal.wait { $0.contains("1 Sessions") && $0.contains("mask-moe") && $0.contains("completed") })
    try terminal.press("/", "m", "a", "s", "k", "Enter", "Enter")
    #expect(try terminal.wait(for: "REPLAY step"))
    try terminal.press("q")
    #expect(try terminal.wait { $0.contains("match /mask/") && $0.contains("1 Sessions") })
    try terminal.press("Escape", "2")
    #expect(try terminal.wait(for: "first-light"))
    try terminal.press("q")
    #expect(try terminal.end() == 0)
    #expect(try terminal.isRestored())
    // What was left is come back to.
    let again = try Tmux("\(Program.binary.path) home", in: program.folder)
    #expect(try again.wait { $0.contains("Recipes") && $0.contains("keys set") })
    try again.press("q")
    #expect(try again.end() == 0)
  }

  @Test(.enabled(if: Tmux.isInstalled, "tmux is not installed")) func aSecondTerminalWatches() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 100_000)
    let session = program.folder.url.appendingPathComponent("run.sqlite").path
    let first = try Tmux("\(Program.binary.path) run \(recipe) --session \(session)", in: program.folder)
    #expect(try first.wait(for: "● live"))
    let second = try Tmux("\(Program.binary.path) watch \(session)", in: program.folder)
    #expect(try second.wait { $0.contains("● watching") && $0.contains("read only") && $0.contains("books balance") })
    try first.press("q", "s")
    #expect(try first.end() == 0)
    #expect(try second.wait(for: "✓ stopped"))
    try second.press("q")
    #expect(try second.end() == 0)
    #expect(try second.isRestored())
    #expect(try SessionReader(path: session).verify().problems.isEmpty)
  }

  @Test func withoutATerminalHelpIsPrinted() throws {
    let result = try program.run()
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE"))
    let home = try program.run("home")
    #expect(home.status == 2 && home.errorLines.count == 1)
  }

  @Test func sessionsAreNamedComparedDeletedAndBroughtBack() throws {
    try shipped("mask-moe")
    try shipped("cartesian-moe")
    func run(_ arguments: String...) throws -> String {
      let result = try program.start(["sessions"] + arguments).wait()
      #expect(result.status == 0, "\(arguments): \(result.errors)")
      return result.output
    }
    _ = try run("rename", "mask-moe", "winner \u{1B}[31mmask\u{7}")
    _ = try run("annotate", "mask-moe", "V = 2")
    _ = try run("pin", "mask-moe")
    let list = try run("list")
    let first = list.split(separator: "\n")[2]
    #expect(first.hasPrefix("* winner") && first.contains("V = 2") && first.contains("completed"))
    #expect(!list.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    let difference = try run("diff", "mask-moe", "cartesian-moe")
    #expect(difference.contains("moe.router") && !difference.contains("model.layers"))
    _ = try run("trash", "mask-moe")
    #expect(try !run("list").contains("winner"))
    #expect(try run("restore").contains("mask-moe"))
    _ = try run("restore", "mask-moe")
    #expect(try run("list").contains("winner"))
    for arguments in [["trash", "nothing"], ["restore", "nothing"], ["diff", "mask-moe", "nothing"]] {
      let result = try program.start(["sessions"] + arguments).wait()
      #expect(result.status == 2 && result.errorLines.count == 1, "\(arguments)")
    }
  }
}
