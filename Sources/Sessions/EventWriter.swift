import Experiment
import Foundation
import GRDB

/// Writes events as rows. Belongs to one file and to the thread that writes it.
struct EventWriter {
  /// Quantities already in the file, by kind and name.
  private var quantities: [String: Int32] = [:]

  init(_ database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT id, kind, name FROM quantity") {
      var cells = RowCells(row)
      let id = try cells.integer(to: Int(Int32.max))
      quantities["\(try cells.text()) \(try cells.text())"] = Int32(id)
    }
  }

  /// Inserts one event.
  mutating func write(_ stamped: Stamped, to database: Database) throws {
    let sequence = stamped.sequence
    try insert("event", [sequence, stamped.time, SessionFormat.Kind(stamped.event).rawValue], database)
    switch stamped.event {
    case .started(let header): try write(header, sequence, database)
    case .step(let step): try write(step, sequence, database)
    case .evaluated(let evaluation): try write(evaluation, sequence, database)
    case .evaluatedUnder(let it):
      try insert("evaluated_under", [sequence, it.checkpoint], database)
      for (position, condition) in it.conditions.enumerated() {
        try insert("evaluated_under_condition", [sequence, position, condition], database)
      }
      try write(it.evaluation, sequence, database)
    case .counterfactual(let it): try write(it, sequence, database)
    case .checkpointed(let it):
      try insert("checkpointed", [sequence, it.step, it.file, it.bytes, it.isBest], database)
      try write(it.weightHash, sequence, database)
    case .alert(let it):
      try insert("alert", [sequence, it.rule, it.severity.rawValue, it.step, it.message], database)
    case .detailed(let it): try write(it, sequence, database)
    case .twin(let it): try write(it, sequence, database)
    case .control(let it):
      try insert("control", [sequence, it.action.rawValue, it.step, it.key, it.before, it.after], database)
    case .note(let it): try insert("note", [sequence, it.step, it.text], database)
    case .log(let it): try insert("log", [sequence, it.level.rawValue, it.text], database)
    case .finished(let it):
      try insert("finished", [sequence, it.reason.rawValue, it.step, it.message], database)
    }
  }

  private func write(_ header: Header, _ sequence: Int, _ database: Database) throws {
    let machine = header.machine
    try insert(
      "started",
      [
        sequence, header.name, header.workload, header.recipe, Int64(bitPattern: header.seed), header.firstStep,
        header.totalSteps, header.tokensPerStep, header.sequenceLength, header.vocabulary, header.layers,
        header.totalParameters, header.activeParameters, header.flopsPerToken, machine.processor, machine.cores,
        machine.threads, machine.blasCore, machine.sgemmGflops, header.version,
      ], database)
    for (position, name) in header.domains.enumerated() {
      try insert("started_domain", [sequence, position, name], database)
    }
    for (position, shape) in header.moeLayers.enumerated() {
      try insert(
        "started_layer",
        [sequence, position, shape.layer, shape.part, shape.router, shape.experts, shape.devices, shape.k], database)
      guard shape.isWellFormed else {
        throw Self.malformed("the visibility", header.firstStep, shape.layer, shape.part)
      }
      if !shape.visibility.isEmpty {
        try insert("started_visibility", [sequence, position, Blobs.encode(shape.visibility)], database)
      }
    }
    if let it = header.tokenizer {
      try insert(
        "started_tokenizer",
        [sequence, it.algorithm, it.vocabulary, it.scaffoldTokens, it.bytesPerToken, it.entropy, it.redundancy],
        database)
    }
    if let it = header.branch {
      try insert("started_branch", [sequence, it.parent, it.step, it.change], database)
    }
    if let trained = header.trainedParameters {
      if let fault = header.malformed { throw SessionError(file: "", message: "the header's \(fault)") }
      try insert("started_trained", [sequence, trained], database)
    }
    if !header.sampler.isEmpty { try insert("started_sampling", [sequence, header.sampler], database) }
    for (position, it) in header.clusters.enumerated() {
      try insert(
        "started_cluster", [sequence, position, it.name, it.documents, it.tokens, it.windows, it.cap ?? -1], database)
    }
    try write(header.tasks, sequence, database)
  }

  mutating func write(_ step: Step, _ sequence: Int, _ database: Database) throws {
    try insert(
      "step",
      [
        sequence, step.step, step.tokens, step.loss, step.learningRate, step.gradientNorm, step.tokensPerSecond,
        step.seconds, step.gflops, step.residentBytes, try encode(step.terms, kind: "term", database),
        try encode(step.phases, kind: "phase", database),
      ], database)
    for (position, ledger) in step.ledgers.enumerated() {
      guard ledger.isWellFormed else {
        throw Self.malformed("the ledger", step.step, ledger.layer, ledger.part)
      }
      try insert(
        "ledger",
        [
          sequence, position, ledger.layer, ledger.part, ledger.devices, ledger.experts, ledger.capacity,
          Blobs.encode(ledger.routed, leastWidth: 1), Blobs.encode(ledger.kept), Blobs.encode(ledger.dropped),
          Blobs.encode(ledger.padded), Blobs.encode(ledger.rectified), Blobs.encode(ledger.filled),
          Blobs.encode(ledger.gateMass), Double(ledger.entropy),
        ], database)
    }
    if !step.ledgers.isEmpty {
      try insert(
        "ledger_measures",
        [
          sequence, Blobs.encode(step.ledgers.map(\.chosenMass)), Blobs.encode(step.ledgers.map(\.margin)),
          Blobs.encode(step.ledgers.map(\.balance)), Blobs.encode(step.ledgers.map(\.z)),
        ], database)
    }
    if !step.draws.isEmpty {
      try insert(
        "step_draws", [sequence, step.draws.count, Blobs.encode(step.draws, leastWidth: 1)], database)
    }
    try writeTask(of: step, sequence, database)
  }

  mutating func write(_ evaluation: Evaluation, _ sequence: Int, _ database: Database) throws {
    try insert(
      "evaluated",
      [
        sequence, evaluation.step, evaluation.tokens, evaluation.loss, evaluation.bitsPerByte, evaluation.seconds,
        Blobs.encode(evaluation.positions),
      ], database)
    for (position, domain) in evaluation.domains.enumerated() {
      try insert("evaluated_domain", [sequence, position, domain.domain, domain.loss, domain.tokens], database)
      try insert("evaluated_domain_bits", [sequence, position, domain.bitsPerByte], database)
    }
    for (position, bucket) in evaluation.frequencies.enumerated() {
      try insert("evaluated_frequency", [sequence, position, bucket.loss, bucket.tokens, bucket.ids], database)
    }
    try write(evaluation.clusters, of: evaluation, sequence, database)
    try write(evaluation.weightHash, sequence, database)
    try writeWorkloadFigures(of: evaluation, sequence, database)
    guard evaluation.hasWellFormedProbe else {
      throw SessionError(file: "", message: "step \(evaluation.step): the evaluation's probe is malformed")
    }
    if let probe = evaluation.probe {
      try insert("evaluated_probe", [sequence, Int64(bitPattern: probe.fingerprint), probe.tokens], database)
    }
    for (position, layer) in evaluation.layers.enumerated() {
      if let fault = layer.malformed {
        throw Self.malformed("the evaluation (\(fault))", evaluation.step, layer.layer, layer.part)
      }
      try insert(
        "evaluated_layer",
        [
          sequence, position, layer.layer, layer.part, layer.experts, layer.domainCounts.count / layer.experts,
          layer.frequencyCounts.count / layer.experts, Blobs.encode(layer.dropShares),
          Blobs.encode(layer.domainCounts, leastWidth: 1), Blobs.encode(layer.frequencyCounts, leastWidth: 1),
          Blobs.encode(layer.coactivation, leastWidth: 1), Blobs.encode(layer.pairCounts, leastWidth: 1),
          Double(layer.flipsSinceLast), Double(layer.flipsSinceStart), Blobs.encode(layer.flippedAway),
          Blobs.encode(layer.rowShares),
          Blobs.encode(layer.gradientShares),
        ], database)
      if let probe = evaluation.probe, !layer.probeChoices.isEmpty {
        try insert(
          "evaluated_probe_layer",
          [
            sequence, position, layer.probeChoices.count / probe.tokens,
            Blobs.encode(layer.probeChoices.map { $0 + 1 }, leastWidth: 1),
          ], database)
      }
    }
  }

  private func write(
    _ clusters: [ClusterLoss], of evaluation: Evaluation, _ sequence: Int, _ database: Database
  ) throws {
    if clusters.isEmpty { return }
    guard clusters.allSatisfy(\.isWellFormed) else {
      throw SessionError(file: "", message: "step \(evaluation.step): the evaluation's clusters are malformed")
    }
    try insert(
      "evaluated_clusters",
      [
        sequence, clusters.count, Blobs.encode(clusters.map { Int32($0.cluster) }, leastWidth: 1),
        Blobs.encode(clusters.map(\.loss)), Blobs.encode(clusters.map { Int32($0.tokens) }, leastWidth: 1),
      ], database)
  }

  private func write(_ counterfactual: Counterfactual, _ sequence: Int, _ database: Database) throws {
    try insert("counterfactual", [sequence, counterfactual.step, counterfactual.loss], database)
    for (position, layer) in counterfactual.layers.enumerated() {
      guard layer.isWellFormed else {
        throw Self.malformed("the counterfactual", counterfactual.step, layer.layer, layer.part)
      }
      try insert(
        "counterfactual_layer",
        [
          sequence, position, layer.layer, layer.part, layer.tokens.count, Blobs.encode(layer.tokens, leastWidth: 1),
          Blobs.encode(layer.chosen), Blobs.encode(layer.next), Blobs.encode(layer.random), Blobs.encode(layer.nobody),
        ], database)
    }
  }

  static func malformed(_ what: String, _ step: Int, _ layer: Int, _ part: String) -> SessionError {
    SessionError(file: "", message: "step \(step): \(what) of layer \(layer)\(part) is malformed")
  }

  /// The blob of named values; new names become quantities.
  mutating func encode(_ values: [NamedValue], kind: String, _ database: Database) throws -> Data {
    var pairs: [(id: Int32, value: Double)] = []
    for value in values {
      let key = "\(kind) \(value.name)"
      if let id = quantities[key] {
        pairs.append((id, value.value))
      } else {
        let id = Int32(quantities.count + 1)
        try insert("quantity", [id, kind, value.name], database)
        quantities[key] = id
        pairs.append((id, value.value))
      }
    }
    return Blobs.encode(pairs)
  }

  func insert(
    _ table: String, _ values: [any DatabaseValueConvertible], _ database: Database
  ) throws {
    let values = values.map { value -> any DatabaseValueConvertible in
      // SQLite would forget the sign of −0.
      if let number = value as? Double, number == 0, number.sign == .minus { Blobs.encode(number) } else { value }
    }
    let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
    // Statements are kept by their text, so each table's is compiled once.
    try database.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(marks))").execute(
      arguments: StatementArguments(values))
  }
}
