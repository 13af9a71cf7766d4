import Experiment
import Foundation
import Sessions
import Testing

/// A recorded run trained again, by the program itself.
@Suite struct VerifyRunTests {
  private let program: Program

  init() throws { program = try Program() }

  /// Changes a session as another program would.
  private func change(_ session: String, _ sql: String) throws {
    let path = program.folder.url.appendingPathComponent(session).path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", path, sql]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "sqlite3 is not there")
  }

  private static var hasSQLite: Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/sqlite3")
    }
  }

  @Test func aRunInPiecesAgreesFromItsBeginningAndFromACheckpoint() throws {
    let recipe = try TinyRun.recipe(in: program.folder)
    for arguments in [
      ["run", recipe, "--headless", "--session", "run.sqlite", "--steps", "10"],
      ["resume", "run.sqlite", "--headless"],
    ] {
      let result = try program.start(arguments).wait()
      #expect(result.status == 0, "\(result.errors)")
    }
    let whole = try program.run("verify-run", "run.sqlite", "--threads", "1")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.output.contains("run.sqlite: steps 1 to 24"))
    // Evaluations at 8, 16 and 24, checkpoints at 6, 10, 12, 18 and 24.
    #expect(whole.lines.last == "all agree: 24 losses, 7 hashes agree", "\(whole.output)")
    let part = try program.run("verify-run", "run.sqlite", "--from", "18")
    #expect(
      part.status == 0 && part.lines.last == "all agree: 6 losses, 2 hashes agree", "\(part.output)\(part.errors)")
    let short = try program.run("verify-run", "run.sqlite", "--to", "5")
    #expect(short.status == 0 && short.lines.last == "all agree: 5 losses, 0 hashes agree", "\(short.output)")
  }

  @Test(.enabled(if: hasSQLite, "sqlite3 is not installed")) func theFirstStepThatDiffersIsNamed() throws {
    let recipe = try TinyRun.recipe(in: program.folder)
    #expect(try program.run("run", recipe, "--headless", "--session", "run.sqlite", "--steps", "12").status == 0)
    try change("run.sqlite", "UPDATE step SET loss = loss + 1e-12 WHERE step = 9")
    let tampered = try program.run("verify-run", "run.sqlite")
    #expect(tampered.status == 1)
    #expect(tampered.lines.last?.hasPrefix("they part at step 9: the recorded loss is ") == true, "\(tampered.output)")
    #expect(tampered.lines.last?.hasSuffix("up to step 8 all agree") == true, "\(tampered.output)")
    try change(
      "run.sqlite", "UPDATE step SET loss = loss - 1e-12 WHERE step = 9; UPDATE weight_hash SET hash = hash + 1")
    let other = try program.run("verify-run", "run.sqlite", "--to", "8")
    #expect(other.status == 1 && other.output.contains("they part at step 6: the recorded weights"), "\(other.output)")
    try change("run.sqlite", "UPDATE started SET blas_core = 'Nehalem'")
    let machine = try program.run("verify-run", "run.sqlite")
    #expect(
      machine.status == 2 && machine.errorLines.count == 1 && machine.errors.contains("Nehalem"), "\(machine.errors)")
  }

  @Test func whatCannotBeComparedIsOneLine() throws {
    let recipe = try TinyRun.recipe(in: program.folder)
    #expect(try program.run("run", recipe, "--headless", "--session", "run.sqlite", "--steps", "12").status == 0)
    for (arguments, words) in [
      (["verify-run", "nowhere.sqlite"], "nowhere.sqlite"),
      (["verify-run", "run.sqlite", "--from", "5"], "there is no checkpoint of step 5; there are those of 8, 12"),
      (["verify-run", "run.sqlite", "--from", "12"], "nothing to compare"),
      (["verify-run", "run.sqlite", "--to", "0"], "nothing to compare"),
    ] {
      let result = try program.start(arguments).wait()
      #expect(result.status == 2 && result.errorLines.count == 1, "\(arguments): \(result.output)\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
    // Another text: what the recipe reads is not what it was.
    let text = program.folder.url.appendingPathComponent("text.txt")
    try String(contentsOf: text, encoding: .utf8).replacingOccurrences(of: "switch", with: "hatch").write(
      to: text, atomically: true, encoding: .utf8)
    let other = try program.run("verify-run", "run.sqlite")
    #expect(other.status == 2 && other.errors.contains("it is another one"), "\(other.output)\(other.errors)")
  }
}

/// Router surgery in the real program on a real terminal.
@Suite(.serialized, .enabled(if: Tmux.isInstalled, "tmux is not installed")) struct TwinTerminalTests {
  private let program: Program

  init() throws { program = try Program() }

  private func session(_ name: String) -> String { program.folder.url.appendingPathComponent(name).path }

  @Test(arguments: [TwinChoice.original, .twin]) func oneOfTheTwoIsKeptAndBothAreProved(_ choice: TwinChoice) throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 100_000)
    let terminal = try Tmux(
      "\(Program.binary.path) run \(recipe) --session \(session("run.sqlite"))", in: program.folder)
    #expect(try terminal.wait(for: "● live"))
    try terminal.press("T")
    #expect(try terminal.wait(for: "A twin that does otherwise"))
    try terminal.press("Down", "Enter")
    #expect(try terminal.wait(for: "Steps beside the run"))
    try terminal.press("C-u", "3", "0", "Enter")
    #expect(try terminal.wait(for: "keep which?"))
    try terminal.press("T")
    #expect(try terminal.wait(for: "Keep which?"))
    try terminal.press(choice == .twin ? "t" : "r")
    #expect(try terminal.wait { !$0.contains("TWIN") && $0.contains("● live") })
    try terminal.press("q", "s")
    #expect(try terminal.end() == 0)
    let state = try SessionReader(path: session("run.sqlite")).state()
    let twin = try #require(state.twin)
    let end = try #require(twin.end)
    #expect(end.choice == choice && end.step == twin.start.step + 30)
    #expect(state.value(of: "moe.freeze_router") == (choice == .twin ? "true" : "false"))
    let branch = try SessionReader(path: session(end.branch)).state()
    #expect(branch.header?.branch?.parent == "run.sqlite" && branch.steps.step.count == 30)
    #expect(try SessionReader(path: session("run.sqlite")).verify().problems == [])
    for name in ["run.sqlite", end.branch] {
      let proof = try program.run("verify-run", name, "--to", "\(end.step)")
      #expect(proof.status == 0, "\(proof.output)\(proof.errors)")
    }
    // The branch goes on from where it was left.
    let further = try program.run("resume", end.branch, "--headless", "--steps", "\(end.step + 3)")
    #expect(further.status == 0, "\(further.errors)")
    let whole = try program.run("verify-run", end.branch)
    #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
  }
}
