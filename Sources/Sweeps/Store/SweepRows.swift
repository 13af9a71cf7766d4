import Experiment
import GRDB
import Sessions

/// Rows of a sweep's file and the values they stand for. What cannot be is damage, told in one line.
enum SweepRows {
  static func text(_ settings: [Setting]) -> String { settings.map(\.line).joined(separator: "\n") }

  static func settings(_ text: String, path: String) throws -> [Setting] {
    try text.split(separator: "\n").map { try Setting(line: $0, origin: path) }
  }

  static func write(_ trial: SweepTrial, to database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        trial.number, trial.configuration, text(trial.settings), trial.seed, trial.cost.totalParameters,
        trial.cost.activeParameters, trial.cost.flops, trial.state.rawValue, trial.wanted?.rawValue, trial.reason,
        trial.isKept, trial.target, trial.step,
      ])
  }

  static func write(_ decision: Decision, to database: Database) throws {
    try database.execute(
      sql: "INSERT INTO decision (time, author, action, trial, value, reason, taken) VALUES (?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        decision.time, decision.author, decision.action.rawValue, decision.trial, decision.value, decision.reason,
        decision.taken,
      ])
  }

  static func contents(_ database: Database, path: String) throws -> SweepContents {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM sweep") else {
      throw SessionError(file: path, message: "is damaged: it holds no sweep")
    }
    let axes = try String.fetchAll(database, sql: "SELECT text FROM axis ORDER BY position").map { try Axis($0) }
    let sweep = Sweep(
      name: try cell(row, "name"), recipe: try Recipe(toml: try cell(row, "recipe"), file: path),
      space: try SearchSpace(axes), seeds: try integers(row, "seeds"), method: try word(row, "method"),
      earlyStop: try word(row, "early_stop"), trials: try optional(row, "trials"),
      tolerance: try optional(row, "tolerance"),
      rungs: Rungs(steps: try integers(row, "rungs"), reduction: try cell(row, "reduction")))
    guard !sweep.rungs.steps.isEmpty, sweep.rungs.reduction >= 2 else { throw damage(row, "rungs") }
    var points: [Int: [TrialCurve.Point]] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT * FROM evaluation ORDER BY trial, step") {
      points[try cell(row, "trial"), default: []].append(
        TrialCurve.Point(
          step: try cell(row, "step"), tokens: try cell(row, "tokens"), loss: try optional(row, "loss") ?? .nan,
          bitsPerByte: try optional(row, "bits_per_byte") ?? .nan))
    }
    return SweepContents(
      sweep: sweep, budget: try optional(row, "budget"), spent: try cell(row, "spent"),
      trials: try Row.fetchAll(database, sql: "SELECT * FROM trial ORDER BY number").map { try trial($0, path) },
      dropped: try Row.fetchAll(database, sql: "SELECT * FROM dropped ORDER BY position").map { try dropped($0, path) },
      points: points,
      attempts: try Row.fetchAll(database, sql: "SELECT * FROM attempt ORDER BY number").map { row in
        Attempt(
          number: try cell(row, "number"), trial: try cell(row, "trial"), from: try cell(row, "from_step"),
          target: try cell(row, "target"), identifier: try cell(row, "identifier"), started: try cell(row, "started"),
          ended: try optional(row, "ended"), outcome: try cell(row, "outcome"))
      },
      decisions: try decisions(database, sql: "SELECT * FROM decision ORDER BY number"))
  }

  static func decisions(_ database: Database, sql: String) throws -> [Decision] {
    try Row.fetchAll(database, sql: sql).map { row in
      Decision(
        number: try cell(row, "number"), time: try cell(row, "time"), author: try cell(row, "author"),
        action: try word(row, "action"), trial: try optional(row, "trial"), value: try cell(row, "value"),
        reason: try cell(row, "reason"), taken: try optional(row, "taken"))
    }
  }

  private static func dropped(_ row: Row, _ path: String) throws -> Configurations.Dropped {
    let text: String = try cell(row, "settings")
    return Configurations.Dropped(settings: try settings(text, path: path), reason: try cell(row, "reason"))
  }

  private static func trial(_ row: Row, _ path: String) throws -> SweepTrial {
    var trial = SweepTrial(
      number: try cell(row, "number"), configuration: try cell(row, "configuration"),
      settings: try settings(try cell(row, "settings"), path: path), seed: try cell(row, "seed"),
      cost: TrialCost(
        totalParameters: try cell(row, "total_parameters"), activeParameters: try cell(row, "active_parameters"),
        flops: try cell(row, "flops")),
      target: try cell(row, "target"))
    trial.state = try word(row, "state")
    trial.wanted = try (optional(row, "wanted") as String?).map { _ in try word(row, "wanted") }
    trial.reason = try cell(row, "reason")
    trial.isKept = try cell(row, "kept")
    trial.step = try cell(row, "step")
    return trial
  }

  private static func cell<Value: DatabaseValueConvertible>(_ row: Row, _ name: String) throws -> Value {
    guard let value: Value = try optional(row, name) else { throw damage(row, name) }
    return value
  }

  private static func optional<Value: DatabaseValueConvertible>(_ row: Row, _ name: String) throws -> Value? {
    let stored = row[name] as DatabaseValue? ?? .null
    if stored.isNull { return nil }
    guard let value = Value.fromDatabaseValue(stored) else { throw damage(row, name) }
    // Counts, steps and seconds lie within what a Double holds exactly, so that sums of them cannot overflow.
    if let number = value as? Int, name != "seed", !(0...(1 << 53)).contains(number) { throw damage(row, name) }
    if let number = value as? Double, !Self.losses.contains(name), !(0...1e30).contains(number) {
      throw damage(row, name)
    }
    return value
  }

  /// Columns of figures that a run may have driven anywhere.
  private static let losses: Set = ["loss", "bits_per_byte"]

  private static func word<Word: RawRepresentable>(_ row: Row, _ name: String) throws -> Word
  where Word.RawValue == String {
    guard let word = Word(rawValue: try cell(row, name)) else { throw damage(row, name) }
    return word
  }

  private static func integers(_ row: Row, _ name: String) throws -> [Int] {
    try (cell(row, name) as String).split(separator: " ").map { word in
      guard let number = Int(word) else { throw damage(row, name) }
      return number
    }
  }

  private static func damage(_ row: Row, _ name: String) -> SessionError {
    let value = "\(row[name] as DatabaseValue? ?? .null)"
    let shown = value.count > 80 ? value.prefix(80) + "…" : value[...]
    return SessionError(file: "", message: "is damaged: the column \(name) holds \(shown)")
  }
}
