import Foundation
import Testing

@Suite struct EvaluateTests {
  private let program: Program

  init() throws {
    program = try Program()
    let recipe = try TinyRun.recipe(in: program.folder)
    let result = try program.run("run", recipe, "--headless", "--session", "a.sqlite")
    #expect(result.status == 0, "\(result.errors)")
  }

  private func figures(_ result: Program.Result, _ name: String) throws -> [String] {
    let line = try #require(result.lines.first { $0.hasPrefix(name) }, "\(result.output)\(result.errors)")
    return line.dropFirst(name.count).split(separator: " ").map(String.init)
  }

  private func export(_ table: String) throws -> [[String]] {
    try program.run("sessions", "export", "a.sqlite", "--table", table).lines
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func asTrainedIsWhatTheRunSaid() throws {
    let result = try program.run("evaluate", "a.sqlite", "--no-record")
    #expect(result.status == 0, "\(result.errors)")
    let last = try #require(try export("evaluations").last)
    let loss = try #require(Double(last[2]))
    #expect(try figures(result, "loss, nats a token") == [String(format: "%.4f", loss)])
  }

  @Test func conditionsArePrintedAndRecorded() throws {
    let result = try program.run(
      "evaluate", "a.sqlite", "--capacity-factor", "0.5", "--intra-gpu", "--disable-top-expert")
    #expect(result.status == 0, "\(result.errors)")
    let conditions = "moe.capacity_factor=0.5, moe.intra_gpu=true, disable-top-expert"
    #expect(result.lines[1] == "changed: \(conditions)")
    let loss = try figures(result, "loss, nats a token").compactMap { Double($0) }
    #expect(loss.count == 3 && abs(loss[1] - loss[0] - loss[2]) < 2e-4)
    let dropped = try figures(result, "choices dropped, %").compactMap { Double($0) }
    // Half the slots of a fair share: at least half of the choices find none.
    #expect(dropped[1] >= 50 && dropped[1] > dropped[0])
    let rows = try export("conditional-evaluations")
    let columns = rows[0]
    #expect(rows.count == 2)
    let row = try #require(rows.last).joined(separator: ",")
    #expect(row.contains("disable-top-expert") && row.contains("moe.capacity_factor=0.5"))
    let recorded = try #require(columns.firstIndex(of: "loss").flatMap { Double(rows[1][$0]) })
    #expect(String(format: "%.4f", recorded) == String(format: "%.4f", loss[1]))
    let verified = try program.run("sessions", "verify", "a.sqlite")
    #expect(verified.status == 0, "\(verified.output)")
    // The run can still be taken up.
    let resumed = try program.run("resume", "a.sqlite", "--headless", "--steps", "25")
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  @Test func withNoRecordTheSessionStaysAsItIs() throws {
    let file = program.folder.url.appendingPathComponent("a.sqlite")
    let before = try Data(contentsOf: file)
    let result = try program.run("evaluate", "a.sqlite", "--router", "expert-choice", "--no-record", "--batches", "1")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("looks ahead"))
    #expect(try Data(contentsOf: file) == before)
  }

  @Test func whatTheUserGetsWrongIsOneLineAndStatusTwo() throws {
    let wrong: [([String], String)] = [
      (["evaluate", "nowhere"], "nowhere"),
      (["evaluate", "a.sqlite", "--checkpoint", "step-9"], "step-9"),
      (["evaluate", "a.sqlite", "--router", "hash"], "hash"),
      (["evaluate", "a.sqlite", "--router", "nonsense"], "moe.router"),
      (["evaluate", "a.sqlite", "--set", "moe.expert_width=8"], "moe.expert_width"),
      (["evaluate", "a.sqlite", "--capacity-factor=-1"], "moe.capacity_factor"),
      (["evaluate", "a.sqlite", "--capacity-factor", "0", "--fill-in"], "moe.fill_in"),
      (["evaluate", "a.sqlite", "--batches", "0"], "evaluation.batches"),
    ]
    for (arguments, word) in wrong {
      let result = try program.start(arguments).wait()
      #expect(result.status == 2, "\(arguments): status \(result.status)")
      #expect(result.errorLines.count == 1, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(word), "\(arguments): \(result.errors)")
    }
  }
}
