import Experiment
import GRDB

/// What `sessions verify` found.
public struct SessionCheck: Sendable, Equatable {
  /// Number of events read.
  public var events = 0
  /// Number of steps read.
  public var steps = 0
  /// Ledgers whose identities were checked.
  public var ledgers = 0
  /// Stretches: 1 for a run that was never taken up.
  public var stretches = 0
  /// Whether the latest stretch has ended. Evaluations of its checkpoints may come after the end.
  public var isFinished = false
  /// What is wrong, one line each; at most 20.
  public var problems: [String] = []

  mutating func note(_ problem: String) {
    if problems.count < 20 { problems.append(problem) }
  }
}

extension SessionReader {
  /// Checks the file and the run in it: SQLite's own integrity, that no event is missing or superfluous, that steps and
  /// tokens rise, and that the books of every ledger balance.
  ///
  /// - Throws: `SessionError` when the file cannot be read at all; damage within is listed in the result.
  public func verify() throws(SessionError) -> SessionCheck {
    var check = SessionCheck()
    let found = try open { database in
      var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
      let tables = SessionFormat.tables(ofVersion: try SessionFormat.version(of: database))
      for table in tables where !table.kinds.isEmpty {
        let marks = table.kinds.map { _ in "?" }.joined(separator: ", ")
        let strays = try Int.fetchOne(
          database,
          sql: """
            SELECT count(*) FROM \(table.name) AS row WHERE NOT EXISTS (
              SELECT 1 FROM event WHERE event.sequence = row.sequence AND kind IN (\(marks)))
            """, arguments: StatementArguments(table.kinds.map(\.rawValue)))
        if let strays, strays > 0 { problems.append("the table \(table.name) has \(strays) rows without an event") }
      }
      if tables.contains(where: { $0.name == "ledger_measures" }) {
        // Steps from before the session's upgrade have none; from the first row on every step has one.
        let lost = try Int.fetchOne(
          database,
          sql: """
            SELECT count(*) FROM ledger WHERE position = 0 AND sequence > (SELECT min(sequence) FROM ledger_measures)
              AND sequence NOT IN (SELECT sequence FROM ledger_measures)
            """)
        if let lost, lost > 0 { problems.append("\(lost) steps have lost their row in the table ledger_measures") }
      }
      if tables.contains(where: { $0.name == "evaluated_domain_bits" }) {
        let lost = try Int.fetchOne(
          database,
          sql: """
            SELECT count(*) FROM evaluated_domain AS row
            WHERE sequence > (SELECT min(sequence) FROM evaluated_domain_bits) AND NOT EXISTS (
              SELECT 1 FROM evaluated_domain_bits AS bits
              WHERE bits.sequence = row.sequence AND bits.position = row.position)
            """)
        if let lost, lost > 0 {
          problems.append("\(lost) domains have lost their row in the table evaluated_domain_bits")
        }
      }
      return problems
    }
    for problem in found { check.note(problem) }
    var order = OrderCheck()
    do throws(SessionError) {
      try forEach { stamped in
        order.take(stamped, into: &check)
      }
    } catch {
      check.note(error.message)
    }
    if check.events == 0 && check.problems.isEmpty { check.note("holds no event") }
    return check
  }
}

/// Follows the events and notes what cannot be in a run.
private struct OrderCheck {
  private var expected = 0
  private var step: Int?
  private var tokens = 0
  /// Windows of a step and clusters to draw them from; nil where they are not drawn by clusters.
  private var draws: (windows: Int, clusters: Int)?
  /// Tasks of the run.
  private var tasks = 0

  mutating func take(_ stamped: Stamped, into check: inout SessionCheck) {
    check.events += 1
    if stamped.sequence != expected {
      check.note("events \(expected) to \(stamped.sequence - 1) are missing")
    }
    expected = stamped.sequence + 1
    switch stamped.event {
    case .started(let header):
      check.stretches += 1
      check.isFinished = false
      if let step, header.firstStep > step {
        check.note("a stretch starts after step \(header.firstStep), past \(step)")
      }
      step = header.firstStep
      tokens = 0
      tasks = header.tasks.count
      let windows = header.tokensPerStep / max(1, header.sequenceLength)
      draws = header.clusters.isEmpty ? nil : (windows, header.clusters.count)
    case .step(let event):
      check.steps += 1
      check.isFinished = false
      if let step {
        if event.step != step + 1 { check.note("step \(event.step) follows step \(step)") }
      } else {
        check.note("step \(event.step) comes before the run has started")
      }
      if event.tokens <= tokens { check.note("step \(event.step): the number of tokens does not rise") }
      step = event.step
      tokens = event.tokens
      take(event.draws, of: event.step, into: &check)
      take(event.task, of: "step \(event.step)", into: &check)
      for ledger in event.ledgers {
        check.ledgers += 1
        if let fault = ledger.imbalance { check.note("step \(event.step): \(fault)") }
      }
    case .twin(.step(let event)):
      take(event.task, of: "step \(event.step) of the twin", into: &check)
      for ledger in event.ledgers {
        check.ledgers += 1
        if let fault = ledger.imbalance { check.note("step \(event.step) of the twin: \(fault)") }
      }
    case .evaluated(let event):
      take(event.clusters, of: event.step, into: &check)
      take(event.tasks, of: "step \(event.step)", into: &check)
    case .twin(.evaluated(let event)): take(event.tasks, of: "step \(event.step) of the twin", into: &check)
    case .evaluatedUnder(let event):
      take(event.evaluation.tasks, of: "step \(event.evaluation.step), \(event.conditionText)", into: &check)
    case .finished: check.isFinished = true
    default: break
    }
  }

  private func take(_ drawn: [Int32], of step: Int, into check: inout SessionCheck) {
    guard let draws else {
      if !drawn.isEmpty { check.note("step \(step): windows are drawn from clusters, but the run has none") }
      return
    }
    if drawn.count != draws.windows {
      check.note("step \(step): \(drawn.count) windows are drawn, not \(draws.windows)")
    }
    if let stray = drawn.first(where: { $0 >= draws.clusters }) {
      check.note("step \(step): a window is drawn from cluster \(stray) of \(draws.clusters)")
    }
  }

  private func take(_ task: Int?, of place: String, into check: inout SessionCheck) {
    if let task, task >= tasks { check.note("\(place): the batch is of task \(task), but the run has \(tasks)") }
  }

  private func take(_ scores: [TaskScore], of place: String, into check: inout SessionCheck) {
    var seen: Set<Int> = []
    for score in scores {
      if score.task >= tasks { check.note("\(place): task \(score.task) has a score, but the run has \(tasks) tasks") }
      if !seen.insert(score.task).inserted { check.note("\(place): task \(score.task) has two scores") }
    }
  }

  private func take(_ losses: [ClusterLoss], of step: Int, into check: inout SessionCheck) {
    if let stray = losses.first(where: { $0.cluster >= draws?.clusters ?? 0 }) {
      check.note("step \(step): the evaluation has a cluster \(stray.cluster) of \(draws?.clusters ?? 0)")
    }
  }
}
