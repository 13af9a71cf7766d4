import Experiment
import Foundation

/// The larger events, cell by cell, in the order of their tables' columns.
extension RowCells {
  /// Experts and devices of a layer lie in this range.
  private static let widest = 1 << 16

  mutating func header(_ domains: [String], _ layers: [MoEShape]) throws(RowFault) -> Header {
    Header(
      name: try text(), workload: try text(), recipe: try text(), seed: try bits(), firstStep: try integer(),
      totalSteps: try integer(), tokensPerStep: try integer(), sequenceLength: try integer(),
      vocabulary: try integer(), domains: domains, moeLayers: layers, layers: try integer(),
      totalParameters: try integer(), activeParameters: try integer(), flopsPerToken: try double(),
      machine: Machine(
        processor: try text(), cores: try integer(), threads: try integer(), blasCore: try text(),
        sgemmGflops: try double()),
      version: try text())
  }

  mutating func shape() throws(RowFault) -> MoEShape {
    MoEShape(
      layer: try integer(), part: try text(), router: try text(), experts: try integer(to: Self.widest),
      devices: try integer(to: Self.widest), k: try integer(to: Self.widest))
  }

  mutating func step(_ quantities: [Int: String], _ ledgers: [LayerLedger]) throws(RowFault) -> Step {
    var step = Step(
      step: try integer(), tokens: try integer(), loss: try double(), learningRate: try double(),
      gradientNorm: try double(), tokensPerSecond: try double(), seconds: try double(), gflops: try double(),
      residentBytes: try integer(), ledgers: ledgers)
    step.terms = try named(quantities)
    step.phases = try named(quantities)
    return step
  }

  /// Quantities with their names.
  mutating func named(_ quantities: [Int: String]) throws(RowFault) -> [NamedValue] {
    var values: [NamedValue] = []
    for pair in try Blobs.decodePairs(try blob()) {
      guard let name = quantities[Int(pair.id)] else { throw RowFault(message: "a quantity has no name") }
      values.append(NamedValue(name, pair.value))
    }
    return values
  }

  mutating func ledger() throws(RowFault) -> LayerLedger {
    let layer = try integer(to: Int(Int32.max))
    let part = try text()
    let devices = try integer(from: 1, to: Self.widest)
    let experts = try integer(from: 1, to: Self.widest)
    let cells = devices * experts
    let capacity = try integer(from: -1)
    let routed = try blob()
    // Other empty blobs stand for as many zeros: a row of a few bytes must not take gigabytes.
    guard routed.count >= cells else { throw RowFault(message: "a ledger's counts have a wrong length") }
    let ledger = LayerLedger(
      layer: layer, part: part, devices: devices, experts: experts, capacity: capacity,
      routed: try Blobs.decodeCounts(routed, cells: cells), kept: try Blobs.decodeCounts(try blob(), cells: cells),
      dropped: try Blobs.decodeCounts(try blob(), cells: cells),
      padded: try Blobs.decodeCounts(try blob(), cells: cells),
      rectified: try Blobs.decodeCounts(try blob(), cells: cells),
      filled: try Blobs.decodeCounts(try blob(), cells: cells), gateMass: try Blobs.decodeFloats(try blob()),
      entropy: Float(try double()))
    guard ledger.isWellFormed else { throw RowFault(message: "a ledger's gate mass has a wrong length") }
    return ledger
  }

  mutating func evaluation(_ domains: [DomainLoss]) throws(RowFault) -> Evaluation {
    var evaluation = Evaluation(
      step: try integer(), tokens: try integer(), loss: try double(), bitsPerByte: try double(), domains: domains,
      seconds: try double())
    evaluation.positions = try Blobs.decodeFloats(try blob())
    return evaluation
  }

  /// The measures of a step's ledgers, in their order.
  mutating func measures(of ledgers: inout [LayerLedger]) throws(RowFault) {
    for measure in [\LayerLedger.chosenMass, \.margin, \.balance, \.z] {
      let values = try floats(ledgers.count, "a step's measures of ledgers")
      for (index, value) in values.enumerated() { ledgers[index][keyPath: measure] = value }
    }
  }

  mutating func layerEvaluation() throws(RowFault) -> LayerEvaluation {
    var layer = LayerEvaluation(
      layer: try integer(to: Int(Int32.max)), part: try text(), experts: try integer(from: 1, to: Self.widest))
    let experts = layer.experts
    let domains = try integer(to: Self.widest)
    let frequencies = try integer(to: Self.widest)
    layer.dropShares = try Blobs.decodeFloats(try blob())
    layer.domainCounts = try counts(domains * experts, "a layer's counts by domain")
    layer.frequencyCounts = try counts(frequencies * experts, "a layer's counts by frequency")
    let coactivation = try blob()
    if !coactivation.isEmpty {
      layer.coactivation = try Blobs.decodeCounts(coactivation, cells: experts * experts, of: "a layer's coactivations")
    }
    let pairs = try blob()
    if !pairs.isEmpty {
      layer.pairCounts = try Blobs.decodeCounts(pairs, cells: experts * experts, of: "a layer's pairs")
    }
    layer.flipsSinceLast = Float(try double())
    layer.flipsSinceStart = Float(try double())
    layer.flippedAway = try Blobs.decodeFloats(try blob())
    layer.rowShares = try Blobs.decodeFloats(try blob())
    layer.gradientShares = try Blobs.decodeFloats(try blob())
    if let fault = layer.malformed { throw RowFault(message: "a layer's \(fault) have a wrong length") }
    return layer
  }

  mutating func counterfactualLayer() throws(RowFault) -> LayerCounterfactual {
    let layer = try integer(to: Int(Int32.max))
    let part = try text()
    let experts = try integer(to: Self.widest)
    return LayerCounterfactual(
      layer: layer, part: part, tokens: try counts(experts, "a counterfactual's tokens"),
      chosen: try floats(experts, "a counterfactual's losses"), next: try floats(experts, "a counterfactual's losses"),
      random: try floats(experts, "a counterfactual's losses"), nobody: try floats(experts, "a counterfactual's losses")
    )
  }

  mutating func floats(_ count: Int, _ name: String) throws(RowFault) -> [Float] {
    let values = try Blobs.decodeFloats(try blob())
    guard values.count == count else { throw RowFault(message: "\(name) have a wrong length") }
    return values
  }

  /// So many counts. No bytes stand for no counts here, never for zeros: a row of a few bytes must not take gigabytes.
  mutating func counts(_ count: Int, _ name: String) throws(RowFault) -> [Int32] {
    let data = try blob()
    guard data.count >= count else { throw RowFault(message: "\(name) have a wrong length") }
    return try Blobs.decodeCounts(data, cells: count, of: name)
  }
}
