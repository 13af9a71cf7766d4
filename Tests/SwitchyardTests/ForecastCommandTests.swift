import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// `switchyard forecast` as people and scripts call it.
@Suite struct ForecastCommandTests {
  private static let fixtures = Program.root.appendingPathComponent("Tests/Fixtures/forecast")
  private static let noise = fixtures.appendingPathComponent("02-noise/losses.csv").path

  /// Records a run up to the evaluation at a step.
  private func session(_ name: String, through step: Int, every: Int = 5, in folder: TemporaryFolder) throws -> String {
    var run = ScriptedRun.lawful()
    (run.name, run.evaluationEvery) = (name, every)
    let path = folder.url.appendingPathComponent("\(name).sqlite").path
    let recorder = try SessionRecorder(creating: path)
    let queue = EventQueue()
    for stamped in run.events {
      queue.put(stamped)
      if case .evaluated(let evaluation) = stamped.event, evaluation.step >= step { break }
    }
    queue.close()
    recorder.record(from: queue)
    if let failure = recorder.finish() { throw failure }
    return path
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("a finished session is fitted to the share asked for, and every law stands beside what was measured")
  func finished() throws {
    let program = try Program()
    let path = try session("whole", through: 320, in: program.folder)
    let text = try program.run("forecast", path, "--at", "0.5")
    #expect(text.status == 0 && text.errors.isEmpty)
    for law in ["temporal", "power", "reciprocal", "log", "last", "annealing"] {
      #expect(text.lines.contains { $0.hasPrefix(law + " ") }, "\(law)")
    }
    // 320 steps of 16 · 128 tokens; the recipe's schedule is a cosine after 20 steps.
    #expect(text.output.contains("655,360 tokens") && text.output.contains("learning rate cosine after 40,960 tokens"))
    #expect(text.output.contains("to 327,680 tokens (50 % of the run); 32 after it are held out"))
    let report = try json(try program.run("forecast", path, "--at", "0.5", "--format", "json").output)
    let run = try #require((report["runs"] as? [[String: Any]])?.first)
    let forecast = try #require(run["report"] as? [String: Any])
    #expect(run["run"] as? String == "whole" && forecast["fit_until"] as? Int == 327_680)
    #expect(forecast["warmup_tokens"] as? Int == 40_960 && forecast["total_tokens"] as? Int == 655_360)
    // The usual part of a finished run is its half; tokens say the same as a share.
    let same = try program.run("forecast", path, "--format", "json").output
    #expect(try json(same) as NSDictionary == report as NSDictionary)
    let tokens = try program.run("forecast", path, "--fit-until", "327680", "--format", "json").output
    #expect(tokens == same)
  }

  @Test("a run under way is fitted as far as it got, and nothing is measured at its end")
  func underWay() throws {
    let program = try Program()
    let path = try session("half", through: 200, in: program.folder)
    let csv = try program.run("forecast", path, "--format", "csv")
    #expect(csv.status == 0)
    let rows = csv.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let header = rows[0]
    func column(_ name: String) throws -> Int { try #require(header.firstIndex(of: name)) }
    #expect(rows.dropFirst().map { $0[1] } == ["temporal", "power", "reciprocal", "log", "last", "annealing"])
    let (fitted, horizon) = try (column("fit_until"), column("horizon"))
    let (identified, reason) = try (column("identified"), column("reason"))
    for row in rows.dropFirst() {
      #expect(row[fitted] == "409600" && row[horizon] == "655360")
      // From the end, as reasons may hold commas in quotes.
      #expect(row.suffix(6).prefix(5).allSatisfy { $0.isEmpty })
      if row[identified] == "false" { #expect(row[reason] != "") }
    }
    let last = try #require(rows.first { $0[1] == "last" })
    let end = try column("end")
    #expect(Double(last[end]) != nil)
  }

  @Test("several runs give a line each and their sums; one that is too short says so")
  func several() throws {
    let program = try Program()
    let paths = try [
      session("one", through: 320, in: program.folder), session("two", through: 320, every: 8, in: program.folder),
    ]
    let short = try session("short", through: 320, every: 40, in: program.folder)
    let result = try program.start(["forecast"] + paths + [short, "--at", "0.5"]).wait()
    #expect(result.status == 0)
    for name in ["one", "two"] { #expect(result.lines.contains { $0.hasPrefix(name + " ") }) }
    #expect(result.output.contains("No forecast:") && result.output.contains("at least 8 are needed"))
    #expect(result.lines.contains { $0.hasPrefix("last ") && $0.contains("2 of 2") })
    let report = try json(
      try program.start(["forecast"] + paths + [short, "--at", "0.5", "--format", "json"]).wait().output)
    #expect((report["failures"] as? [[String: Any]])?.count == 1)
    let summary = try #require(report["summary"] as? [String: Any])
    let last = try #require((summary["laws"] as? [[String: Any]])?.first { $0["law"] as? String == "last" })
    let errors = try #require(report["runs"] as? [[String: Any]]).map { run -> Double in
      let metrics = (run["report"] as? [String: Any])?["metrics"] as? [String: Any]
      return try #require((metrics?["last"] as? [String: Any])?["final_error"] as? Double)
    }
    #expect(abs(try #require(last["mae"] as? Double) - (abs(errors[0]) + abs(errors[1])) / 2) < 1e-12)
  }

  @Test("a table of losses works as a session does, and the report on --input is as before")
  func tables() throws {
    let program = try Program()
    let text = try program.run("forecast", Self.noise, "--at", "0.5", "--horizon", "9000000")
    // The file's path decides where lines are broken.
    let words = text.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.status == 0 && words.contains("learning rate not known"))
    let output = program.folder.url.appendingPathComponent("report.json")
    let report = try program.run(
      "forecast", "--input", Self.noise, "--fit-until", "4500000", "--horizon", "9000000", "--output", output.path)
    #expect(report.status == 0 && report.output.isEmpty && report.errors.isEmpty)
    let old = try json(try String(contentsOf: output, encoding: .utf8))
    #expect(old["format"] as? String == "switchyard-forecast" && old["skip_tokens"] as? Int == 0)
    // With nothing left out, both say the same.
    let new = try program.run(
      "forecast", Self.noise, "--at", "0.5", "--horizon", "9000000", "--skip-tokens", "0", "--format", "json")
    let runs = try #require(try json(new.output)["runs"] as? [[String: Any]])
    #expect(runs[0]["report"] as? NSDictionary == old as NSDictionary)
  }

  @Test("bad input is one line and exit status 2")
  func refusals() throws {
    let program = try Program()
    let short = try session("short", through: 320, every: 40, in: program.folder)
    let blind = try program.folder.write("tokens,loss\n1,2\n", to: "blind.csv")
    for (arguments, word) in [
      ([], "name a session"), (["nowhere.sqlite"], "nowhere.sqlite"), ([blind], "position"),
      ([short, "--at", "0.5"], "evaluation.every"), ([short, "--at", "1"], "--at"), ([short, "--at", "x"], "--at"),
      ([short, "--at", "0.5", "--fit-until", "9"], "one of them"), ([short, "--horizon", "-1"], "--horizon"),
      ([short, "--input", blind], "--fit-until"), ([short, "--output", "x.json"], "--input"),
      ([short, short], "none of 2 runs"), ([short, "--format", "xml"], "xml"),
      (["--input", blind, "--fit-until", "1", "--horizon", "2", "--output", "x.json", "--at", "0.5"], "--at"),
    ] {
      let result = try program.start(["forecast"] + arguments).wait()
      let what = Comment(rawValue: "\(arguments.joined(separator: " ")): \(result.errors)")
      #expect(result.status == 2 && result.output.isEmpty && result.errorLines.count == 1, what)
      #expect(result.errors.hasPrefix("error: ") && result.errors.contains(word), what)
    }
  }
}
