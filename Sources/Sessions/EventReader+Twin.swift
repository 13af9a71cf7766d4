import Experiment

/// What version 4 brought.
extension EventReader {
  /// Calls `body` with every event of a twin of one kind.
  func readTwins(
    _ kind: SessionFormat.Kind, _ range: ClosedRange<Int>, _ body: (Int, TwinEvent) -> Void
  ) throws {
    switch kind {
    case .twinStarted:
      let changes = try lists("twin_change", range) { cells throws(RowFault) in
        RecipeChange(key: try cells.text(), before: try cells.text(), after: try cells.text())
      }
      try rows("twin_started", range) { sequence, cells throws(RowFault) in
        body(
          sequence,
          .started(
            TwinStart(step: try cells.integer(), steps: try cells.integer(), changes: changes[sequence] ?? [])))
      }
    case .twinStep:
      var own: Set<Int> = []
      try rows("twin_step", range) { sequence, _ in own.insert(sequence) }
      try steps(range) { if own.contains($0) { body($0, .step($1)) } }
    case .twinEvaluated:
      let evaluations = try evaluations(range)
      try rows("twin_evaluated", range) { sequence, _ throws(RowFault) in
        guard let evaluation = evaluations[sequence] else {
          throw RowFault(message: "event \(sequence) has lost its row in the table evaluated")
        }
        body(sequence, .evaluated(evaluation))
      }
    default:
      try rows("twin_ended", range) { sequence, cells throws(RowFault) in
        body(
          sequence,
          .ended(
            TwinEnd(
              step: try cells.integer(), choice: try cells.word(TwinChoice.self), branch: try cells.text())))
      }
    }
  }

  /// The steps before alerts in full detail.
  func details(_ range: ClosedRange<Int>) throws -> [Int: StepDetails] {
    let layers = try lists("detailed_layer", range) { cells throws(RowFault) in
      (step: try cells.integer(), layer: try cells.layerDetail())
    }
    var details: [Int: StepDetails] = [:]
    try rows("detailed", range) { sequence, cells throws(RowFault) in
      var it = StepDetails(step: try cells.integer(), steps: [])
      for (step, layer) in layers[sequence] ?? [] {
        if it.steps.last?.step != step { it.steps.append(StepDetail(step: step, layers: [])) }
        it.steps[it.steps.count - 1].layers.append(layer)
      }
      details[sequence] = it
    }
    return details
  }

  /// The weights' hashes of evaluations and checkpoints.
  func hashes(_ range: ClosedRange<Int>) throws -> [Int: UInt64] {
    try singles("weight_hash", range) { cells throws(RowFault) in try cells.bits() }
  }
}

extension RowCells {
  mutating func branch() throws(RowFault) -> Branch {
    Branch(parent: try text(), step: try integer(), change: try text())
  }

  fileprivate mutating func layerDetail() throws(RowFault) -> LayerDetail {
    let layer = try integer(to: Int(Int32.max))
    let part = try text()
    let gradient = Float(try double())
    let norm = Float(try double())
    let stretches = try integer(to: LayerDetail.bins)
    return LayerDetail(
      layer: layer, part: part, routerGradient: gradient, routerNorm: norm,
      dropped: try counts(stretches, "the drops before an alert"))
  }
}
