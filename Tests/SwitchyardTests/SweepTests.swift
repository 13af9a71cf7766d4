import Foundation
import Testing

/// `switchyard sweep` as a user runs it, on a recipe small enough for tests.
@Suite struct SweepTests {
  private let program: Program
  private let recipe: String

  init() throws {
    program = try Program()
    recipe = try TinyRun.recipe(in: program.folder, steps: 60)
  }

  private func sweep(_ arguments: String...) -> [String] { ["sweep", recipe] + arguments }

  private func table(_ file: String) throws -> [[Substring]] {
    let result = try program.run("sweep", file, "--show", "--format", "csv")
    #expect(result.status == 0, "\(result.errors)")
    return result.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  /// Settings, state, step and losses of all trials: what does not tell the time.
  private func results(_ file: String) throws -> [String] {
    try table(file).map { $0.prefix(12).joined(separator: ",") }
  }

  private func losses(_ session: String) throws -> [String] {
    try program.run("sessions", "export", session, "--table", "steps", "--format", "csv").lines.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(3).joined(separator: ",")
    }
  }

  @Test func aSweepKilledWithItsTrialsGoesOnAndLosesNothing() throws {
    let arguments = sweep("--vary", "moe.k=1,2", "--vary", "moe.router=topk,hash", "--out", "out", "--jobs", "2")
    // Killed with a trial, killed without its trials, interrupted, then left alone.
    let killed = try program.start(arguments)
    #expect(try killed.waitFor("trial 2 (k=1 router=hash): starts"))
    let pids = try program.folder.processes(of: "out/sweep.sqlite")
    kill(killed.process.processIdentifier, SIGKILL)
    if let first = pids.first { kill(first, SIGKILL) }
    _ = try killed.wait()
    let again = try program.start(arguments)
    #expect(try again.waitFor("/4] trial"))
    kill(again.process.processIdentifier, SIGKILL)
    _ = try again.wait()
    let interrupted = try program.start(["sweep", "out/sweep.sqlite", "--jobs", "1"])
    #expect(try interrupted.waitFor("/4] trial"))
    kill(interrupted.process.processIdentifier, SIGINT)
    let stopped = try interrupted.wait()
    #expect(stopped.status == 130 || stopped.status == 0, "\(stopped.output)\(stopped.errors)")
    let last = try program.run("sweep", "out/sweep.sqlite")
    #expect(last.status == 0, "\(last.errors)")
    // Nothing lost, nothing twice: the sessions have the bits of a sweep that nobody disturbed.
    let alone = try program.start(
      sweep("--vary", "moe.k=1,2", "--vary", "moe.router=topk,hash", "--out", "alone")
    ).wait()
    #expect(alone.status == 0, "\(alone.errors)")
    let (disturbed, quiet) = (try results("out/sweep.sqlite"), try results("alone/sweep.sqlite"))
    #expect(disturbed == quiet)
    #expect(quiet.count == 5 && quiet.dropFirst().allSatisfy { $0.contains("completed") })
    for trial in 1...4 {
      let verified = try program.run("sessions", "verify", "out/trial-000\(trial).sqlite")
      #expect(verified.status == 0, "\(verified.output)")
      let (mine, other) = (
        try losses("out/trial-000\(trial).sqlite"), try losses("alone/trial-000\(trial).sqlite")
      )
      #expect(other.count == 61 && mine == other)
    }
    // Run again, it runs nothing.
    let idle = try program.start(arguments).wait()
    #expect(idle.status == 0 && !idle.output.contains("starts") && !idle.output.contains("goes on"))
  }

  @Test func halvingContinuesTrialsWithTheScheduleOfTheWholeRun() throws {
    let halving = try program.start(
      sweep("--vary", "moe.k=1:4:1", "--method", "asha", "--reduction", "2", "--first-rung", "16", "--out", "asha")
    ).wait()
    #expect(halving.status == 0, "\(halving.errors)")
    let rows = try table("asha/sweep.sqlite").dropFirst()
    let completed = rows.filter { $0.contains("completed") }
    #expect(!completed.isEmpty && completed.count < 4)
    #expect(rows.allSatisfy { row in row.contains("completed") || row.last?.contains("went on") == true })
    let winner = try #require(completed.first?.first)
    let whole = try program.run(
      "run", "asha/recipes/trial-000\(winner).toml", "--headless", "--session", "whole.sqlite")
    #expect(whole.status == 0, "\(whole.errors)")
    let (parts, one) = (try losses("asha/trial-000\(winner).sqlite"), try losses("whole.sqlite"))
    #expect(one.count == 61 && parts == one)
  }

  @Test func aSecondDriverIsRefusedAndDecisionsReachTheFirst() throws {
    let long = try TinyRun.recipe(in: program.folder, steps: 20_000_000)
    let first = try program.start(["sweep", long, "--vary", "moe.k=1,2", "--out", "out", "--jobs", "1"])
    #expect(try first.waitFor("trial 1 (k=1): starts"))
    let second = try program.run("sweep", "out/sweep.sqlite")
    #expect(second.status == 2)
    #expect(second.errorLines.count == 1 && second.errors.contains("is run by another process"))
    // A trial that is killed before it has begun leaves no session.
    let session = "\(program.folder.url.path)/out/trial-0001.sqlite"
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: session) { usleep(100_000) }
    for trial in ["1", "2"] {
      let killed = try program.run("sweeps", "kill", "out/sweep.sqlite", trial, "--reason", "seen enough")
      #expect(killed.status == 0, "\(killed.errors)")
    }
    let result = try first.wait()
    #expect(result.status == 0, "\(result.errors)")
    let rows = try table("out/sweep.sqlite").dropFirst()
    #expect(rows.count == 2)
    #expect(rows.allSatisfy { $0.contains("killed") && $0.last == "by hand: seen enough" })
    let notes = try program.run("sessions", "show", "out/trial-0001.sqlite")
    #expect(notes.status == 0)
  }

  @Test func beforeItStartsItSaysWhatItCosts() throws {
    let result = try program.start(
      sweep("--vary", "moe.k=1:4:1", "--seeds", "2", "--same-active-parameters", "0.3", "--list")
    ).wait()
    #expect(result.status == 0, "\(result.errors)")
    for words in ["trials", "parameters", "active", "FLOP", "FLOP/s a trial (measured now", "left out k=4"] {
      #expect(result.output.contains(words), "\(words) in \(result.output)")
    }
    #expect(!FileManager.default.fileExists(atPath: program.folder.url.path + "/sessions/sweeps"))
  }

  @Test func whatCouldOnlyFailIsNotStarted() throws {
    let result = try program.start(
      ["sweep", "nlu", "--vary", "tasks.suite=wordnet-13,classic-13", "--out", "out"],
      environment: ["SWITCHYARD_DATA": program.folder.url.path + "/nothing"]
    ).wait()
    #expect(result.status == 2 && result.errorLines.count == 1, "\(result.output)\(result.errors)")
    for words in ["the data sets classic-nlu", "switchyard data fetch classic-nlu"] {
      #expect(result.errors.contains(words), "\(result.errors)")
    }
    #expect(result.output.isEmpty && !FileManager.default.fileExists(atPath: program.folder.url.path + "/out"))
  }

  @Test func aSweepWhoseTextIsGoneGoesOnWhenItIsThereAgain() throws {
    let long = try TinyRun.recipe(in: program.folder, steps: 20_000_000)
    func interrupt(_ running: Program.Running, after text: String) throws {
      #expect(try running.waitFor(text))
      kill(running.process.processIdentifier, SIGINT)
      #expect(try running.wait().status == 130)
    }
    let arguments = ["sweep", long, "--vary", "moe.k=1,2", "--out", "out", "--jobs", "1"]
    try interrupt(program.start(arguments), after: "trial 1 (k=1): starts")
    let text = program.folder.url.appendingPathComponent("text.txt")
    let aside = program.folder.url.appendingPathComponent("aside.txt")
    try FileManager.default.moveItem(at: text, to: aside)
    let refused = try program.run("sweep", "out/sweep.sqlite")
    #expect(refused.status == 2 && refused.errorLines.count == 1, "\(refused.output)\(refused.errors)")
    #expect(refused.errors.contains("text.txt") && refused.errors.contains("data.text"), "\(refused.errors)")
    try FileManager.default.moveItem(at: aside, to: text)
    try interrupt(program.start(["sweep", "out/sweep.sqlite", "--jobs", "1"]), after: "trial 1 (k=1): ")
  }

  @Test func whatIsWrongIsOneLineAndStatusTwo() throws {
    _ = try program.folder.write("no sweep at all, only text", to: "text.sqlite")
    for (arguments, word) in [
      (sweep("--vary", "moe.rooter=topk"), "did you mean moe.router?"), (sweep("--vary", "moe.k=0:2:1"), "from 1"),
      (sweep(), "--vary"), (sweep("--vary", "moe.k=1,2", "--method", "random"), "--trials"),
      (sweep("--vary", "moe.k=1,2", "--trials", "2"), "--method random"),
      (sweep("--vary", "moe.k=1,2", "--jobs", "0"), "--jobs"),
      (sweep("--vary", "moe.k=1,2", "--budget", "soon"), "--budget"),
      (sweep("--vary", "moe.k=1,2", "--early-stop", "luck"), "--early-stop"),
      (sweep("--vary", "moe.k=1,2", "--show", "--out", "none"), "has not been started"),
      (["sweep", "text.sqlite"], "is not a sweep"), (["sweep", "none.sqlite"], "does not exist"),
      (["sweep", "text.sqlite", "--vary", "moe.k=1,2"], "--vary"),
      (["sweeps", "show", "text.sqlite"], "is not a sweep"),
      (["sweeps", "judge", "nowhere"], "does not exist"), (["sweeps", "kill", "text.sqlite", "1"], "is not a sweep"),
    ] {
      let result = try program.start(arguments).wait()
      #expect(result.status == 2, "\(arguments)")
      #expect(result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains(word), "\(result.errors)")
    }
  }
}

extension TemporaryFolder {
  /// Process numbers that a sweep's file knows.
  fileprivate func processes(of file: String) throws -> [Int32] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", file, "SELECT identifier FROM attempt WHERE ended IS NULL"]
    process.currentDirectoryURL = url
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { Int32($0) }
  }
}
