import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// `switchyard compare` where there is no terminal.
@Suite struct CompareCommandTests {
  private func record(_ program: Program, _ name: String, seed: UInt64, factor: Double = 1.25) throws -> String {
    var run = ScriptedRun(steps: 60)
    (run.name, run.seed, run.capacityFactor) = (name, seed, factor)
    let path = program.folder.url.appendingPathComponent("\(name)-\(seed).sqlite").path
    try SessionRecorder.write(run.events, to: path)
    return path
  }

  @Test func theTableHasMeansSpreadsAndDifferences() throws {
    let program = try Program()
    let paths = try [("plain", 1.25), ("tight", 1.0)].flatMap { name, factor in
      try [1, 2].map { try record(program, name, seed: $0, factor: factor) }
    }
    let result = try program.run("compare", paths[0], paths[1], paths[2], paths[3])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.lines[0].contains("held-out") && result.lines[0].contains("capacity_factor"))
    #expect(result.lines.count { $0.hasPrefix("mean of 2") } == 2)
    #expect(result.output.contains("plain 1 *"))
    let csv = try program.run("compare", "--csv", paths[2], paths[3], "--baseline", paths[0])
    #expect(csv.lines.count == 1 + 1 + 3)
    let names = csv.lines[0].split(separator: ",")
    #expect(names.contains("held_out_difference") && names.contains("moe.capacity_factor"))
    for line in csv.lines { #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == names.count) }
    // The baseline stands first, without a difference to itself.
    let own = csv.lines[1].split(separator: ",", omittingEmptySubsequences: false)
    #expect(own[0] == "plain" && own[6] == "" && Double(own[4]) != nil)
  }

  @Test func whatCannotBeReadIsNamedAndLeftOut() throws {
    let program = try Program()
    let path = try record(program, "one", seed: 1)
    let bad = program.folder.url.appendingPathComponent("bad.sqlite").path
    try Data("no session at all".utf8).write(to: URL(fileURLWithPath: bad))
    let result = try program.run("compare", "--json", path, bad)
    #expect(result.status == 0 && result.errorLines.count == 1 && result.errors.contains("left out: \(bad)"))
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect((whole["rows"] as? [Any])?.count == 1)
    #expect((whole["left_out"] as? [String: String])?[bad]?.isEmpty == false)
    let none = try program.run("compare", bad)
    #expect(none.status == 2 && none.output.isEmpty)
    let missing = try program.run("compare", "nowhere")
    #expect(missing.status == 2 && missing.errorLines.count == 1 && missing.errors.contains("nowhere"))
  }
}
