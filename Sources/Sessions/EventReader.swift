import Experiment
import Foundation
import GRDB

/// Puts rows together to events again. Belongs to one opened file.
struct EventReader {
  let database: Database
  /// Names of quantities by their numbers.
  let quantities: [Int: String]
  /// Names of the tables that a session of this version has.
  let tables: Set<String>

  init(_ database: Database) throws {
    self.database = database
    var quantities: [Int: String] = [:]
    let cursor = try Row.fetchCursor(database, sql: "SELECT id, kind, name FROM quantity")
    while let row = try cursor.next() {
      var cells = RowCells(row)
      let id = try cells.integer()
      _ = try cells.text()
      quantities[id] = try cells.text()
    }
    self.quantities = quantities
    tables = Set(SessionFormat.tables(ofVersion: try SessionFormat.version(of: database)).map(\.name))
  }

  /// The events with sequence numbers after `sequence`, in order, `limit` at most.
  func events(after sequence: Int, limit: Int) throws -> [Stamped] {
    var places: [(sequence: Int, time: Double, kind: SessionFormat.Kind)] = []
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT sequence, time, kind FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?",
      arguments: [sequence, limit])
    while let row = try cursor.next() {
      var cells = RowCells(row)
      places.append((try cells.integer(), try cells.double(), try cells.word(SessionFormat.Kind.self)))
    }
    guard let first = places.first?.sequence, let last = places.last?.sequence else { return [] }
    let kinds = Set(places.map(\.kind))
    var payloads: [Int: Event] = [:]
    for kind in SessionFormat.Kind.allCases where kinds.contains(kind) {
      try read(kind, first...last) { payloads[$0] = $1 }
    }
    return try places.map { place in
      guard let event = payloads[place.sequence], SessionFormat.Kind(event) == place.kind else {
        throw RowFault(message: "event \(place.sequence) has lost its row in the table \(place.kind.rawValue)")
      }
      return Stamped(sequence: place.sequence, time: place.time, event: event)
    }
  }

  /// Calls `body` with every event of one kind in a range of sequence numbers.
  private func read(_ kind: SessionFormat.Kind, _ range: ClosedRange<Int>, _ body: (Int, Event) -> Void) throws {
    switch kind {
    case .started:
      let domains = try lists("started_domain", range) { cells throws(RowFault) in try cells.text() }
      let layers = try shapes(range)
      let clusters = try lists("started_cluster", range) { cells throws(RowFault) in try cells.cluster() }
      let tokenizers = try singles("started_tokenizer", range) { cells throws(RowFault) in try cells.tokenizer() }
      let branches = try singles("started_branch", range) { cells throws(RowFault) in try cells.branch() }
      let samplers = try singles("started_sampling", range) { cells throws(RowFault) in try cells.text() }
      let trained = try singles("started_trained", range) { cells throws(RowFault) in try cells.integer() }
      let tasks = try lists("started_task", range) { cells throws(RowFault) in try cells.task() }
      try rows("started", range) { sequence, cells throws(RowFault) in
        var header = try cells.header(domains[sequence] ?? [], layers[sequence] ?? [])
        header.tokenizer = tokenizers[sequence]
        header.sampler = samplers[sequence] ?? ""
        header.clusters = clusters[sequence] ?? []
        header.branch = branches[sequence]
        header.tasks = tasks[sequence] ?? []
        header.trainedParameters = trained[sequence]
        if let fault = header.malformed { throw RowFault(message: "the header's \(fault)") }
        body(sequence, .started(header))
      }
    case .step:
      try steps(range) { body($0, .step($1)) }
    case .evaluated: for (sequence, it) in try evaluations(range) { body(sequence, .evaluated(it)) }
    case .evaluatedUnder:
      let evaluations = try evaluations(range)
      let conditions = try lists("evaluated_under_condition", range) { cells throws(RowFault) in try cells.text() }
      try rows("evaluated_under", range) { sequence, cells throws(RowFault) in
        guard let evaluation = evaluations[sequence] else {
          throw RowFault(message: "event \(sequence) has lost its row in the table evaluated")
        }
        body(
          sequence,
          .evaluatedUnder(
            ConditionalEvaluation(
              checkpoint: try cells.text(), conditions: conditions[sequence] ?? [], evaluation: evaluation)))
      }
    case .counterfactual:
      let layers = try lists("counterfactual_layer", range) { cells throws(RowFault) in
        try cells.counterfactualLayer()
      }
      try rows("counterfactual", range) { sequence, cells throws(RowFault) in
        body(
          sequence,
          .counterfactual(
            Counterfactual(step: try cells.integer(), loss: try cells.double(), layers: layers[sequence] ?? [])))
      }
    case .checkpointed:
      let hashes = try hashes(range)
      try rows("checkpointed", range) { sequence, cells throws(RowFault) in
        body(
          sequence,
          .checkpointed(
            Checkpoint(
              step: try cells.integer(), file: try cells.text(), bytes: try cells.integer(),
              isBest: try cells.integer() != 0, weightHash: hashes[sequence])))
      }
    case .detailed: for (sequence, it) in try details(range) { body(sequence, .detailed(it)) }
    case .twinStarted, .twinStep, .twinEvaluated, .twinEnded:
      try readTwins(kind, range) { body($0, .twin($1)) }
    case .alert:
      try rows("alert", range) { sequence, cells throws(RowFault) in
        body(
          sequence,
          .alert(
            Alert(
              rule: try cells.text(), severity: try cells.word(Alert.Severity.self), step: try cells.integer(),
              message: try cells.text())))
      }
    case .control:
      try rows("control", range) { sequence, cells throws(RowFault) in
        body(
          sequence,
          .control(
            Control(
              action: try cells.word(Control.Action.self), step: try cells.integer(), key: try cells.text(),
              before: try cells.text(), after: try cells.text())))
      }
    case .note:
      try rows("note", range) { sequence, cells throws(RowFault) in
        body(sequence, .note(Note(step: try cells.integer(), text: try cells.text())))
      }
    case .log:
      try rows("log", range) { sequence, cells throws(RowFault) in
        body(sequence, .log(LogLine(level: try cells.word(LogLine.Level.self), text: try cells.text())))
      }
    case .finished:
      try rows("finished", range) { sequence, cells throws(RowFault) in
        body(
          sequence,
          .finished(
            Finish(
              reason: try cells.word(Finish.Reason.self), step: try cells.integer(), message: try cells.text())))
      }
    }
  }
}

/// What is put together from several tables.
extension EventReader {
  private func shapes(_ range: ClosedRange<Int>) throws -> [Int: [MoEShape]] {
    var shapes = try lists("started_layer", range) { cells throws(RowFault) in try cells.shape() }
    try rows("started_visibility", range) { sequence, cells throws(RowFault) in
      let position = try cells.integer()
      let visibility = try Blobs.decodeFloats(try cells.blob())
      guard var shape = shapes[sequence], shape.indices.contains(position) else {
        throw RowFault(message: "a visibility belongs to no layer")
      }
      shape[position].visibility = visibility
      guard shape[position].isWellFormed else { throw RowFault(message: "a visibility has a wrong length") }
      shapes[sequence] = shape
    }
    return shapes
  }

  func steps(_ range: ClosedRange<Int>, _ body: (Int, Step) -> Void) throws {
    let ledgers = try ledgers(range)
    let draws = try singles("step_draws", range) { cells throws(RowFault) in try cells.draws() }
    let tasks = try singles("step_task", range) { cells throws(RowFault) in try cells.taskIndex() }
    try rows("step", range) { sequence, cells throws(RowFault) in
      var step = try cells.step(quantities, ledgers[sequence] ?? [])
      step.draws = draws[sequence] ?? []
      step.task = tasks[sequence]
      body(sequence, step)
    }
  }

  private func ledgers(_ range: ClosedRange<Int>) throws -> [Int: [LayerLedger]] {
    var ledgers = try lists("ledger", range) { cells throws(RowFault) in try cells.ledger() }
    try rows("ledger_measures", range) { sequence, cells throws(RowFault) in
      try cells.measures(of: &ledgers[sequence, default: []])
    }
    return ledgers
  }

  private func domains(_ range: ClosedRange<Int>) throws -> [Int: [DomainLoss]] {
    var domains = try lists("evaluated_domain", range) { cells throws(RowFault) in
      DomainLoss(domain: try cells.text(), loss: try cells.double(), tokens: try cells.integer())
    }
    try rows("evaluated_domain_bits", range) { sequence, cells throws(RowFault) in
      let position = try cells.integer()
      guard domains[sequence]?.indices.contains(position) == true else {
        throw RowFault(message: "a domain's bits belong to no domain")
      }
      domains[sequence]?[position].bitsPerByte = try cells.double()
    }
    return domains
  }

  /// The figures of evaluations, conditional ones included.
  func evaluations(_ range: ClosedRange<Int>) throws -> [Int: Evaluation] {
    let domains = try domains(range)
    let frequencies = try lists("evaluated_frequency", range) { cells throws(RowFault) in
      FrequencyLoss(loss: try cells.double(), tokens: try cells.integer(), ids: try cells.integer())
    }
    var layers = try lists("evaluated_layer", range) { cells throws(RowFault) in try cells.layerEvaluation() }
    let probes = try singles("evaluated_probe", range) { cells throws(RowFault) in try cells.probeText() }
    try rows("evaluated_probe_layer", range) { sequence, cells throws(RowFault) in
      let position = try cells.integer()
      guard let probe = probes[sequence], layers[sequence]?.indices.contains(position) == true else {
        throw RowFault(message: "a layer's probe choices belong to no layer or text")
      }
      let choices = try cells.probeChoices(tokens: probe.tokens)
      layers[sequence]?[position].probeChoices = choices
      guard layers[sequence]?[position].malformed == nil else {
        throw RowFault(message: "a layer's probe choices name an expert that it does not have")
      }
    }
    let clusters = try singles("evaluated_clusters", range) { cells throws(RowFault) in try cells.clusterLosses() }
    let hashes = try hashes(range)
    let workloads = try workloadFigures(range)
    var evaluations: [Int: Evaluation] = [:]
    try rows("evaluated", range) { sequence, cells throws(RowFault) in
      var evaluation = try cells.evaluation(domains[sequence] ?? [])
      evaluation.frequencies = frequencies[sequence] ?? []
      evaluation.layers = layers[sequence] ?? []
      evaluation.clusters = clusters[sequence] ?? []
      evaluation.probe = probes[sequence]
      evaluation.weightHash = hashes[sequence]
      workloads.complete(&evaluation, at: sequence)
      evaluations[sequence] = evaluation
    }
    return evaluations
  }
}

/// Rows of tables; a table that the session's version lacks has none.
extension EventReader {
  func rows(
    _ table: String, _ range: ClosedRange<Int>, _ body: (Int, inout RowCells) throws(RowFault) -> Void
  ) throws {
    guard tables.contains(table) else { return }
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT * FROM \(table) WHERE sequence BETWEEN ? AND ? ORDER BY sequence",
      arguments: [range.lowerBound, range.upperBound])
    while let row = try cursor.next() {
      var cells = RowCells(row)
      let sequence = try cells.integer()
      try body(sequence, &cells)
    }
  }

  /// The rows of a table that has one an event at most, by sequence number.
  func singles<Element>(
    _ table: String, _ range: ClosedRange<Int>, _ element: (inout RowCells) throws(RowFault) -> Element
  ) throws -> [Int: Element] {
    var singles: [Int: Element] = [:]
    try rows(table, range) { sequence, cells throws(RowFault) in singles[sequence] = try element(&cells) }
    return singles
  }

  /// The rows of a table that holds lists, by sequence number.
  func lists<Element>(
    _ table: String, _ range: ClosedRange<Int>, _ element: (inout RowCells) throws(RowFault) -> Element
  ) throws -> [Int: [Element]] {
    guard tables.contains(table) else { return [:] }
    var lists: [Int: [Element]] = [:]
    // The primary key (sequence, position) gives the order.
    let cursor = try Row.fetchCursor(
      database, sql: "SELECT * FROM \(table) WHERE sequence BETWEEN ? AND ? ORDER BY sequence, position",
      arguments: [range.lowerBound, range.upperBound])
    while let row = try cursor.next() {
      var cells = RowCells(row)
      let sequence = try cells.integer()
      _ = try cells.integer()
      lists[sequence, default: []].append(try element(&cells))
    }
    return lists
  }
}
