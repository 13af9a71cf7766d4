import Foundation
import Testing

/// `switchyard study` as a user runs it, on a study small enough for tests.
@Suite struct StudyTests {
  private let program: Program

  init() throws {
    program = try Program()
    _ = try TinyRun.recipe(in: program.folder, steps: 60)
    let folder = program.folder.url.appendingPathComponent("pair")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      at: program.folder.url.appendingPathComponent("tiny.toml"), to: folder.appendingPathComponent("base.toml"))
    _ = try program.folder.write(
      """
      title = "A pair"
      recipe = "base.toml"
      seeds = [1, 2, 3]
      [[member]]
      name = "half"
      set = ["moe.capacity_factor=0.5"]
      [[member]]
      name = "full"
      """, to: "pair/study.toml")
  }

  private func export(_ session: String) throws -> [String] {
    let result = try program.run("sessions", "export", "out/\(session).sqlite", "--table", "steps", "--format", "csv")
    return result.lines.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(3).joined(separator: ",")
    }
  }

  @Test func aStudyKilledAnywhereGoesOnAndLosesNothing() throws {
    let names = ["half", "full"].flatMap { member in (1...3).map { "\(member)-seed\($0)" } }
    // Killed once with trials under way, which outlive it, then interrupted, then left alone.
    let killed = try program.start(["study", "pair", "--out", "out", "--jobs", "2"])
    let hasBegun = try killed.waitFor("[1/6]")
    #expect(hasBegun)
    kill(killed.process.processIdentifier, SIGKILL)
    _ = try killed.wait()
    let interrupted = try program.start(["study", "pair", "--out", "out", "--jobs", "1"])
    let hasGoneOn = try interrupted.waitFor("/6]")
    #expect(hasGoneOn)
    kill(interrupted.process.processIdentifier, SIGINT)
    let stopped = try interrupted.wait()
    #expect(stopped.status == 130, "\(stopped.output)\(stopped.errors)")
    let last = try program.run("study", "pair", "--out", "out")
    #expect(last.status == 0, "\(last.errors)")
    #expect(last.output.contains("not distinguishable") || last.output.contains("by more than the spread"))
    // Nothing was moved aside, every session is whole, and has the bits of a run that nobody disturbed.
    #expect(!FileManager.default.fileExists(atPath: program.folder.url.path + "/out/aside"))
    for name in names {
      let verified = try program.run("sessions", "verify", "out/\(name).sqlite")
      #expect(verified.status == 0, "\(verified.output)")
      let steps = try export(name)
      #expect(steps.count == 61)
    }
    let alone = try program.run("study", "pair", "--out", "undisturbed", "--jobs", "2")
    #expect(alone.status == 0)
    let tables = try ["out", "undisturbed"].map {
      try String(contentsOf: program.folder.url.appendingPathComponent("\($0)/table.json"), encoding: .utf8)
    }
    #expect(tables[0] == tables[1])
    // Run again, it runs nothing.
    let idle = try program.run("study", "pair", "--out", "out")
    #expect(idle.status == 0)
    #expect(!idle.output.contains("starts"))
  }

  @Test func aTrialThatFailsIsNamedAtTheEndWithStatusOne() throws {
    // There, but nothing to learn from: only the run itself finds that out.
    let empty = try program.folder.write("\n", to: "empty.txt")
    _ = try program.folder.write(
      """
      title = "One of two"
      recipe = "base.toml"
      seeds = [1]
      [[member]]
      name = "whole"
      [[member]]
      name = "empty"
      set = ['data.text=["\(empty)"]']
      """, to: "pair/study.toml")
    let result = try program.run("study", "pair", "--out", "out", "--jobs", "1")
    #expect(result.status == 1, "\(result.output)\(result.errors)")
    #expect(result.output.contains("[2/2] empty-seed1: failed: "), "\(result.output)")
    #expect(result.output.contains("Missing: empty-seed1"), "\(result.output)")
    #expect(result.errorLines.count == 1, "\(result.errors)")
    #expect(result.errors.hasPrefix("1 of 2 trials failed: empty-seed1;"), "\(result.errors)")
    let kept = try String(contentsOf: program.folder.url.appendingPathComponent("out/table.txt"), encoding: .utf8)
    #expect(kept.contains("Missing: empty-seed1"))
    let table = try program.run("study", "pair", "--out", "out", "--table-only")
    #expect(table.status == 0)
  }

  @Test(arguments: [
    ("pyra", ["the weights vit-s14", "cifar10", "switchyard data fetch vit-s14"]),
    ("visdit", ["the weights vit-s14", "usps", "switchyard data fetch mnist-5k"]),
    ("nlu", ["the weights minilm", "the data sets classic-nlu", "switchyard data fetch minilm"]),
  ])
  func aStudyWithoutItsDataStartsNothing(study: String, words: [String]) throws {
    let recipes = Program.root.appendingPathComponent("recipes/studies/\(study)").path
    let nothing = ["SWITCHYARD_DATA": program.folder.url.path + "/nothing"]
    let result = try program.run(
      arguments: ["study", recipes, "--out", "none", "--jobs", "1"], environment: nothing)
    #expect(result.status == 2)
    #expect(result.output.isEmpty, "\(result.output)")
    #expect(result.errorLines.count == 1, "\(result.errors)")
    for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
    let logs = program.folder.url.path + "/none/logs"
    #expect((try? FileManager.default.contentsOfDirectory(atPath: logs)) ?? [] == [])
    // A table needs none of it.
    let table = try program.run(
      arguments: ["study", recipes, "--out", "none", "--table-only"], environment: nothing)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("not run yet"))
  }

  @Test func whatIsWrongIsOneLineAndStatusTwo() throws {
    for (arguments, word) in [
      (["study", "nowhere"], "nowhere/study.toml"), (["study", "pair", "--jobs", "0"], "--jobs"),
      (["study", "pair", "--list", "--table-only"], "--list"),
    ] {
      let result = try program.start(arguments).wait()
      #expect(result.status == 2)
      #expect(result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains(word), "\(result.errors)")
    }
  }
}
