import Experiment
import GRDB

/// The layout of a session file.
///
/// One row of `event` for each event of the run, in order, and one row with the same sequence number in the table of its
/// kind. Lists lie in tables of their own, a row an element, by the event's sequence number and their position. The figures
/// of a conditional evaluation and those of a twin lie in the tables of evaluations and steps, under their own sequence
/// numbers.
///
/// SQLite stores a NaN as NULL, so a NULL in a REAL column is a NaN; infinities are kept as such. SQLite forgets the sign
/// of −0, so that is stored as a blob of its eight bytes, little-endian.
///
/// Each version has the tables of the one before, unchanged, and more beside them. A session of an older version is read as
/// it is: what it lacks has the events' defaults. Whoever adds to it makes the new tables first.
enum SessionFormat {
  /// `SWYD` in ASCII, in the file's header.
  static let applicationID: Int32 = 0x5357_5944
  /// Version of the layout that is written. Older ones are read, a newer one is refused.
  static let version = 6

  /// All tables of a version. A session whose tables read otherwise is refused.
  static func tables(ofVersion version: Int) -> [SessionTable] {
    let all = [
      SessionTable.first, SessionTable.second, SessionTable.third, SessionTable.fourth, SessionTable.fifth,
      SessionTable.sixth,
    ]
    return all.flatMap(\.self).filter { $0.version <= version }
  }

  /// Sessions among the SQLite files.
  static let kind = DatabaseKind(
    noun: "session", applicationID: applicationID, version: version,
    tables: tables(ofVersion: version).map { DatabaseKind.Table($0.name, version: $0.version, $0.sql) })

  /// The version of an opened session.
  static func version(of database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  /// The kinds of events, named as their tables.
  enum Kind: String, CaseIterable {
    case started, step, evaluated, evaluatedUnder = "evaluated_under", counterfactual, checkpointed, alert,
      detailed, twinStarted = "twin_started", twinStep = "twin_step", twinEvaluated = "twin_evaluated",
      twinEnded = "twin_ended", control, note, log, finished

    init(_ event: Event) {
      switch event {
      case .started: self = .started
      case .step: self = .step
      case .evaluated: self = .evaluated
      case .evaluatedUnder: self = .evaluatedUnder
      case .counterfactual: self = .counterfactual
      case .checkpointed: self = .checkpointed
      case .alert: self = .alert
      case .detailed: self = .detailed
      case .twin(.started): self = .twinStarted
      case .twin(.step): self = .twinStep
      case .twin(.evaluated): self = .twinEvaluated
      case .twin(.ended): self = .twinEnded
      case .control: self = .control
      case .note: self = .note
      case .log: self = .log
      case .finished: self = .finished
      }
    }
  }
}
