public import Experiment
import Foundation
import GRDB

/// Reads a session, also one that another process is still writing.
///
/// The file is opened for each call and closed again, read-only: a reader thus never keeps the writer from closing it.
public struct SessionReader: Sendable {
  /// The session file.
  public let path: String

  /// Events that are held in memory at a time.
  static let chunk = 1000

  /// Checks that the file is a session that can be read.
  /// - Throws: `SessionError`.
  public init(path: String) throws(SessionError) {
    self.path = path
    try open { _ in }
  }

  /// Whether a process writes the session now. Looking does not disturb it.
  public var isBeingWritten: Bool { SessionLock.isHeld(path) }

  /// All events, or those after a sequence number, in order.
  ///
  /// - Parameters:
  ///   - sequence: only events after this one; −1 for all.
  ///   - limit: how many at most.
  /// - Throws: `SessionError` for damaged sessions.
  public func events(after sequence: Int = -1, limit: Int = .max) throws(SessionError) -> [Stamped] {
    try open { database in try EventReader(database).events(after: sequence, limit: limit) }
  }

  /// The next events after a sequence number, as many as are held at a time.
  func portion(after sequence: Int) throws(SessionError) -> [Stamped] {
    try open { database in
      let reader = try EventReader(database)
      return try reader.events(after: sequence, limit: try reader.portion(after: sequence, atMost: Self.chunk))
    }
  }

  /// Calls `body` with each event in order, holding a few at a time.
  ///
  /// - Throws: `SessionError`, and what `body` throws, as one.
  public func forEach(after sequence: Int = -1, _ body: (Stamped) throws -> Void) throws(SessionError) {
    try open { database in
      let reader = try EventReader(database)
      var last = sequence
      while true {
        let events = try reader.events(after: last, limit: try reader.portion(after: last, atMost: Self.chunk))
        for event in events { try body(event) }
        guard let end = events.last else { return }
        last = end.sequence
      }
    }
  }

  /// The state after the last event.
  public func state() throws(SessionError) -> RunState {
    var state = RunState()
    try forEach { state.apply($0) }
    return state
  }

  /// The last evaluation, without reading what came before it; nil for a session that has none.
  ///
  /// - Throws: `SessionError` for damaged sessions.
  public func latestEvaluation() throws(SessionError) -> Evaluation? {
    try open { database in
      let last = try Int.fetchOne(
        database, sql: "SELECT max(sequence) FROM event WHERE kind = ?",
        arguments: [SessionFormat.Kind.evaluated.rawValue])
      guard let last else { return nil }
      let event = try EventReader(database).events(after: last - 1, limit: 1).first?.event
      if case .evaluated(let evaluation)? = event { return evaluation }
      return nil
    }
  }

  /// Adds the events after the timeline's last one to it.
  func extend(_ timeline: inout Timeline) throws(SessionError) {
    let last = timeline.entries.last?.sequence ?? -1
    let entries = try open { database in
      var entries: [Timeline.Entry] = []
      let hasCounterfactuals = try SessionFormat.version(of: database) > 1
      let cursor = try Row.fetchCursor(
        database,
        sql: """
          SELECT event.sequence, time, kind,
            coalesce(step.step, evaluated.step, \(hasCounterfactuals ? "counterfactual.step, " : "")started.first_step, 0)
          FROM event LEFT JOIN step USING (sequence) LEFT JOIN evaluated USING (sequence)
            LEFT JOIN started USING (sequence)
            \(hasCounterfactuals ? "LEFT JOIN counterfactual USING (sequence)" : "")
          WHERE event.sequence > ? ORDER BY event.sequence
          """, arguments: [last])
      while let row = try cursor.next() {
        var cells = RowCells(row)
        entries.append(
          Timeline.Entry(
            sequence: try cells.integer(), time: try cells.double(), kind: try cells.word(SessionFormat.Kind.self),
            step: try cells.integer()))
      }
      return entries
    }
    for entry in entries { timeline.append(entry) }
  }

  /// Opens the file, lets `work` read one unchanging view of it, and closes it.
  func open<Value>(_ work: (Database) throws -> Value) throws(SessionError) -> Value {
    try SessionError.wrapping(path) {
      let queue = try SessionFormat.kind.openForReading(path)
      defer { try? queue.close() }
      // One transaction: a session that is taken up meanwhile may get a newer layout between two.
      return try queue.read { database in
        try SessionFormat.kind.check(database, path: path)
        return try work(database)
      }
    }
  }
}
