import Experiment
import Foundation
import GRDB
public import Sessions

/// A sweep's file, open for writing. Every method is one transaction; several processes may have the file open.
public final class SweepStore: Sendable {
  /// The file.
  public let path: String
  private let database: DatabaseQueue

  /// Makes a new sweep's file with its trials. Cut off anywhere, there is no file, or a whole one.
  ///
  /// - Throws: `SessionError`, also where the file exists.
  public static func create(
    _ path: String, _ sweep: Sweep, _ trials: [SweepTrial], dropped: [Configurations.Dropped], budget: Double?
  ) throws(SessionError) {
    let partial = "\(path).\(getpid()).partial"
    try SessionError.wrapping(path, noun: SweepFormat.kind.noun) {
      try? FileManager.default.removeItem(atPath: partial)
      let database = try SweepFormat.kind.create(partial)
      try database.write { database in
        try database.execute(
          sql: "INSERT INTO sweep VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
          arguments: [
            sweep.name, sweep.recipe.toml, sweep.seeds.map(String.init).joined(separator: " "), sweep.method.rawValue,
            sweep.earlyStop.rawValue, sweep.trials, sweep.tolerance,
            sweep.rungs.steps.map(String.init).joined(separator: " "), sweep.rungs.reduction,
            Date().timeIntervalSince1970, budget,
          ])
        for (index, axis) in sweep.space.axes.enumerated() {
          try database.execute(
            sql: "INSERT INTO axis VALUES (?, ?)", arguments: [index, "\(axis.key.path)=\(axis.text)"])
        }
        for (index, drop) in dropped.enumerated() {
          try database.execute(
            sql: "INSERT INTO dropped VALUES (?, ?, ?)", arguments: [index, SweepRows.text(drop.settings), drop.reason])
        }
        for trial in trials { try SweepRows.write(trial, to: database) }
      }
      try Self.close(database)
      guard link(partial, path) == 0 else {
        let reason = errno == EEXIST ? "exists already" : "cannot be made: \(String(cString: strerror(errno)))"
        unlink(partial)
        throw SessionError(file: path, message: reason)
      }
      unlink(partial)
    }
  }

  /// Opens a sweep to run it or to decide something in it.
  ///
  /// - Throws: `SessionError` for a file that is no sweep, damaged, or of a newer version.
  public init(_ path: String) throws(SessionError) {
    self.path = path
    database = try SessionError.wrapping(path, noun: SweepFormat.kind.noun) {
      try SweepFormat.kind.openForAppending(path)
    }
  }

  /// Brings everything into the one file, unless another process has it open.
  public func close() { try? Self.close(database) }

  private static func close(_ database: DatabaseQueue) throws {
    try? database.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      try database.execute(sql: "PRAGMA journal_mode = DELETE")
    }
    try database.close()
  }

  func write<Value>(_ work: (Database) throws -> Value) throws(SessionError) -> Value {
    try SessionError.wrapping(path, noun: SweepFormat.kind.noun) { try database.write(work) }
  }

  /// All there is, as of one moment.
  public func contents() throws(SessionError) -> SweepContents {
    try SessionError.wrapping(path, noun: SweepFormat.kind.noun) {
      try database.read { try SweepRows.contents($0, path: path) }
    }
  }

  /// Reads a sweep's file without writing to it.
  ///
  /// - Throws: `SessionError` for a file that is no sweep, damaged, or of a newer version.
  public static func contents(of path: String) throws(SessionError) -> SweepContents {
    try SessionError.wrapping(path, noun: SweepFormat.kind.noun) {
      let database = try SweepFormat.kind.openForReading(path)
      defer { try? database.close() }
      return try database.read { database in
        try SweepFormat.kind.check(database, path: path)
        return try SweepRows.contents(database, path: path)
      }
    }
  }
}

/// What a sweep's file holds.
public struct SweepContents: Sendable, Equatable {
  /// What was asked for.
  public var sweep: Sweep
  /// Seconds that it may run; nil for no limit.
  public var budget: Double?
  /// Seconds that it was run.
  public var spent: Double
  /// All trials, by number.
  public var trials: [SweepTrial]
  /// Combinations that were left out.
  public var dropped: [Configurations.Dropped]
  /// Evaluations by trial, by step.
  public var points: [Int: [TrialCurve.Point]]
  /// All processes, in order.
  public var attempts: [Attempt]
  /// All decisions, in order.
  public var decisions: [Decision]

  /// All fields, as they are described above.
  public init(
    sweep: Sweep, budget: Double? = nil, spent: Double = 0, trials: [SweepTrial],
    dropped: [Configurations.Dropped] = [], points: [Int: [TrialCurve.Point]] = [:], attempts: [Attempt] = [],
    decisions: [Decision] = []
  ) {
    (self.sweep, self.budget, self.spent, self.trials) = (sweep, budget, spent, trials)
    (self.dropped, self.points, self.attempts, self.decisions) = (dropped, points, attempts, decisions)
  }

  /// The curve of a trial.
  public func curve(_ trial: SweepTrial) -> TrialCurve {
    TrialCurve(
      trial: trial.number, steps: steps(trial), points: points[trial.number] ?? [])
  }

  /// Steps of a whole trial.
  public func steps(_ trial: SweepTrial) -> Int {
    for setting in trial.settings where setting.key == Keys.Run.steps.declaration {
      if case .integer(let steps) = setting.value { return steps }
    }
    return sweep.recipe[Keys.Run.steps]
  }
}
