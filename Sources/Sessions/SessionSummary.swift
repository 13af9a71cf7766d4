public import Experiment
import Foundation
import GRDB

/// What a list of sessions says of one, read without its steps.
public struct SessionSummary: Sendable, Equatable {
  /// The session file.
  public var path: String
  /// Size of the file in bytes, without a write-ahead log beside it.
  public var bytes: Int
  /// The header of the latest stretch.
  public var header: Header
  /// Moment of the first event, in seconds since 1970.
  public var start: Double
  /// Moment of the last event.
  public var end: Double
  /// Number of events.
  public var events: Int
  /// The last step, nil before the first one.
  public var lastStep: Int?
  /// Its loss.
  public var lastLoss: Double?
  /// Loss of the last evaluation.
  public var heldOutLoss: Double?
  /// The same in bits a byte, which compares between tokenizers; nil where it was not measured.
  public var heldOutBits: Double?
  /// The last evaluation's score, of runs that have one; see `Evaluation.score`.
  public var score: Double?
  /// How the run ended; nil when it is under way or was killed.
  public var finish: Finish?
  /// Number of alerts.
  public var alerts: Int
  /// Tokens seen.
  public var tokens = 0
  /// The lowest loss of all evaluations that count: those of steps that were done again later do not.
  public var bestHeldOutLoss: Double?
  /// Seconds that the run has taken, waits between its stretches left out.
  public var seconds = 0.0
}

extension SessionReader {
  /// Reads the little that a list of sessions shows.
  ///
  /// - Throws: `SessionError`, also for a session without a header.
  public func summary() throws(SessionError) -> SessionSummary {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let bytes = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    return try open { database in
      let reader = try EventReader(database)
      func last(_ kind: SessionFormat.Kind) throws -> Stamped? {
        let name = kind.rawValue
        let sequence = try Int.fetchOne(
          database,
          sql: "SELECT sequence FROM \(name) JOIN event USING (sequence) WHERE kind = ? ORDER BY sequence DESC LIMIT 1",
          arguments: [name])
        return try sequence.flatMap { try reader.events(after: $0 - 1, limit: 1).first }
      }
      guard let started = try last(.started), case .started(let header) = started.event else {
        throw SessionError(file: path, message: "holds no run: it ends before its first event")
      }
      var summary = SessionSummary(
        path: path, bytes: bytes, header: header,
        start: try Double.fetchOne(database, sql: "SELECT time FROM event ORDER BY sequence LIMIT 1") ?? .nan,
        end: try Double.fetchOne(database, sql: "SELECT time FROM event ORDER BY sequence DESC LIMIT 1") ?? .nan,
        events: try Int.fetchOne(database, sql: "SELECT count(*) FROM event") ?? 0,
        alerts: try Int.fetchOne(database, sql: "SELECT count(*) FROM alert") ?? 0)
      if case .step(let step) = try last(.step)?.event {
        summary.lastStep = step.step
        (summary.lastLoss, summary.tokens) = (step.loss, step.tokens)
      }
      if case .evaluated(let evaluation) = try last(.evaluated)?.event {
        (summary.heldOutLoss, summary.heldOutBits) = (evaluation.loss, evaluation.knownBits)
        summary.score = evaluation.score
      }
      summary.bestHeldOutLoss = try bestHeldOutLoss(database, until: summary.lastStep ?? .max)
      summary.seconds = try secondsTaken(database)
      // An end before the latest start is that of an earlier stretch. What comes after the end, such as an evaluation of a
      // checkpoint, does not take the run up again.
      if let end = try last(.finished), end.sequence > started.sequence, case .finished(let finish) = end.event {
        summary.finish = finish
      }
      return summary
    }
  }

  /// The lowest loss of evaluations; a step that was evaluated twice counts as evaluated last.
  private func bestHeldOutLoss(_ database: Database, until lastStep: Int) throws -> Double? {
    try Double.fetchOne(
      database,
      sql: """
        SELECT min(loss) FROM evaluated WHERE step <= ? AND typeof(loss) = 'real' AND sequence IN (
          SELECT max(evaluated.sequence) FROM evaluated JOIN event USING (sequence) WHERE kind = 'evaluated'
          GROUP BY step)
        """, arguments: [lastStep])
  }

  /// The time of each stretch, from its start to its last event of training, added up.
  private func secondsTaken(_ database: Database) throws -> Double {
    let starts = try Row.fetchAll(
      database, sql: "SELECT sequence, time FROM event WHERE kind = 'started' ORDER BY sequence"
    ).map { row in
      var cells = RowCells(row)
      return (sequence: try cells.integer(), time: try cells.double())
    }
    var seconds = 0.0
    for (index, start) in starts.enumerated() {
      let next = index + 1 < starts.count ? starts[index + 1].sequence : Int.max
      let end = try Double.fetchOne(
        database,
        sql: """
          SELECT time FROM event WHERE sequence >= ? AND sequence < ?
            AND typeof(time) = 'real' AND kind IN ('started', 'step', 'evaluated', 'checkpointed', 'finished')
          ORDER BY sequence DESC LIMIT 1
          """, arguments: [start.sequence, next])
      if let end, end.isFinite, start.time.isFinite { seconds += max(0, end - start.time) }
    }
    return seconds
  }
}
