import Experiment
import Foundation

extension ScriptedRun {
  /// Shares of the training text that see an expert: all of the most frequent ids see half of the experts, the rare ones
  /// one each. (10, experts).
  func visibility(place: Int) -> [Float] {
    (0..<10).flatMap { bucket in
      let visible = bucket < 7 ? Double(experts) / 2 : bucket == 7 ? 2.5 : 1
      let weights = (0..<experts).map { 0.4 + 1.2 * draw(place, 20, bucket, $0) }
      let sum = weights.reduce(0, +)
      return weights.map { Float(min(1, visible * $0 / sum)) }
    }
  }

  func frequencies(_ step: Int, loss: Double) -> [FrequencyLoss] {
    (0..<10).map { bucket in
      let more = 0.22 * Double(bucket * bucket) / 10 - 0.55
      return FrequencyLoss(
        loss: loss + more * (0.6 + 0.4 * exp(-Double(step) / 120)) + 0.02 * draw(step, 21, bucket),
        tokens: 1_690 - 20 * bucket, ids: bucket < 4 ? 1 << bucket : 6 * bucket)
    }
  }

  /// Tables that hang together: every token has a domain, a frequency, k experts and, in a second sub-layer, a pair.
  func layerEvaluation(_ step: Int, place: (number: Int, layer: Int, part: String)) -> LayerEvaluation {
    let number = place.number
    func counts(_ rows: Int, _ salt: Int, sharpness: Double, each: Int) -> [Int32] {
      (0..<rows).flatMap { row -> [Int32] in
        let weights = (0..<experts).map { exp(sharpness * (draw(number, salt, row, $0) - 0.5)) }
        let sum = weights.reduce(0, +)
        return weights.map { Int32((Double(each * k) * $0 / sum).rounded()) }
      }
    }
    let growing = 2.5 * (1 - exp(-Double(step) / 100))
    var together = [Int32](repeating: 0, count: experts * experts)
    for row in 0..<experts {
      together[row * experts + row] = Int32(4096 * k / experts) + Int32(400 * draw(number, 24, row))
      for column in 0..<row where k > 1 {
        let pair = 2 * 4096 / (experts * max(1, experts - 1))
        let count = Int32(Double(pair) * exp(growing * (draw(number, 25, row, column) - 0.6)))
        (together[row * experts + column], together[column * experts + row]) = (count, count)
      }
    }
    let restless = exp(-Double(step) / 90)
    let isFirst = step <= 50
    let rows = (0..<experts).map { 0.6 + draw(number, 28, $0) }
    let gradients = (0..<experts).map { rows[$0] * (0.5 + draw(step, number, 29, $0)) }
    return LayerEvaluation(
      layer: place.layer, part: place.part, experts: experts,
      dropShares: (0..<sequenceLength).map { position in
        Float(0.02 + 0.2 * restless + 0.25 * Double(position) / Double(sequenceLength) * draw(number, 22))
          * (position == 0 ? 0 : 1)
      },
      domainCounts: counts(2, 26, sharpness: growing, each: 8_192),
      frequencyCounts: counts(10, 27, sharpness: growing, each: 1_638), coactivation: together,
      pairCounts: place.part == "b" ? counts(experts, 23, sharpness: 1.5 * growing, each: 512) : [],
      flipsSinceLast: isFirst ? .nan : Float(0.08 + 0.5 * restless + 0.04 * draw(step, number, 30)),
      flipsSinceStart: Float(0.85 - 0.6 * restless + 0.02 * draw(step, number, 31)),
      flippedAway: isFirst
        ? [] : (0..<experts).map { Float((0.05 + 0.7 * restless) * (0.4 + 1.1 * draw(step, number, 32, $0))) },
      rowShares: shares(rows), gradientShares: shares(gradients),
      probeChoices: probeChoices(step, place: number))
  }

  /// Tokens of the probe text.
  var probeTokens: Int { 256 }

  /// Every token has experts that it likes, whatever the seed; chance has less and less to say.
  private func probeChoices(_ step: Int, place number: Int) -> [Int32] {
    var taste = self
    taste.seed = 11
    let restless = 0.25 + 2 * exp(-Double(step) / 60)
    return (0..<probeTokens).flatMap { token -> [Int32] in
      let scores = (0..<experts).map {
        2 * taste.draw(number, 33, token % 40, $0) + taste.draw(number, 34, token, $0)
          + restless * draw(step, 35, token * 64 + number, $0)
      }
      return scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }.prefix(k).map { Int32($0) }
    }
  }

  private func shares(_ weights: [Double]) -> [Float] {
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }

  func counterfactual(_ step: Int) -> Counterfactual {
    let loss = expectedLoss(step) + 0.03
    return Counterfactual(
      step: step, loss: loss,
      layers: places.map { place in
        let tokens = (0..<experts).map { expert -> Int32 in
          place.number == deadLayer && expert == deadExpert && step <= deadUntil
            ? 0 : Int32(180 + 160 * draw(step, place.number, 40, expert))
        }
        let chosen = tokens.indices.map { expert in
          tokens[expert] > 0 ? Float(loss + 0.5 * (draw(place.number, 41, expert) - 0.5)) : .nan
        }
        func changed(_ salt: Int, _ low: Double, _ high: Double) -> [Float] {
          chosen.enumerated().map { $1 + Float(low + (high - low) * draw(step, place.number, salt, $0)) }
        }
        return LayerCounterfactual(
          layer: place.layer, part: place.part, tokens: tokens, chosen: chosen, next: changed(42, -0.03, 0.12),
          random: changed(43, 0.05, 0.3), nobody: changed(44, 0.02, 0.6))
      })
  }
}
