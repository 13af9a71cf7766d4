import Experiment
import TestSupport

/// A short run that holds all that version 2 of the layout added to version 1: no field has its default.
enum MeasuredRun {
  /// Floats that are easily lost on the way.
  static let odd: [Float] = [
    .nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, -1 / 3,
  ]

  /// So many odd floats, beginning at one of them.
  static func floats(_ count: Int, from first: Int) -> [Float] { (0..<count).map { odd[($0 + first) % odd.count] } }

  /// Counts whose largest is given.
  static func counts(_ count: Int, to most: Int32) -> [Int32] { (0..<count).map { $0 == 1 ? most : Int32($0 % 200) } }

  static var header: Header {
    var header = ScriptedRun(steps: 9).header()
    header.moeLayers[1].visibility = floats(80, from: 2)
    header.moeLayers[1].part = "b"
    header.moeLayers[3].visibility = [0.25, 0, 0, 0, 0, 0, 0, 1]
    return header
  }

  static func layer(_ index: Int, experts: Int = 8) -> LayerEvaluation {
    LayerEvaluation(
      layer: index, part: index == 1 ? "b" : "", experts: experts, dropShares: floats(16, from: index),
      domainCounts: counts(2 * experts, to: index == 0 ? 255 : 256),
      frequencyCounts: counts(10 * experts, to: index == 0 ? 65535 : 65536),
      coactivation: counts(experts * experts, to: index == 0 ? 3 : .max),
      pairCounts: index == 1 ? counts(experts * experts, to: 70000) : [],
      flipsSinceLast: odd[index], flipsSinceStart: odd[index + 3], flippedAway: floats(experts, from: index),
      rowShares: floats(experts, from: index + 1), gradientShares: floats(experts, from: index + 2),
      // Five tokens; of the second layer one choice each, of the others two.
      probeChoices: (0..<(index == 1 ? 5 : 10)).map { Int32(($0 * 3 + index) % (experts + 1)) - 1 })
  }

  static func evaluation(step: Int) -> Evaluation {
    Evaluation(
      step: step, tokens: 2048 * step, loss: 2.5, bitsPerByte: 1.25,
      domains: [
        DomainLoss(domain: "gcide", loss: 2, tokens: 7), DomainLoss(domain: "pydoc", loss: .nan, tokens: 1),
      ],
      positions: [3, .nan, -0.0],
      frequencies: [
        FrequencyLoss(loss: 0.1 + 0.2, tokens: 1 << 40, ids: 2), FrequencyLoss(loss: .nan, tokens: 0, ids: 0),
        FrequencyLoss(loss: -0.0, tokens: 5, ids: 3),
      ],
      layers: [layer(0), layer(1), layer(5, experts: 1)], probe: ProbeText(fingerprint: .max - 4, tokens: 5),
      seconds: 0.5)
  }

  static var counterfactual: Counterfactual {
    Counterfactual(
      step: 9, loss: -1.0 / 3,
      layers: [
        LayerCounterfactual(
          layer: 0, part: "a", tokens: [0, 255, 7], chosen: floats(3, from: 0), next: floats(3, from: 3),
          random: floats(3, from: 6), nobody: floats(3, from: 2)),
        LayerCounterfactual(layer: 1, tokens: [70000], chosen: [1], next: [2], random: [3], nobody: [4]),
        LayerCounterfactual(layer: 2, tokens: [], chosen: [], next: [], random: [], nobody: []),
      ])
  }

  static let underConditions = ConditionalEvaluation(
    checkpoint: "step-9 \"best\".safetensors", conditions: ["moe.capacity_factor=0.5", "", "disable-top-expert"],
    evaluation: evaluation(step: 9))

  /// The events, stamped from 0 on; the fourth step has no ledgers.
  static var events: [Stamped] {
    var events = ScriptedRun(steps: 9).events.map { stamped -> Event in
      guard case .step(var step) = stamped.event else { return stamped.event }
      for index in step.ledgers.indices {
        let place = step.step + index
        step.ledgers[index].chosenMass = odd[place % odd.count]
        step.ledgers[index].margin = odd[(place + 1) % odd.count]
        step.ledgers[index].balance = odd[(place + 2) % odd.count]
        step.ledgers[index].z = odd[(place + 3) % odd.count]
      }
      if step.step == 4 { step.ledgers = [] }
      return .step(step)
    }
    events[0] = .started(header)
    let end = events.removeLast()
    var empty = evaluation(step: 9)
    empty.frequencies = []
    empty.layers = [LayerEvaluation(layer: 3, experts: 4096)]
    events += [
      .evaluated(evaluation(step: 9)), .counterfactual(counterfactual),
      .counterfactual(Counterfactual(step: 9, loss: .nan, layers: [])), .evaluated(empty), end,
      .evaluatedUnder(underConditions),
      .evaluatedUnder(
        ConditionalEvaluation(
          checkpoint: "", conditions: [], evaluation: Evaluation(step: 9, tokens: 1, loss: .nan, bitsPerByte: .nan))),
    ]
    return events.enumerated().map { Stamped(sequence: $0, time: 1.7e9 + Double($0), event: $1) }
  }
}
