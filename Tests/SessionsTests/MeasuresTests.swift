import Experiment
import Foundation
import GRDB
import Sessions
import TestSupport
import Testing

/// What version 2 of the layout added: it comes back, is summed up, played and checked.
@Suite struct MeasuresTests {
  private let folder: TemporaryFolder
  private let events = MeasuredRun.events
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.session("measured.sqlite", events)
  }

  @Test func everythingComesBackBitForBit() throws {
    let back = try SessionReader(path: path).events()
    #expect(back.count == events.count)
    for (one, other) in zip(back, events) where one != other { Issue.record("\(one) is not \(other)") }
  }

  @Test func piecesHoldTheSameEvents() throws {
    let reader = try SessionReader(path: path)
    for first in events.indices {
      #expect(try reader.events(after: first - 1, limit: 2) == Array(events[first...].prefix(2)))
    }
  }

  @Test func whatComesAfterTheEndDoesNotTakeTheRunUpAgain() throws {
    let reader = try SessionReader(path: path)
    let check = try reader.verify()
    #expect(check.problems == [])
    #expect(check.isFinished && check.events == events.count && check.stretches == 1)
    let summary = try reader.summary()
    #expect(summary.finish == Finish(reason: .completed, step: 9))
    #expect(summary.heldOutLoss == 2.5, "the last evaluation of the run itself")
    #expect(summary.lastStep == 9 && summary.end == events.last?.time)
    #expect(try reader.state() == fold(events))
    #expect(try reader.state().status == .finished(.completed))
  }

  @Test func theyArePlayed() throws {
    var player = try SessionPlayer(path: path)
    for count in [events.count, events.count - 1, 5, events.count] {
      try player.seek(step: 0)
      while player.position < count { try player.stepForward() }
      #expect(player.state == fold(events.prefix(player.position)))
    }
    #expect(player.lastStep == 9)
    #expect(player.state.conditionalEvaluations.count == 2 && player.state.counterfactuals.count == 2)
  }

  /// The layout is there to be queried by others: these are the questions one would ask.
  @Test func otherProgramsFindTheNumbers() throws {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    try queue.read { database in
      #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == 6)
      let row = try #require(
        try Row.fetchOne(
          database, sql: "SELECT length(z) AS z, hex(substr(margin, 5, 4)) AS margin FROM ledger_measures LIMIT 1"))
      // Four layers; the second one's margin in the first step is the fourth odd number, −0.
      #expect(row["z"] == 16 && row["margin"] == "00000080")
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM ledger_measures") == 8)
      #expect(
        try Int.fetchOne(
          database, sql: "SELECT length(visibility) FROM started_visibility WHERE position = 1") == 320)
      #expect(
        try Int.fetchOne(
          database, sql: "SELECT length(frequency_counts) / frequencies / experts FROM evaluated_layer LIMIT 1") == 2)
      #expect(
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM evaluated_frequency WHERE loss IS NULL AND tokens = 0") == 2)
      #expect(
        try String.fetchOne(
          database,
          sql: """
            SELECT group_concat(condition, '|') FROM evaluated_under_condition JOIN evaluated USING (sequence)
            WHERE step = 9
            """) == "moe.capacity_factor=0.5||disable-top-expert")
    }
  }

  @Test(arguments: 0..<11)
  func whatDoesNotFitIsRefusedOnWriting(_ kind: Int) throws {
    var layer = MeasuredRun.layer(2)
    var header = MeasuredRun.header
    var counterfactual = MeasuredRun.counterfactual
    switch kind {
    case 0: layer.experts = 0
    case 1: layer.domainCounts.removeLast()
    case 2: layer.frequencyCounts.removeLast()
    case 3: layer.coactivation.removeLast(8)
    case 7: layer.pairCounts = [1]
    case 4: layer.rowShares.removeLast()
    case 8: layer.probeChoices[3] = 8
    case 9: layer.probeChoices.removeLast()
    case 10: layer.probeChoices[3] = -2
    case 5: header.moeLayers[1].visibility.removeLast()
    default: counterfactual.layers[0].nobody.removeLast()
    }
    var evaluation = MeasuredRun.evaluation(step: 9)
    evaluation.layers[1] = layer
    let events: [Event] = [.started(header), .evaluated(evaluation), .counterfactual(counterfactual)]
    let text = message {
      try folder.session(
        "refused.sqlite", events.enumerated().map { Stamped(sequence: $0, time: 0, event: $1) })
    }
    #expect(text?.hasSuffix("is malformed") == true, "\(String(describing: text))")
    #expect(text?.contains("refused.sqlite: step ") == true)
  }
}
