import Experiment
import Foundation
import GRDB
import Sessions
import TestSupport
import Testing

/// Files that are no sessions, are damaged, or mean harm.
@Suite struct DamageTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    var run = ScriptedRun(steps: 12)
    run.layers = 2
    path = try folder.session("run.sqlite", run.events)
  }

  private func change(_ sql: String) throws { try folder.change("run.sqlite", sql) }

  @Test func whatIsNoSessionIsRefusedInOneLine() throws {
    func refusal(_ name: String) -> String? {
      message { _ = try SessionReader(path: folder[name]) }?.replacingOccurrences(of: folder[name], with: "F")
    }
    #expect(refusal("missing.sqlite") == "F: does not exist")
    try folder.write([], to: "empty.sqlite")
    #expect(refusal("empty.sqlite") == "F: is empty")
    try folder.write(Array("hello, this is no database at all".utf8), to: "text.sqlite")
    #expect(refusal("text.sqlite") == "F: is not a session: not an SQLite file")
    #expect(message { _ = try SessionReader(path: folder.path) } == "\(folder.path): is a folder, not a session")
    #expect(message { _ = try SessionReader(path: "/dev/null") } == "/dev/null: is not a regular file")
    let foreign = try DatabaseQueue(path: folder["foreign.sqlite"])
    try foreign.write { try $0.execute(sql: "CREATE TABLE event (x)") }
    try foreign.close()
    #expect(refusal("foreign.sqlite") == "F: is not a session: an SQLite file of another program")
    #expect(
      message { _ = try SessionRecorder(appendingTo: folder["foreign.sqlite"]) }?.contains("another program") == true)
    #expect(message { _ = try SessionPlayer(path: folder["missing.sqlite"]) }?.hasSuffix("does not exist") == true)
    #expect(message { _ = try SessionReader(path: ":memory:") } == ":memory:: does not exist")
  }

  @Test func aNewerFormatIsRefused() throws {
    try change("PRAGMA user_version = 7")
    let text = message { _ = try SessionReader(path: path) }
    #expect(text == "\(path): has format 7, made by a newer version of switchyard; this one reads formats up to 6")
    #expect(message { _ = try SessionRecorder(appendingTo: path) } == text)
    try change("PRAGMA user_version = 0")
    #expect(message { _ = try SessionReader(path: path) } == "\(path): has the unknown format 0")
  }

  @Test(arguments: [
    // A view with the table's name that never ends.
    """
    DROP TABLE event;
    CREATE VIEW event AS WITH RECURSIVE t(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM t)
      SELECT n AS sequence, 0.0 AS time, 'log' AS kind FROM t
    """,
    "ALTER TABLE step ADD COLUMN more TEXT",
    "DROP TABLE ledger",
    "DROP TABLE ledger_measures",
    "DROP TABLE counterfactual; CREATE VIEW counterfactual AS SELECT 0 AS sequence, 0 AS step, 0.0 AS loss",
  ])
  func onlyTheVeryTablesAreRead(_ sql: String) throws {
    try change(sql)
    #expect(message { _ = try SessionReader(path: path) }?.contains("is damaged: its table") == true)
  }

  @Test(arguments: [
    ("UPDATE step SET step = 'x' WHERE step = 3", "step is not a whole number"),
    ("UPDATE step SET step = -9223372036854775807 WHERE step = 3", "step is not a whole number"),
    ("UPDATE step SET tokens = 9223372036854775807 WHERE step = 3", "tokens is not a whole number"),
    ("UPDATE step SET loss = 'x' WHERE step = 3", "loss is not a number"),
    ("UPDATE step SET terms = x'00' WHERE step = 3", "a list of quantities is cut off"),
    ("UPDATE step SET terms = zeroblob(12) WHERE step = 3", "a quantity has no name"),
    ("UPDATE ledger SET routed = x'0000' WHERE sequence = 3", "a ledger's counts have a wrong length"),
    ("UPDATE ledger SET kept = x'000102' WHERE sequence = 3", "a ledger's counts have a wrong length"),
    ("UPDATE ledger SET experts = 65536, devices = 65536 WHERE sequence = 3", "a ledger's counts have a wrong length"),
    ("UPDATE ledger SET experts = 0 WHERE sequence = 3", "experts is not a whole number"),
    ("UPDATE ledger SET gate_mass = zeroblob(4) WHERE sequence = 3", "gate mass has a wrong length"),
    ("UPDATE ledger SET capacity = NULL WHERE sequence = 3", "capacity is not a whole number"),
    ("UPDATE event SET kind = 'nonsense' WHERE sequence = 3", "kind is an unknown word"),
    ("UPDATE event SET kind = 'log' WHERE sequence = 3", "event 3 has lost its row in the table log"),
    ("DELETE FROM step WHERE step = 3", "has lost its row in the table step"),
    ("UPDATE control SET action = 'explode'; UPDATE finished SET reason = 'why'", "reason is an unknown word"),
    ("DELETE FROM event WHERE sequence = 4", "events 4 to 4 are missing"),
    ("DELETE FROM event WHERE sequence = 4", "the table step has 1 rows without an event"),
    ("UPDATE step SET step = 3 WHERE step = 4", "step 3 follows step 3"),
    ("UPDATE step SET tokens = 5 WHERE step = 4", "step 4: the number of tokens does not rise"),
    (
      "UPDATE ledger SET routed = kept, dropped = kept WHERE sequence = 4 AND position = 1",
      "layer 1 device 0 expert 0: routed"
    ),
    ("DELETE FROM event; DELETE FROM step", "rows without an event"),
  ])
  func verifyNamesTheFault(_ sql: String, _ expected: String) throws {
    #expect(try SessionReader(path: path).verify().problems.isEmpty)
    try change(sql)
    let problems = try SessionReader(path: path).verify().problems
    #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    readEverything(path)
  }

  @Test func aGapBetweenTwoStretchesIsNoted() throws {
    var run = ScriptedRun(steps: 30)
    run.finishes = false
    let first = run.stretch(from: 0, to: 13, firstSequence: 0, at: 0)
    let second = run.stretch(from: 20, to: 30, firstSequence: first.count, at: 9)
    let check = try SessionReader(path: folder.session("gap.sqlite", first + second)).verify()
    #expect(check.problems == ["a stretch starts after step 20, past 13"])
  }

  @Test func aSoundSessionVerifies() throws {
    let check = try SessionReader(path: path).verify()
    #expect(check.problems.isEmpty)
    #expect(check.steps == 12 && check.ledgers == 24 && check.stretches == 1 && check.isFinished)
  }

  @Test func aFileCutOffAnywhereNeverCrashes() throws {
    let bytes = try folder.bytes("run.sqlite")
    // The file's header bit by bit, every block with its neighbours, and places that are no block's end.
    var lengths = Array(stride(from: 0, to: 120, by: 13))
    lengths += stride(from: 4096, through: bytes.count, by: 4096).flatMap { [$0 - 1, $0, $0 + 1] }
    var state: UInt64 = 41
    for _ in 0..<60 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      lengths.append(Int(state >> 33) % bytes.count)
    }
    let whole = try SessionReader(path: path).events()
    for length in lengths where length < bytes.count {
      try folder.write(bytes.prefix(length), to: "cut.sqlite")
      readEverything(folder["cut.sqlite"])
      var events: [Stamped]?
      let text = message {
        let reader = try SessionReader(path: folder["cut.sqlite"])
        if let problem = try reader.verify().problems.first { throw SessionError(file: "cut", message: problem) }
        events = try reader.events()
      }
      // What is cut off the end may have been empty: then nothing is lost.
      #expect(text.map { !$0.contains("\n") } ?? (events == whole), "cut at \(length)")
    }
  }

  @Test func flippedBytesNeverCrash() throws {
    let bytes = try folder.bytes("run.sqlite")
    var state: UInt64 = 42
    for _ in 0..<100 {
      var damaged = bytes
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[Int(state >> 20) % bytes.count] = UInt8(truncatingIfNeeded: state >> 11)
      }
      try folder.write(damaged, to: "flipped.sqlite")
      readEverything(folder["flipped.sqlite"])
    }
  }

  @Test func readingLeavesTheFileAlone() throws {
    let before = try folder.bytes("run.sqlite")
    readEverything(path)
    #expect(try folder.bytes("run.sqlite") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.sqlite"])
  }

  @Test func aReadOnlyFileInAReadOnlyFolderIsRead() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    #expect(try SessionReader(path: path).state().steps.count == 12)
  }
}
