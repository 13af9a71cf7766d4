import Experiment
import GRDB

/// What can be exported. The raw values are the words of the command line.
///
/// In tables of evaluations `checkpoint` and `conditions` are empty for those that the run made itself, and name the file
/// and what was changed (joined by `; `) for those of `switchyard evaluate`. `part` is the sub-layer, mostly empty. All
/// indices count from 0.
public enum ExportTable: String, Sendable, CaseIterable {
  /// One row a step: step, tokens, loss, then everything else that a step has.
  case steps
  /// One row a step and MoE layer: capacity, counts summed over devices and experts, and the router's measures.
  case layers
  /// One row a step, MoE layer, device and expert.
  case ledger
  /// One row an evaluation made by the run itself.
  case evaluations
  /// One row an evaluation under other conditions.
  case conditionalEvaluations = "conditional-evaluations"
  /// One row an evaluation and position of the sequence. The columns `checkpoint` and `conditions` are there only in
  /// sessions with evaluations under other conditions.
  case positions
  /// One row an evaluation and bucket of token frequency, the most frequent tokens first.
  case frequencies
  /// One row an evaluation and MoE layer: how many choices changed.
  case evaluatedLayers = "evaluated-layers"
  /// One row an evaluation, MoE layer and expert: its share of changed choices, rows and gradient.
  case evaluatedExperts = "evaluated-experts"
  /// One row an evaluation, MoE layer and position of the sequence: the share of dropped choices.
  case dropPositions = "drop-positions"
  /// One row an evaluation, MoE layer, domain and expert: choices.
  case expertDomains = "expert-domains"
  /// One row an evaluation, MoE layer, bucket of token frequency and expert: choices.
  case expertFrequencies = "expert-frequencies"
  /// One row an evaluation, MoE layer and pair of experts: tokens that chose both.
  case coactivation
  /// One row an evaluation, block of two sub-layers and pair of their experts: tokens by their first choices.
  case pairs
  /// One row an evaluation, MoE layer, token of the probe text and choice: the expert.
  case probeChoices = "probe-choices"
  /// One row a counterfactual, MoE layer and expert.
  case counterfactuals
  /// One row a stretch of the run, MoE layer with a mask, bucket of token frequency and expert.
  case visibility
  /// One row a stretch of the run: how text became tokens.
  case tokenizer
  /// One row an evaluation and domain.
  case domains
  /// One row a stretch of the run and cluster from which windows are drawn; no `cap` where there is no limit.
  case clusters
  /// One row a step and window of its batch: the cluster it was drawn from.
  case draws
  /// One row an evaluation and cluster of held-out documents. Clusters are numbered as in `clusters`; `band` counts from
  /// the largest ones.
  case evaluatedClusters = "evaluated-clusters"
  /// One row an evaluation, task and metric; the main metric of a task comes first.
  case tasks
  /// One row an evaluation and further figure of a workload, such as `score`.
  case figures
  /// One row an evaluation, matrix of a workload and its cell; `nan` where a matrix has nothing.
  case matrices
  /// One row a stretch of the run: what was known before its first step.
  case runs
  /// One row a stretch of the run and MoE layer.
  case shapes
  /// One row a checkpoint.
  case checkpoints
  /// One row an alert.
  case alerts
  /// One row for each thing that the user did to the run.
  case controls
  /// One row a note on the time line.
  case notes
  /// One row a line of the log.
  case log
  /// One row for each end of a stretch of the run.
  case ends
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
    // The names of the domains by which an evaluation counts are in the header before it.
    var domains: [String] = []
    var bands = ClusterBands([])
    var tasks: [TaskShape] = []
    try forEach { stamped in
      if superseded.contains(stamped.sequence) { return }
      switch stamped.event {
      case .started(let header):
        domains = header.domains
        bands = ClusterBands(header.clusters)
        tasks = header.tasks
        try writer.writeDetails(table, of: header)
        try writer.write(stamped, in: table)
      case .step(let step):
        switch table {
        case .steps: try writer.write(step, time: stamped.time, tasks: tasks)
        case .layers: try writer.writeLayers(of: step)
        case .ledger: try writer.writeLedgers(of: step)
        case .draws: try writer.writeDraws(of: step)
        default: break
        }
      case .evaluated(let evaluation):
        if table == .evaluations { try writer.write(evaluation) }
        try writer.writeDetails(table, of: evaluation, domains: domains, bands: bands)
        try writer.writeWorkload(table, of: evaluation, tasks: tasks)
      case .evaluatedUnder(let it):
        if table == .conditionalEvaluations { try writer.write(it.evaluation, under: it) }
        try writer.writeDetails(table, of: it.evaluation, under: it, domains: domains, bands: bands)
        try writer.writeWorkload(table, of: it.evaluation, under: it, tasks: tasks)
      case .counterfactual(let counterfactual):
        if table == .counterfactuals { try writer.write(counterfactual) }
      default: try writer.write(stamped, in: table)
      }
    }
    try SessionError.wrapping(path) { try writer.flush() }
  }

  /// Names of a table's columns. Some depend on what the session holds.
  private func columns(of table: ExportTable) throws(SessionError) -> [String] {
    try open { database in
      func names(_ sql: String, prefix: String) throws -> [String] {
        try String.fetchAll(database, sql: sql).map { prefix + $0 }
      }
      func domains(_ kind: SessionFormat.Kind) throws -> [String] {
        try names(
          """
          SELECT domain FROM evaluated_domain JOIN event USING (sequence) WHERE kind = '\(kind.rawValue)'
          GROUP BY domain ORDER BY min(sequence), min(position)
          """, prefix: "loss_")
      }
      func holds(_ condition: String) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM \(condition))") == true
      }
      let first = TableWriter.firstColumns(of: table)
      switch table {
      case .steps:
        let hasTasks = try SessionFormat.version(of: database) > 4 ? holds("step_task") : false
        return try first
          + names("SELECT name FROM quantity WHERE kind = 'term' ORDER BY id", prefix: "term_")
          + names("SELECT name FROM quantity WHERE kind = 'phase' ORDER BY id", prefix: "phase_")
          + (hasTasks ? ["task"] : [])
      case .ledger: return first + (try holds("ledger WHERE part <> ''") ? ["part"] : [])
      case .evaluations: return first + (try domains(.evaluated))
      case .conditionalEvaluations: return first + (try domains(.evaluatedUnder))
      case .positions:
        let isConditional = try holds("event WHERE kind = '\(SessionFormat.Kind.evaluatedUnder.rawValue)'")
        return first + (isConditional ? TableWriter.conditionColumns : [])
      default: return first
      }
    }
  }
}
