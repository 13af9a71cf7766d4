import Experiment

/// Rows of what a run tells at every step and at its start.
extension TableWriter {
  /// The columns that a table always has.
  static func firstColumns(of table: ExportTable) -> [String] {
    let ofLayer = ["step", "layer", "part"]
    switch table {
    case .steps:
      return [
        "step", "tokens", "loss", "learning_rate", "gradient_norm", "tokens_per_second", "seconds", "gflops",
        "resident_bytes", "time",
      ]
    case .layers:
      return ofLayer + ["capacity"] + LedgerColumn.allCases.map(\.description)
        + ["entropy", "chosen_mass", "margin", "balance", "z"]
    case .ledger: return ["step", "layer", "device", "expert"] + LedgerColumn.allCases.map(\.description)
    case .evaluations: return ["step", "tokens", "loss", "bits_per_byte", "seconds"]
    case .conditionalEvaluations: return firstColumns(of: .evaluations) + conditionColumns
    case .positions: return ["step", "position", "loss"]
    case .frequencies: return ["step", "bucket", "loss", "tokens", "ids"] + conditionColumns
    case .evaluatedLayers: return ofLayer + ["flips_since_last", "flips_since_start"] + conditionColumns
    case .evaluatedExperts:
      return ofLayer + ["expert", "flipped_away", "row_share", "gradient_share"] + conditionColumns
    case .dropPositions: return ofLayer + ["position", "drop_share"] + conditionColumns
    case .expertDomains: return ofLayer + ["domain", "expert", "choices"] + conditionColumns
    case .expertFrequencies: return ofLayer + ["bucket", "expert", "choices"] + conditionColumns
    case .coactivation: return ofLayer + ["expert", "other", "tokens"] + conditionColumns
    case .pairs: return ofLayer + ["expert_a", "expert_b", "tokens"] + conditionColumns
    case .probeChoices: return ofLayer + ["token", "choice", "expert"] + conditionColumns
    case .counterfactuals: return ofLayer + ["expert", "loss", "tokens", "chosen", "next", "random", "nobody"]
    case .visibility: return ["first_step", "layer", "part", "bucket", "expert", "share"]
    case .tokenizer:
      return [
        "first_step", "algorithm", "vocabulary", "scaffold_tokens", "bytes_per_token", "entropy", "redundancy",
      ]
    case .domains: return ["step", "domain", "loss", "bits_per_byte", "tokens"] + conditionColumns
    case .clusters:
      return ["first_step", "sampler", "cluster", "name", "documents", "tokens", "windows", "cap", "band"]
    case .draws: return ["step", "window", "cluster"]
    case .evaluatedClusters: return ["step", "cluster", "band", "loss", "tokens"] + conditionColumns
    case .tasks, .figures, .matrices: return workloadColumns(of: table)
    case .runs, .shapes, .checkpoints, .alerts, .controls, .notes, .log, .ends: return happeningColumns(of: table)
    }
  }

  static let conditionColumns = ["checkpoint", "conditions"]

  mutating func write(_ step: Step, time: Double, tasks: [TaskShape]) throws {
    var cells: [Cell] = [
      .integer(step.step), .integer(step.tokens), .double(step.loss), .double(step.learningRate),
      .double(step.gradientNorm), .double(step.tokensPerSecond), .double(step.seconds), .double(step.gflops),
      .integer(step.residentBytes), .double(time),
    ]
    let named =
      step.terms.map { ("term_" + $0.name, $0.value) } + step.phases.map { ("phase_" + $0.name, $0.value) }
    cells += spread(named, from: cells.count)
    // The last column is there in sessions of runs with tasks only; no term and no phase has its name.
    if columns.last == "task" {
      let name = step.task.map { tasks.indices.contains($0) ? tasks[$0].name : String($0) }
      cells[cells.count - 1] = name.map { Cell.text($0) } ?? Cell.none
    }
    try write(cells)
  }

  mutating func writeLayers(of step: Step) throws {
    for ledger in step.ledgers {
      var cells: [Cell] = [
        .integer(step.step), .integer(ledger.layer), .text(ledger.part), .integer(ledger.capacity),
      ]
      for column in LedgerColumn.allCases { cells.append(.integer(ledger[column].reduce(0) { $0 + Int($1) })) }
      for measure in [ledger.entropy, ledger.chosenMass, ledger.margin, ledger.balance, ledger.z] {
        cells.append(.float(measure))
      }
      try write(cells)
    }
  }

  mutating func writeLedgers(of step: Step) throws {
    let hasParts = columns.last == "part"
    for ledger in step.ledgers {
      for cell in 0..<ledger.devices * ledger.experts {
        var cells: [Cell] = [
          .integer(step.step), .integer(ledger.layer), .integer(cell / ledger.experts),
          .integer(cell % ledger.experts),
        ]
        for column in LedgerColumn.allCases { cells.append(.integer(Int(ledger[column][cell]))) }
        if hasParts { cells.append(.text(ledger.part)) }
        try write(cells)
      }
    }
  }

  mutating func writeDraws(of step: Step) throws {
    for (window, cluster) in step.draws.enumerated() {
      try write([.integer(step.step), .integer(window), .integer(Int(cluster))])
    }
  }

  /// The rows of a header in one of the tables that hold what is known at the start; none for other tables.
  mutating func writeDetails(_ table: ExportTable, of header: Header) throws {
    switch table {
    case .visibility: try writeVisibility(header)
    case .tokenizer:
      guard let it = header.tokenizer else { return }
      try write([
        .integer(header.firstStep), .text(it.algorithm), .integer(it.vocabulary), .integer(it.scaffoldTokens),
        .double(it.bytesPerToken), .double(it.entropy), .double(it.redundancy),
      ])
    case .clusters:
      let bands = ClusterBands(header.clusters).bands
      for (index, it) in header.clusters.enumerated() {
        try write([
          .integer(header.firstStep), .text(header.sampler), .integer(index), .text(it.name), .integer(it.documents),
          .integer(it.tokens), .integer(it.windows), it.cap.map { .integer($0) } ?? .none,
          .integer(Int(bands[index])),
        ])
      }
    default: break
    }
  }

  private mutating func writeVisibility(_ header: Header) throws {
    for shape in header.moeLayers {
      for (index, share) in shape.visibility.enumerated() {
        try write([
          .integer(header.firstStep), .integer(shape.layer), .text(shape.part), .integer(index / shape.experts),
          .integer(index % shape.experts), .float(share),
        ])
      }
    }
  }

  /// The cells of the columns from an index on, by their names; empty where a name has no value.
  func spread(_ named: [(String, Double)], from index: Int) -> [Cell] {
    columns.dropFirst(index).map { column in named.first { $0.0 == column }.map { .double($0.1) } ?? .none }
  }
}
