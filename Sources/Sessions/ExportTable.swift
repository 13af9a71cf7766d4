import Experiment
import GRDB

/// What can be exported.
public enum ExportTable: String, Sendable, CaseIterable {
  /// One row a step: step, tokens, loss, then everything else that a step has.
  case steps
  /// One row a step, MoE layer, device and expert.
  case ledger
  /// One row an evaluation.
  case evaluations
  /// One row an evaluation and position of the sequence.
  case positions
}

/// How a table is written.
public enum ExportFormat: String, Sendable, CaseIterable {
  /// Comma-separated values with a line of names (RFC 4180, but lines end in LF). `nan`, `inf`, `-inf` where a number is
  /// none, an empty cell where there is no value.
  case csv
  /// One JSON object a line. A NaN is `null`; infinities are written `1e999` and `-1e999`, valid JSON numbers that are read
  /// as infinities wherever numbers are doubles. A value that does not exist is left out.
  case jsonl
}

extension SessionReader {
  /// Writes one table of the session as text.
  ///
  /// Numbers are written with as few digits as read back to the same bits. Steps that a resumed run did again stand once,
  /// as done last.
  /// - Parameters:
  ///   - table: which one.
  ///   - format: how.
  ///   - output: takes pieces of text in order.
  /// - Throws: `SessionError`, and what `output` throws, as one.
  public func export(
    _ table: ExportTable, as format: ExportFormat, to output: @escaping (String) throws -> Void
  ) throws(SessionError) {
    var timeline = Timeline()
    try extend(&timeline)
    let superseded = timeline.superseded
    var writer = TableWriter(columns: try columns(of: table), format: format, output: output)
    try SessionError.wrapping(path) { try writer.writeNames() }
    try forEach { stamped in
      if superseded.contains(stamped.sequence) { return }
      switch (table, stamped.event) {
      case (.steps, .step(let step)): try writer.write(cells(of: step, time: stamped.time, terms: writer.columns))
      case (.ledger, .step(let step)): try write(step.ledgers, step: step.step, to: &writer)
      case (.evaluations, .evaluated(let evaluation)): try writer.write(cells(of: evaluation, writer.columns))
      case (.positions, .evaluated(let evaluation)):
        for (position, loss) in evaluation.positions.enumerated() {
          try writer.write([.integer(evaluation.step), .integer(position), .float(loss)])
        }
      default: break
      }
    }
    try SessionError.wrapping(path) { try writer.flush() }
  }

  private static let stepColumns = [
    "step", "tokens", "loss", "learning_rate", "gradient_norm", "tokens_per_second", "seconds", "gflops",
    "resident_bytes", "time",
  ]
  private static let ledgerColumns = [
    "step", "layer", "device", "expert", "routed", "kept", "dropped", "padded", "rectified", "filled",
  ]
  private static let evaluationColumns = ["step", "tokens", "loss", "bits_per_byte", "seconds"]

  private func columns(of table: ExportTable) throws(SessionError) -> [String] {
    try open { database in
      func names(_ sql: String, prefix: String) throws -> [String] {
        try String.fetchAll(database, sql: sql).map { prefix + $0 }
      }
      switch table {
      case .steps:
        return try Self.stepColumns
          + names("SELECT name FROM quantity WHERE kind = 'term' ORDER BY id", prefix: "term_")
          + names("SELECT name FROM quantity WHERE kind = 'phase' ORDER BY id", prefix: "phase_")
      case .ledger:
        let hasParts = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM ledger WHERE part <> '')")
        return Self.ledgerColumns + (hasParts == true ? ["part"] : [])
      case .evaluations:
        return try Self.evaluationColumns
          + names(
            "SELECT domain FROM evaluated_domain GROUP BY domain ORDER BY min(sequence), min(position)",
            prefix: "loss_")
      case .positions: return ["step", "position", "loss"]
      }
    }
  }

  private func cells(of step: Step, time: Double, terms columns: [String]) -> [Cell] {
    var cells: [Cell] = [
      .integer(step.step), .integer(step.tokens), .double(step.loss), .double(step.learningRate),
      .double(step.gradientNorm), .double(step.tokensPerSecond), .double(step.seconds), .double(step.gflops),
      .integer(step.residentBytes), .double(time),
    ]
    let named =
      step.terms.map { ("term_" + $0.name, $0.value) } + step.phases.map { ("phase_" + $0.name, $0.value) }
    cells += Self.spread(named, over: columns.dropFirst(cells.count))
    return cells
  }

  private func cells(of evaluation: Evaluation, _ columns: [String]) -> [Cell] {
    var cells: [Cell] = [
      .integer(evaluation.step), .integer(evaluation.tokens), .double(evaluation.loss),
      .double(evaluation.bitsPerByte), .double(evaluation.seconds),
    ]
    cells += Self.spread(
      evaluation.domains.map { ("loss_" + $0.domain, $0.loss) }, over: columns.dropFirst(cells.count))
    return cells
  }

  private static func spread(_ named: [(String, Double)], over columns: ArraySlice<String>) -> [Cell] {
    columns.map { column in named.first { $0.0 == column }.map { .double($0.1) } ?? .none }
  }

  private func write(_ ledgers: [LayerLedger], step: Int, to writer: inout TableWriter) throws {
    let hasParts = writer.columns.count > Self.ledgerColumns.count
    for ledger in ledgers {
      for cell in 0..<ledger.devices * ledger.experts {
        var cells: [Cell] = [
          .integer(step), .integer(ledger.layer), .integer(cell / ledger.experts), .integer(cell % ledger.experts),
        ]
        for column in LedgerColumn.allCases { cells.append(.integer(Int(ledger[column][cell]))) }
        if hasParts { cells.append(.text(ledger.part)) }
        try writer.write(cells)
      }
    }
  }
}
