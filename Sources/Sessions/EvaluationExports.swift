import Experiment

/// Rows of evaluations and counterfactuals.
extension TableWriter {
  /// One row of headline figures.
  mutating func write(_ evaluation: Evaluation, under conditions: ConditionalEvaluation? = nil) throws {
    var cells: [Cell] = [
      .integer(evaluation.step), .integer(evaluation.tokens), .double(evaluation.loss),
      .double(evaluation.bitsPerByte), .double(evaluation.seconds),
    ]
    if conditions != nil { cells += Self.cells(of: conditions) }
    cells += spread(evaluation.domains.map { ("loss_" + $0.domain, $0.loss) }, from: cells.count)
    try write(cells)
  }

  /// The rows of an evaluation in one of the tables that hold more than one of it; none for other tables.
  ///
  /// - Parameters:
  ///   - conditions: what it was made under, nil for one that the run made itself.
  ///   - domains: the names of the domains by which it counts.
  ///   - bands: of the clusters by which it counts.
  mutating func writeDetails(
    _ table: ExportTable, of evaluation: Evaluation, under conditions: ConditionalEvaluation? = nil,
    domains: [String], bands: ClusterBands
  ) throws {
    let step = ExportedCell.integer(evaluation.step)
    let last = Self.cells(of: conditions)
    switch table {
    case .positions:
      let hasConditions = columns.last == Self.conditionColumns.last
      for (position, loss) in evaluation.positions.enumerated() {
        try write([step, .integer(position), .float(loss)] + (hasConditions ? last : []))
      }
    case .frequencies:
      for (index, bucket) in evaluation.frequencies.enumerated() {
        try write(
          [step, .integer(index), .double(bucket.loss), .integer(bucket.tokens), .integer(bucket.ids)] + last)
      }
    case .domains:
      for it in evaluation.domains {
        try write([step, .text(it.domain), .double(it.loss), .double(it.bitsPerByte), .integer(it.tokens)] + last)
      }
    case .evaluatedClusters:
      for it in evaluation.clusters {
        let band: Cell =
          bands.bands.indices.contains(it.cluster) ? .integer(Int(bands.bands[it.cluster])) : .none
        try write([step, .integer(it.cluster), band, .float(it.loss), .integer(it.tokens)] + last)
      }
    case .evaluatedLayers, .evaluatedExperts, .dropPositions, .expertDomains, .expertFrequencies, .coactivation,
      .pairs, .probeChoices:
      for layer in evaluation.layers {
        let first = [step, .integer(layer.layer), .text(layer.part)]
        try writeRows(table, of: layer, probe: evaluation.probe, domains: domains) { first + $0 + last }
      }
    default: break
    }
  }

  private mutating func writeRows(
    _ table: ExportTable, of layer: LayerEvaluation, probe: ProbeText?, domains: [String], _ row: ([Cell]) -> [Cell]
  ) throws {
    switch table {
    case .evaluatedLayers: try write(row([.float(layer.flipsSinceLast), .float(layer.flipsSinceStart)]))
    case .evaluatedExperts:
      for expert in 0..<layer.experts {
        let shares = [layer.flippedAway, layer.rowShares, layer.gradientShares].map { shares -> Cell in
          shares.isEmpty ? .none : .float(shares[expert])
        }
        try write(row([.integer(expert)] + shares))
      }
    case .dropPositions:
      for (position, share) in layer.dropShares.enumerated() {
        try write(row([.integer(position), .float(share)]))
      }
    case .expertDomains:
      for (index, count) in layer.domainCounts.enumerated() {
        let domain = index / layer.experts
        let name: Cell = .text(domains.indices.contains(domain) ? domains[domain] : String(domain))
        try write(row([name, .integer(index % layer.experts), .integer(Int(count))]))
      }
    case .expertFrequencies: try writeGrid(layer.frequencyCounts, width: layer.experts, row)
    case .coactivation: try writeGrid(layer.coactivation, width: layer.experts, row)
    case .pairs: try writeGrid(layer.pairCounts, width: layer.experts, row)
    case .probeChoices:
      let width = layer.probeChoices.count / max(1, probe?.tokens ?? 0)
      for (index, expert) in layer.probeChoices.enumerated() where expert >= 0 {
        try write(row([.integer(index / width), .integer(index % width), .integer(Int(expert))]))
      }
    default: break
    }
  }

  /// One row a count: row and column of the count, and itself.
  private mutating func writeGrid(_ counts: [Int32], width: Int, _ row: ([Cell]) -> [Cell]) throws {
    for (index, count) in counts.enumerated() {
      try write(row([.integer(index / width), .integer(index % width), .integer(Int(count))]))
    }
  }

  mutating func write(_ counterfactual: Counterfactual) throws {
    for layer in counterfactual.layers {
      for expert in layer.tokens.indices {
        try write([
          .integer(counterfactual.step), .integer(layer.layer), .text(layer.part), .integer(expert),
          .double(counterfactual.loss), .integer(Int(layer.tokens[expert])), .float(layer.chosen[expert]),
          .float(layer.next[expert]), .float(layer.random[expert]), .float(layer.nobody[expert]),
        ])
      }
    }
  }

  /// The cells of `conditionColumns`.
  static func cells(of conditions: ConditionalEvaluation?) -> [Cell] {
    guard let conditions else { return [.none, .none] }
    return [.text(conditions.checkpoint), .text(conditions.conditions.joined(separator: "; "))]
  }
}
