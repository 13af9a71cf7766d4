import Foundation
import Testing

/// A run small enough for tests, on text of its own: no package is needed.
enum TinyRun {
  static func recipe(in folder: TemporaryFolder, steps: Int = 24) throws -> String {
    let words = ["switch", "yard", "router", "expert", "token", "ledger", "slot", "capacity"]
    let text = (0..<3000).map { words[($0 * $0 + $0 / 7) % words.count] }.joined(separator: " ")
    let paragraphs = text.split(separator: " ").enumerated()
      .map { $0.offset % 40 == 39 ? "\($0.element)\n\n" : "\($0.element) " }.joined()
    let file = try folder.write(paragraphs, to: "text.txt")
    return try folder.write(
      """
      [run]
      name = "tiny"
      steps = \(steps)
      seed = 11
      [data]
      corpora = []
      text = ["\(file)"]
      held_out = 0.2
      sequence_length = 32
      batch_size = 4
      [model]
      layers = 2
      width = 32
      heads = 2
      dropout = 0.1
      [moe]
      experts = 4
      expert_width = 48
      capacity_factor = 1.0
      devices = 2
      [schedule]
      warmup = 4
      [evaluation]
      every = 8
      batches = 2
      [record]
      checkpoint_every = 6
      """, to: "tiny.toml")
  }
}

@Suite struct ResumeTests {
  private let program: Program

  init() throws { program = try Program() }

  private func export(_ session: String, _ table: String = "steps") throws -> [String] {
    let result = try program.run("sessions", "export", session, "--table", table, "--format", "csv")
    #expect(result.status == 0, "\(result.errors)")
    return result.lines.map(String.init)
  }

  /// Step, tokens and loss: the columns that do not tell the time.
  private func losses(_ session: String) throws -> [String] {
    try export(session).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(3).joined(separator: ",")
    }
  }

  @Test func resumingGivesTheBitsOfNotHavingStopped() throws {
    let recipe = try TinyRun.recipe(in: program.folder)
    let whole = try program.run("run", recipe, "--headless", "--session", "whole.sqlite")
    #expect(whole.status == 0, "\(whole.errors)")
    let first = try program.run("run", recipe, "--headless", "--session", "parts.sqlite", "--steps", "10")
    #expect(first.status == 0, "\(first.errors)")
    let second = try program.run("resume", "parts.sqlite", "--headless", "--steps", "17")
    #expect(second.status == 0, "\(second.errors)")
    let third = try program.run("resume", "parts.sqlite", "--headless")
    #expect(third.status == 0, "\(third.errors)")
    let expected = try losses("whole.sqlite")
    #expect(expected.count == 25)
    let found = try losses("parts.sqlite")
    #expect(found == expected)
    let (ledger, wholeLedger) = (try export("parts.sqlite", "ledger"), try export("whole.sqlite", "ledger"))
    #expect(ledger == wholeLedger)
  }

  @Test func theNumberOfThreadsDoesNotChangeABit() throws {
    let recipe = try TinyRun.recipe(in: program.folder)
    for threads in ["1", "2", "3"] {
      let result = try program.run(
        "run", recipe, "--headless", "--session", "t\(threads).sqlite", "--set", "run.threads=\(threads)")
      #expect(result.status == 0, "\(result.errors)")
    }
    let (one, two, three) = (try losses("t1.sqlite"), try losses("t2.sqlite"), try losses("t3.sqlite"))
    #expect(one.count == 25)
    #expect(two == one)
    #expect(three == one)
  }

  @Test func aKilledRunGoesOnFromItsCheckpointWithTheSameLosses() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 4000)
    let running = try program.start(["run", recipe, "--headless", "--session", "killed.sqlite"])
    let hasStarted = try running.waitFor("step 200")
    #expect(hasStarted)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.wait()
    let survived = try export("killed.sqlite")
    // Up to the last checkpoint nothing may be missing.
    let files = try FileManager.default.contentsOfDirectory(
      atPath: program.folder.url.appendingPathComponent("killed.checkpoints").path)
    let saved = files.compactMap { $0.hasPrefix("step-") ? Int($0.dropFirst(5).prefix(8)) : nil }.max() ?? 0
    #expect(saved >= 198 && survived.count > saved, "\(survived.count) lines survived, a checkpoint at \(saved)")
    let verified = try program.run("sessions", "verify", "killed.sqlite")
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    let resumed = try program.run("resume", "killed.sqlite", "--headless", "--steps", "400")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try program.run("run", recipe, "--headless", "--session", "whole.sqlite", "--steps", "400")
    #expect(whole.status == 0, "\(whole.errors)")
    let (killed, unkilled) = (try losses("killed.sqlite"), try losses("whole.sqlite"))
    #expect(killed.count == 401)
    #expect(zip(killed, unkilled).first { $0 != $1 } == nil)
  }

  @Test func sigtermEndsTheStepWritesACheckpointAndClosesTheSession() throws {
    let recipe = try TinyRun.recipe(in: program.folder, steps: 100_000)
    let running = try program.start(["run", recipe, "--headless", "--session", "ended.sqlite"])
    let hasStarted = try running.waitFor("step 50")
    #expect(hasStarted)
    running.process.terminate()
    let result = try running.wait()
    #expect(result.status == 0)
    #expect(result.output.contains("terminated after step"))
    let folder = program.folder.url
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("ended.sqlite-wal").path))
    let steps = try losses("ended.sqlite")
    let line = try #require(steps.last)
    let last = try #require(line.split(separator: ",").first.flatMap { Int($0) })
    let files = try FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent("ended.checkpoints").path)
    #expect(files.contains { $0.hasSuffix("\(last).safetensors") }, "\(files)")
  }

  @Test func whatTheUserGetsWrongIsOneLineAndStatusTwo() throws {
    let recipe = try TinyRun.recipe(in: program.folder)
    let wrong: [([String], String)] = [
      (["run", "nowhere.toml"], "nowhere.toml"),
      (["run", recipe, "--headless", "--set", "moe.exprets=4"], "moe.experts"),
      (["run", recipe, "--headless", "--set", "moe.k=9"], "moe.k"),
      (["run", recipe, "--headless", "--set", "data.corpora=['gcied']"], "gcide"),
      (["run", recipe, "--headless", "--set", "model.vocabulary=100"], "model.vocabulary"),
      (["run", recipe, "--headless", "--steps", "0"], "--steps"),
      (["resume", "nowhere.sqlite"], "nowhere.sqlite"),
      (["sessions", "export", recipe, "--table", "steps", "--format", "csv"], "tiny.toml"),
      (["describe", recipe, "--set", "model.heads=3"], "model.heads"),
    ]
    for (arguments, word) in wrong {
      let result = try program.start(arguments).wait()
      #expect(result.status == 2, "\(arguments): status \(result.status)")
      #expect(result.errorLines.count == 1, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(word), "\(arguments): \(result.errors)")
    }
    let before = try program.run("run", recipe, "--headless", "--session", "taken.sqlite", "--steps", "2")
    #expect(before.status == 0)
    let again = try program.run("run", recipe, "--headless", "--session", "taken.sqlite")
    #expect(again.status == 2)
    #expect(again.errors.contains("taken.sqlite"))
  }
}
