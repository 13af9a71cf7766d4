import Experiment
import Foundation
import GRDB
public import Sessions

extension SweepStore {
  /// Settings as a decision to add them carries them.
  public static func text(_ settings: [Setting]) -> String { SweepRows.text(settings) }

  /// Asks for something, or records what a rule decided.
  ///
  /// - Parameter taken: whether it is carried out already.
  public func decide(
    _ action: Decision.Action, author: String, trial: Int? = nil, value: String = "", reason: String = "",
    taken: Bool = false
  ) throws(SessionError) {
    let now = Date().timeIntervalSince1970
    try write { database in
      try SweepRows.write(
        Decision(
          number: 0, time: now, author: author, action: action, trial: trial, value: value, reason: reason,
          taken: taken ? now : nil),
        to: database)
    }
  }

  /// Decisions that wait.
  func waitingDecisions() throws(SessionError) -> [Decision] {
    try write { try SweepRows.decisions($0, sql: "SELECT * FROM decision WHERE taken IS NULL ORDER BY number") }
  }

  /// Records what a decision has made of trials, and that it is carried out, both or neither.
  func carryOut(_ decision: Decision, changing trials: [SweepTrial] = [], budget: Double?? = nil) throws(SessionError) {
    try write { database in
      for trial in trials { try SweepRows.write(trial, to: database) }
      if let budget { try database.execute(sql: "UPDATE sweep SET budget = ?", arguments: [budget]) }
      try database.execute(
        sql: "UPDATE decision SET taken = ? WHERE number = ?",
        arguments: [Date().timeIntervalSince1970, decision.number])
    }
  }

  /// Records what has become of a trial, together with the decision of a rule or method if that is why.
  func update(
    _ trial: SweepTrial, decision: Decision.Action? = nil, author: String = "", reason: String = ""
  ) throws(SessionError) {
    try write { database in
      try SweepRows.write(trial, to: database)
      if let decision {
        let now = Date().timeIntervalSince1970
        try SweepRows.write(
          Decision(
            number: 0, time: now, author: author, action: decision, trial: trial.number,
            value: decision == .promote ? "\(trial.target)" : "", reason: reason, taken: now),
          to: database)
      }
    }
  }

  /// Records that a process is about to be started for a trial, before it is.
  ///
  /// - Returns: the attempt's number.
  func begin(_ trial: SweepTrial) throws(SessionError) -> Int {
    try write { database in
      try SweepRows.write(trial, to: database)
      try database.execute(
        sql: """
          INSERT INTO attempt (trial, from_step, target, identifier, started, outcome) VALUES (?, ?, ?, '', ?, '')
          """, arguments: [trial.number, trial.step, trial.target, Date().timeIntervalSince1970])
      return Int(database.lastInsertedRowID)
    }
  }

  /// Records what the executor calls an attempt.
  func name(attempt: Int, _ identifier: String) throws(SessionError) {
    try write {
      try $0.execute(sql: "UPDATE attempt SET identifier = ? WHERE number = ?", arguments: [identifier, attempt])
    }
  }

  /// Records that no process works on a trial any more, and what has become of the trial.
  func end(_ trial: SweepTrial, outcome: String) throws(SessionError) {
    try write { database in
      try SweepRows.write(trial, to: database)
      try database.execute(
        sql: "UPDATE attempt SET ended = ?, outcome = ? WHERE trial = ? AND ended IS NULL",
        arguments: [Date().timeIntervalSince1970, outcome, trial.number])
    }
  }

  /// Records all evaluations of a trial, in place of those that were there: a killed run does some again.
  func record(_ points: [TrialCurve.Point], of trial: Int, step: Int) throws(SessionError) {
    try write { database in
      try database.execute(sql: "DELETE FROM evaluation WHERE trial = ?", arguments: [trial])
      for point in points {
        try database.execute(
          sql: "INSERT INTO evaluation VALUES (?, ?, ?, ?, ?)",
          arguments: [
            trial, point.step, point.tokens, point.loss.isNaN ? nil : point.loss,
            point.bitsPerByte.isNaN ? nil : point.bitsPerByte,
          ])
      }
      try database.execute(sql: "UPDATE trial SET step = ? WHERE number = ?", arguments: [step, trial])
    }
  }

  /// Adds to the seconds in which the sweep was run.
  func spend(_ seconds: Double) throws(SessionError) {
    try write { try $0.execute(sql: "UPDATE sweep SET spent = spent + ?", arguments: [seconds]) }
  }
}

extension SweepStore {
  /// Puts trials as they are given: for tests of what a killed driver leaves.
  package func restore(_ trials: [SweepTrial]) throws(SessionError) {
    try write { database in
      for trial in trials { try SweepRows.write(trial, to: database) }
    }
  }
}
