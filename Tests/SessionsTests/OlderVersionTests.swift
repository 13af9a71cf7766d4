import Experiment
import Foundation
import GRDB
import Sessions
import TestSupport
import Testing

/// Sessions of version 1: a cut of a real one, kept as the SQL that makes it.
@Suite struct OlderVersionTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder["old.sqlite"]
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/sessions/version-1.sql")
    let queue = try DatabaseQueue(path: path)
    let sql = try String(contentsOf: fixture, encoding: .utf8)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  private func version() throws -> Int? {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
  }

  @Test func itIsReadWithDefaultsForWhatItLacks() throws {
    let before = try folder.bytes("old.sqlite")
    let reader = try SessionReader(path: path)
    let events = try reader.events()
    #expect(events.count == 8)
    let check = try reader.verify()
    #expect(check.problems == [] && check.isFinished && check.steps == 4 && check.ledgers == 12)
    guard case .started(let header) = events[0].event, case .step(let step) = events[4].event,
      case .evaluated(let evaluation) = events[5].event
    else {
      Issue.record("the events come in another order")
      return
    }
    #expect(header.name == "with-balance-loss" && header.moeLayers.count == 3)
    #expect(header.moeLayers.allSatisfy { $0.visibility.isEmpty })
    #expect(step.ledgers.count == 3 && step.ledgers[0].entropy == 2.0569248)
    for ledger in step.ledgers {
      #expect(ledger.chosenMass.isNaN && ledger.margin.isNaN && ledger.balance == 0 && ledger.z == 0)
    }
    #expect(evaluation.step == 50 && evaluation.positions.count == 128 && evaluation.domains.count == 2)
    #expect(evaluation.frequencies.isEmpty && evaluation.layers.isEmpty)
    #expect(try reader.summary().finish?.reason == .completed)
    #expect(try reader.summary().heldOutLoss == evaluation.loss)
    #expect(try reader.state() == fold(events))
    var player = try SessionPlayer(path: path)
    try player.seekToEnd()
    #expect(player.state == fold(events))
    for table in ExportTable.allCases { try reader.export(table, as: .csv) { _ in } }
    #expect(try folder.bytes("old.sqlite") == before, "reading leaves the file alone")
  }

  @Test func theSessionsThatComeWithTheProgramAreSound() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let library = SessionLibrary(folder: root.appendingPathComponent("sessions").path)
    #expect(!library.paths().isEmpty)
    for path in library.paths() {
      #expect(try SessionReader(path: path).verify().problems == [])
    }
  }

  @Test func takingItUpMakesItOneOfTheNewVersion() throws {
    let old = try SessionReader(path: path).events()
    let more = MeasuredRun.events.map { stamped in
      Stamped(sequence: old.count + stamped.sequence, time: stamped.time, event: stamped.event)
    }
    let recorder = try SessionRecorder(appendingTo: path)
    #expect(recorder.nextSequence == old.count)
    try folder.record(recorder, more)
    #expect(try version() == 6)
    let reader = try SessionReader(path: path)
    #expect(try reader.events() == old + more)
    #expect(try reader.verify().problems == [])
    #expect(try reader.state() == fold(old + more))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["old.sqlite"])
  }

  @Test func anUpgradeThatFailsChangesNothing() throws {
    // A table of the new version is in the way: the transaction's last statements would follow it.
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "CREATE TABLE counterfactual (x)") }
    try queue.close()
    let old = try SessionReader(path: path).events()
    let text = message { _ = try SessionRecorder(appendingTo: path) }
    #expect(text?.contains("counterfactual already exists") == true, "\(String(describing: text))")
    #expect(try version() == 1)
    #expect(try SessionReader(path: path).events() == old)
    #expect(try SessionReader(path: path).verify().problems == [])
    // The lock is free again, too.
    #expect(message { _ = try SessionRecorder(appendingTo: path) } == text)
  }

  @Test func aWatcherGoesOnThroughTheUpgrade() throws {
    var player = try SessionPlayer(path: path)
    try player.seek(step: 2)
    let added = try SessionRecorder.append([.counterfactual(MeasuredRun.counterfactual)], to: path, time: 5)
    #expect(try player.refresh() == 1)
    try player.seekToEnd()
    #expect(player.state.counterfactuals == [MeasuredRun.counterfactual])
    #expect(added == [Stamped(sequence: 8, time: 5, event: .counterfactual(MeasuredRun.counterfactual))])
  }

  @Test func newKindsOfEventsAreDamageInAnOldSession() throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "INSERT INTO event VALUES (8, 0.0, 'evaluated_under')") }
    try queue.close()
    let problems = try SessionReader(path: path).verify().problems
    #expect(problems == ["is damaged: event 8 has lost its row in the table evaluated_under"])
    #expect(try SessionPlayer(path: path).count == 9)
  }
}
