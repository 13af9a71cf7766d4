import Experiment

/// Rows of what happened once or now and then: starts, checkpoints, alerts, what the user did and wrote, ends.
extension TableWriter {
  static func happeningColumns(of table: ExportTable) -> [String] {
    switch table {
    case .runs:
      [
        "time", "first_step", "name", "workload", "seed", "total_steps", "tokens_per_step", "sequence_length",
        "vocabulary", "layers", "total_parameters", "active_parameters", "flops_per_token", "processor", "cores",
        "threads", "blas_core", "sgemm_gflops", "version", "recipe",
      ]
    case .shapes: ["first_step", "layer", "part", "router", "experts", "devices", "k"]
    case .checkpoints: ["time", "step", "file", "bytes", "is_best"]
    case .alerts: ["time", "step", "rule", "severity", "message"]
    case .controls: ["time", "step", "action", "key", "before", "after"]
    case .notes: ["time", "step", "text"]
    case .log: ["time", "level", "text"]
    case .ends: ["time", "step", "reason", "message"]
    default: []
    }
  }

  /// The rows of an event in one of these tables; none in other tables, and none for other events.
  mutating func write(_ stamped: Stamped, in table: ExportTable) throws {
    let time = ExportedCell.double(stamped.time)
    switch (table, stamped.event) {
    case (.runs, .started(let it)): try write([time] + Self.cells(of: it))
    case (.shapes, .started(let header)):
      for it in header.moeLayers {
        try write([
          .integer(header.firstStep), .integer(it.layer), .text(it.part), .text(it.router), .integer(it.experts),
          .integer(it.devices), .integer(it.k),
        ])
      }
    case (.checkpoints, .checkpointed(let it)):
      try write([time, .integer(it.step), .text(it.file), .integer(it.bytes), .integer(it.isBest ? 1 : 0)])
    case (.alerts, .alert(let it)):
      try write([time, .integer(it.step), .text(it.rule), .text(it.severity.rawValue), .text(it.message)])
    case (.controls, .control(let it)):
      try write([
        time, .integer(it.step), .text(it.action.rawValue), .text(it.key), .text(it.before), .text(it.after),
      ])
    case (.notes, .note(let it)): try write([time, .integer(it.step), .text(it.text)])
    case (.log, .log(let it)): try write([time, .text(it.level.rawValue), .text(it.text)])
    case (.ends, .finished(let it)):
      try write([time, .integer(it.step), .text(it.reason.rawValue), .text(it.message)])
    default: break
    }
  }

  private static func cells(of it: Header) -> [Cell] {
    [
      .integer(it.firstStep), .text(it.name), .text(it.workload), .unsigned(it.seed), .integer(it.totalSteps),
      .integer(it.tokensPerStep), .integer(it.sequenceLength), .integer(it.vocabulary), .integer(it.layers),
      .integer(it.totalParameters), .integer(it.activeParameters), .double(it.flopsPerToken),
      .text(it.machine.processor), .integer(it.machine.cores), .integer(it.machine.threads),
      .text(it.machine.blasCore), .double(it.machine.sgemmGflops), .text(it.version), .text(it.recipe),
    ]
  }
}
