import Experiment
import Foundation

extension ScriptedRun {
  /// The MoE layer in which one expert gets no token at first.
  public var deadLayer: Int { min(2, layers - 1) }
  /// The expert that gets no token at first.
  public var deadExpert: Int { min(5, experts - 1) }
  /// Up to this step it gets none.
  public var deadUntil: Int { min(110, steps / 3) }

  /// A number in 0..<1 that depends on its place only.
  func draw(_ a: Int, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0) -> Double {
    var mixed = seed
    for part in [a, b, c, d] {
      mixed = (mixed ^ UInt64(bitPattern: Int64(part))) &* 0x9e37_79b9_7f4a_7c15
      mixed ^= mixed >> 29
      mixed = mixed &* 0xbf58_476d_1ce4_e5b9
      mixed ^= mixed >> 32
    }
    return Double(mixed >> 11) / Double(1 << 53)
  }

  /// Falls from 5.55, the entropy of bytes, towards 1.6.
  func expectedLoss(_ step: Int) -> Double {
    1.6 + 2.1 * exp(-Double(step) / 45) + 1.85 * exp(-Double(step) / 9)
  }

  func step(_ number: Int, factor: Double) -> Step {
    let seconds = 0.42 + 0.05 * draw(number, 1) + (number == 1 ? 0.6 : 0)
    let tokens = batchSize * sequenceLength
    let rate = Double(tokens) / seconds
    let warm = min(1, Double(number) / 20)
    let diverged = number == divergedStep
    return Step(
      step: number, tokens: number * tokens,
      loss: diverged ? .nan : expectedLoss(number) + 0.08 * (draw(number, 2) - 0.5),
      terms: [
        NamedValue("balance", 0.01 * Double(layers) * (1 + exp(-Double(number) / 60) * (0.6 + 0.1 * draw(number, 3)))),
        NamedValue("z", 0),
      ],
      learningRate: warm * (0.55 + 0.45 * cos(.pi * Double(number) / Double(max(steps, 1)))) * 1e-3,
      gradientNorm: diverged ? .infinity : 0.4 + 2.2 * exp(-Double(number) / 25) + 0.2 * draw(number, 4),
      tokensPerSecond: rate, seconds: seconds,
      phases: [
        NamedValue("data", seconds * 0.01), NamedValue("forward", seconds * 0.33),
        NamedValue("backward", seconds * 0.59),
        NamedValue("optimizer", seconds * 0.07),
      ],
      gflops: rate * 2.1e7 / 1e9, residentBytes: 412_000_000 + min(number, 40) * 1_250_000,
      ledgers: places.map { ledger(step: number, place: $0, factor: factor) })
  }

  func evaluation(_ step: Int) -> Evaluation {
    if isLawful { return lawfulEvaluation(step) }
    let loss = expectedLoss(step) + 0.06 + 0.02 * draw(step, 5)
    return Evaluation(
      step: step, tokens: step * batchSize * sequenceLength, loss: loss, bitsPerByte: loss / log(2),
      domains: [
        DomainLoss(
          domain: "gcide", loss: loss + 0.21, tokens: 9_216, bitsPerByte: isClustered ? loss / log(2) / 1.2 : .nan),
        DomainLoss(domain: "pydoc", loss: loss - 0.27, tokens: 7_168),
      ],
      positions: (0..<sequenceLength).map { position in
        Float(loss + 1.1 * exp(-Double(position) / 6) - 0.12 + 0.05 * draw(step, 6, position))
      },
      frequencies: isMeasured ? frequencies(step, loss: loss) : [],
      layers: isMeasured ? places.map { layerEvaluation(step, place: $0) } : [],
      clusters: clusterLosses(step, loss: loss),
      probe: isMeasured ? ProbeText(fingerprint: 0x5eed, tokens: probeTokens) : nil, seconds: 0.9 + 0.1 * draw(step, 7))
  }

  private func lawfulEvaluation(_ step: Int) -> Evaluation {
    let share = Double(step) / Double(steps)
    let (a0, a1, a2) = (2.2 + 0.1 * log(share), 0.25 + 0.1 / (1 + 4 * share), 1.4 + 1.9 / (1 + 9 * share))
    let positions = (1...sequenceLength).map { position in
      Float(a0 / (1 + a1 * Double(position)) + a2 + 0.01 * (draw(step, 6, position) - 0.5))
    }
    let loss = positions.reduce(0) { $0 + Double($1) } / Double(positions.count)
    return Evaluation(
      step: step, tokens: step * batchSize * sequenceLength, loss: loss, bitsPerByte: loss / log(2),
      positions: positions, seconds: 0.9)
  }

  /// Uneven loads that even out as the balance loss works, dealt to devices and cut at the capacity.
  private func ledger(step: Int, place: (number: Int, layer: Int, part: String), factor: Double) -> LayerLedger {
    let layer = place.number
    let tokens = batchSize * sequenceLength / devices
    let unevenness = 0.25 + 1.1 * exp(-Double(step) / 70)
    let capacity =
      factor <= 0 ? -1 : max(1, Int((factor * Double(k * tokens) / Double(experts) - 0.000001).rounded(.up)))
    var counts: [LedgerColumn: [Int32]] = [:]
    for column in LedgerColumn.allCases { counts[column] = [] }
    var mass = [Float](repeating: 0, count: experts)
    for device in 0..<devices {
      let weights = (0..<experts).map { expert -> Double in
        if layer == deadLayer && expert == deadExpert && step <= deadUntil { return 0 }
        let taste = draw(layer, 8, expert) * 2 - 1
        return exp(unevenness * taste + 0.15 * (draw(step, layer, expert, device) - 0.5))
      }
      let whole = weights.reduce(0, +)
      var left = k * tokens
      var weightLeft = whole
      for expert in 0..<experts {
        // The rest goes to the last experts, so that the choices add up; nobody takes a token twice.
        let share = weightLeft > 0 ? Int((Double(left) * weights[expert] / weightLeft).rounded()) : 0
        let routed = expert == experts - 1 ? left : min(left, tokens, share)
        left -= routed
        weightLeft -= weights[expert]
        let kept = capacity < 0 ? routed : min(routed, capacity)
        counts[.routed]?.append(Int32(routed))
        counts[.kept]?.append(Int32(kept))
        counts[.dropped]?.append(Int32(routed - kept))
        counts[.padded]?.append(Int32(capacity < 0 ? 0 : capacity - kept))
        counts[.rectified]?.append(0)
        counts[.filled]?.append(0)
        mass[expert] += Float(Double(tokens) * weights[expert] / whole)
      }
    }
    if rectifies { rectify(&counts, step: step, layer: layer) }
    return LayerLedger(
      layer: place.layer, part: place.part, devices: devices, experts: experts, capacity: capacity,
      routed: counts[.routed] ?? [],
      kept: counts[.kept] ?? [], dropped: counts[.dropped] ?? [], padded: counts[.padded] ?? [],
      rectified: counts[.rectified] ?? [], filled: counts[.filled] ?? [], gateMass: mass,
      entropy: Float(log(Double(experts)) * (0.95 - 0.25 * exp(-Double(step) / 90)) - 0.02 * draw(step, layer, 9)),
      chosenMass: isMeasured ? Float(0.9 - 0.4 * exp(-Double(step) / 80) - 0.02 * draw(step, layer, 10)) : .nan,
      margin: isMeasured ? Float(0.3 - 0.25 * exp(-Double(step) / 120) - 0.02 * draw(step, layer, 11)) : .nan,
      balance: isMeasured ? Float(1 + 0.6 * exp(-Double(step) / 70) + 0.03 * draw(step, layer, 12)) : 0,
      z: isMeasured ? Float(4 + 3 * exp(-Double(step) / 50) + 0.1 * draw(step, layer, 13)) : 0)
  }

  /// Three quarters of a device's empty slots are filled, and seven eighths of its dropped choices find an expert there.
  private func rectify(_ counts: inout [LedgerColumn: [Int32]], step: Int, layer: Int) {
    let own = max(1, experts / devices)
    for device in 0..<devices {
      let cells = device * experts..<(device + 1) * experts
      var lost = cells.reduce(0) { $0 + Int(counts[.dropped]?[$1] ?? 0) } * 7 / 8
      for cell in cells {
        let padded = Int(counts[.padded]?[cell] ?? 0)
        let filled = padded * (5 + Int(4 * draw(step, layer, 14, cell))) / 10
        counts[.filled]?[cell] = Int32(filled)
        counts[.padded]?[cell] = Int32(padded - filled)
        let expert = cell - cells.lowerBound
        guard expert >= device * own, expert < (device + 1) * own else { continue }
        let share = expert == (device + 1) * own - 1 ? lost : lost * (3 + expert % 3) / 8
        counts[.rectified]?[cell] = Int32(share)
        lost -= share
      }
    }
  }
}
