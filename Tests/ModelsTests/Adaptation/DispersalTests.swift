import Foundation
import Models
import Tensor
import TestSupport
import Testing

/// The laws of X-VD and I-VD.
@Suite struct DispersalTests {
  static let classes = 5
  static let weights = MixingWeights(random: CounterRandom(seed: 7, stream: 3))

  static func probabilities(_ count: Int, seed: UInt64) -> FeatureRows {
    let raw = FeatureRows(SampleNumbers.uniform(count * classes, seed: seed, -3...3).map { exp($0) }, width: classes)
    return FeatureRows(
      (0..<count).flatMap { row in raw[row].map { $0 / raw[row].reduce(0, +) } }, width: classes)
  }

  @Test func countsAndParts() {
    let ranking = ConfidenceRanking(Self.probabilities(37, seed: 1))
    #expect(ranking.order.sorted() == Array(0..<37))
    for (a, b) in zip(ranking.order, ranking.order.dropFirst()) {
      #expect(ranking.entropies[a] <= ranking.entropies[b])
    }
    for share in [0, 0.1, 0.75, 1] {
      let mask = ranking.mask(share)
      #expect(mask.filter { $0 }.count == Int(share * 37))
      let worst = mask.indices.filter { mask[$0] }.map { ranking.entropies[$0] }.max() ?? 0
      #expect(mask.indices.filter { !mask[$0] }.allSatisfy { ranking.entropies[$0] >= worst })
    }
    for (easy, hard) in [(0.15, 0.75), (0, 0), (0, 1), (1, 1), (0.5, 0.5)] {
      let split = ranking.split(easy: easy, hard: hard)
      #expect(split.easy + split.hard + split.outliers == ranking.order)
      #expect(split.easy.count == Int(easy * 37) && split.easy.count + split.hard.count == Int(hard * 37))
    }
  }

  /// The same probabilities in another order are equally sure, and of equals the first comes first.
  @Test func tiesKeepTheirOrder() {
    let ranking = ConfidenceRanking(
      FeatureRows([0.2, 0.7, 0.1, 0.7, 0.1, 0.2, 0.1, 0.2, 0.7, 0.4, 0.4, 0.2], width: 3))
    #expect(ranking.order == [0, 1, 2, 3] && ranking.predictions == [1, 0, 2, 0])
  }

  @Test func nearestSourceWhateverTheLength() {
    let target = FeatureRows([10, 0.1, 0, 0.2, -1, -1], width: 2)
    let match = NearestSource(target: target, source: FeatureRows([0, 5, 3, 0, 0.1, 0], width: 2))
    #expect(match.nearest == [1, 0, 0])
    let far = (2 + 2.0.squareRoot()).squareRoot()
    #expect(abs(match.distances[1]) < 1e-12 && abs(match.distances[2] - far) < 1e-12)
  }

  @Test func crossDomainPairs() {
    let ranking = ConfidenceRanking(Self.probabilities(20, seed: 2))
    let labels = [4, 0, 1]
    let dispersal = CrossDomainDispersal(
      predictions: ranking.predictions, labels: labels, nearest: (0..<20).map { $0 % 3 }, mask: ranking.mask(0.5))
    var count = 0
    for target in 0..<20 {
      let pair = dispersal.pair(target: target, beta: Self.weights.beta(at: UInt64(target)))
      #expect(pair.weight >= 0.5 && pair.weight <= 1)
      #expect(pair.dominant == .target(target) && pair.other == .source(target % 3))
      let soft = pair.softLabel(classes: Self.classes)
      #expect(abs(soft.reduce(0, +) - 1) < 1e-6 && soft[ranking.predictions[target]] >= 0.5)
      #expect(
        soft.enumerated().allSatisfy { [ranking.predictions[target], labels[target % 3]].contains($0) || $1 == 0 })
      if pair.counts { count += 1 }
      #expect(pair.mix([1, 0], [0, 1]) == [pair.weight, 1 - pair.weight])
    }
    #expect(count == 10)
  }

  @Test(arguments: IntraDomainDispersal.Dominant.allCases)
  func intraDomainPairs(dominant: IntraDomainDispersal.Dominant) {
    let ranking = ConfidenceRanking(Self.probabilities(30, seed: 3))
    let split = ranking.split(easy: 0.2, hard: 0.7)
    let labels = [4, 0]
    let dispersal = IntraDomainDispersal(
      predictions: ranking.predictions, labels: labels, easy: split.easy, hard: split.hard, dominant: dominant)
    #expect(dispersal.pool.count == 8 && dispersal.partner(0) == 0 && dispersal.partner(Float(1).nextDown) == 7)
    let random = CounterRandom(seed: 1, stream: 2)
    var partners: Set<MixedPair.Picture> = []
    for draw in 0..<60 {
      let position = UInt64(draw)
      let pair = dispersal.pair(
        draw % split.hard.count, u: random.uniform(at: position), beta: Self.weights.beta(at: position))
      let (target, partner) = dominant == .hard ? (pair.dominant, pair.other) : (pair.other, pair.dominant)
      #expect(target == .target(split.hard[draw % split.hard.count]) && dispersal.pool.contains(partner))
      #expect(pair.weight >= 0.5 && pair.weight <= 1 && pair.counts)
      let label = dominant == .hard ? pair.otherLabel : pair.dominantLabel
      switch partner {
      case .target(let easy): #expect(split.easy.contains(easy) && label == ranking.predictions[easy])
      case .source(let source): #expect(label == labels[source])
      }
      partners.insert(partner)
    }
    #expect(partners.count == 8)
  }

  /// The loss is that of the pairs that count alone.
  @Test func maskedPairsDoNotMatter() {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    func pair(_ label: Int, counts: Bool) -> MixedPair {
      MixedPair(
        dominant: .target(0), other: .source(0), weight: 0.75, dominantLabel: label, otherLabel: 0, counts: counts)
    }
    let x = tape.variable([1, 2, 0, 3, 1, -1], [2, 3])
    let loss = [pair(1, counts: false), pair(2, counts: true)].loss(tape, logits: x)
    tape.backward(from: loss)
    let normaliser = log(exp(3.0) + exp(1) + exp(-1))
    #expect(abs(Double(loss.values[0]) - (normaliser - 0.25 * 3 + 0.75)) < 1e-5)
    #expect(tape.gradient(of: x).prefix(3) == [0, 0, 0] && tape.gradient(of: x)[5] < 0)
  }
}

extension MixedPair {
  /// A pair as a dispersal would make it.
  init(dominant: Picture, other: Picture, weight: Float, dominantLabel: Int, otherLabel: Int, counts: Bool) {
    let target: Int = if case .target(let number) = dominant { number } else { 0 }
    var predictions = Array(repeating: 0, count: target + 1)
    predictions[target] = dominantLabel
    self = CrossDomainDispersal(
      predictions: predictions, labels: [otherLabel], nearest: Array(repeating: 0, count: target + 1),
      mask: Array(repeating: counts, count: target + 1)
    ).pair(target: target, beta: weight)
  }
}

@Suite struct MixingWeightsTests {
  /// The greatest distance between the distribution of draws and Beta(α, α), which is integrated numerically.
  @Test(arguments: [0.2, 0.75, 1]) func followsBeta(alpha: Double) {
    let weights = MixingWeights(alpha: alpha, random: CounterRandom(seed: 11, stream: 5))
    let draws = (0..<4000).map { Double(weights.beta(at: UInt64($0))) }.sorted()
    #expect(draws.allSatisfy { $0 >= 0 && $0 <= 1 })
    // ∫ x^(α−1) (1−x)^(α−1) dx with x = sin²φ is ∫ 2 (sin φ cos φ)^(2α−1) dφ; the substitution φ = t^(1/2α) near 0
    // is spared by the symmetry about ½ and a fine grid.
    let steps = 200_000
    var cumulative = [0.0]
    for step in 0..<steps {
      let middle = (Double(step) + 0.5) / Double(steps)
      // x = m^(1/α) on the lower half: x^(α−1) dx is dm / α.
      cumulative.append(cumulative[step] + pow(1 - pow(middle * pow(0.5, alpha), 1 / alpha), alpha - 1))
    }
    func distribution(_ x: Double) -> Double {
      if x > 0.5 { return 1 - distribution(1 - x) }
      let place = pow(x, alpha) / pow(0.5, alpha) * Double(steps)
      return 0.5 * cumulative[min(steps, Int(place))] / cumulative[steps]
    }
    let distance = draws.enumerated().map { abs(distribution($1) - (Double($0) + 0.5) / 4000) }.max()!
    // Kolmogorov's bound for 1 in 1000.
    #expect(distance < 0.0308, "\(distance)")
  }

  @Test func followFromSeedStreamAndPosition() {
    func weights(_ seed: UInt64, _ stream: UInt64) -> MixingWeights {
      MixingWeights(random: CounterRandom(seed: seed, stream: stream))
    }
    #expect(weights(1, 1).beta(at: 9) == weights(1, 1).beta(at: 9))
    #expect(weights(1, 1).beta(at: 9) != weights(1, 1).beta(at: 10))
    #expect(weights(1, 1).beta(at: 9) != weights(1, 2).beta(at: 9))
    #expect(weights(1, 1).beta(at: 9) != weights(2, 1).beta(at: 9))
    for position in UInt64(0)..<500 {
      let (beta, weight) = (weights(1, 1).beta(at: position), weights(1, 1).weight(at: position))
      #expect(weight >= 0.5 && weight <= 1 && (weight == beta || weight == 1 - beta))
    }
  }
}
