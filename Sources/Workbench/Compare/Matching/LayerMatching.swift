public import Experiment

/// The experts of one layer of two runs, paired by the tokens that they receive.
public struct LayerMatching: Sendable, Equatable {
  /// What the pairing goes by.
  public enum Evidence: Sendable, Equatable {
    /// The choices of so many tokens of the same text: how many of them two experts share is counted.
    case tokens(Int)
    /// Counts by domain and by frequency of the token: how many two experts can share at most.
    case profiles
  }

  /// Index of the transformer layer, counted from 0.
  public let layer: Int
  /// Empty, or which sub-layer of the block this is.
  public let part: String
  /// What the pairing goes by.
  public let evidence: Evidence
  /// By (expert of the baseline, expert of the run): the share of choices that both received, of all choices of the run
  /// that makes fewer.
  public let shared: [[Double]]
  /// For each expert of the baseline the run's expert that receives what it receives; nil for one without.
  public let partners: [Int?]
  /// The sum of `shared` over the pairs: the share of choices on matched experts, at most 1.
  public let agreement: Double
  /// What the agreement would be if the two runs chose independently, with these pairs and each expert's own load.
  public let chance: Double

  /// Pairs experts by a table of shared choices.
  ///
  /// - Parameters:
  ///   - shared: by (expert of the baseline, expert of the run), shares of 1.
  ///   - loads: the experts' shares of their own run's choices, baseline and run.
  init(
    layer: Int, part: String, evidence: Evidence, shared: [[Double]], loads: (base: [Double], run: [Double])
  ) {
    let assignment = HungarianAssignment(maximising: shared)
    (self.layer, self.part, self.evidence, self.shared) = (layer, part, evidence, shared)
    partners = assignment.columns
    agreement = assignment.total
    chance = assignment.columns.enumerated().reduce(0) { sum, pair in
      pair.element.map { sum + loads.base[pair.offset] * loads.run[$0] } ?? sum
    }
  }

  /// Experts of the run.
  public var runExperts: Int { shared.first?.count ?? 0 }

  /// The run's experts in the order in which they stand for the baseline's; then those that match none, by number. Nil
  /// where an expert of the baseline has no partner.
  public var order: [Int?] {
    let matched = Set(partners.compactMap(\.self))
    return partners + (0..<runExperts).filter { !matched.contains($0) }.map { $0 }
  }

  /// The number of experts without a partner, of baseline and run together.
  public var unmatched: Int {
    let pairs = partners.count { $0 != nil }
    return partners.count + runExperts - 2 * pairs
  }
}

extension LayerMatching {
  /// Pairs the experts of one layer by the tokens of a text that both runs have routed; nil where either has not.
  public init?(byTokens base: LayerEvaluation, _ run: LayerEvaluation, tokens: Int) {
    guard tokens > 0, !base.probeChoices.isEmpty, !run.probeChoices.isEmpty, base.experts > 0, run.experts > 0 else {
      return nil
    }
    let (width, other) = (base.probeChoices.count / tokens, run.probeChoices.count / tokens)
    guard width * tokens == base.probeChoices.count, other * tokens == run.probeChoices.count else { return nil }
    var counts = Array(repeating: Array(repeating: 0, count: run.experts), count: base.experts)
    var loads = (base: Array(repeating: 0, count: base.experts), run: Array(repeating: 0, count: run.experts))
    func chosen(_ evaluation: LayerEvaluation, _ token: Int, _ width: Int) -> [Int] {
      evaluation.probeChoices[token * width..<(token + 1) * width].compactMap {
        $0 >= 0 && Int($0) < evaluation.experts ? Int($0) : nil
      }
    }
    for token in 0..<tokens {
      let (own, others) = (chosen(base, token, width), chosen(run, token, other))
      for expert in own { loads.base[expert] += 1 }
      for expert in others { loads.run[expert] += 1 }
      for expert in own { for partner in others { counts[expert][partner] += 1 } }
    }
    let (baseTotal, runTotal) = (loads.base.reduce(0, +), loads.run.reduce(0, +))
    let least = Double(max(1, min(baseTotal, runTotal)))
    // Expected of independent choices: each of a token's choices meets each of the other run's.
    let scale = Double(baseTotal) * Double(runTotal) / Double(tokens) / least
    self.init(
      layer: base.layer, part: base.part, evidence: .tokens(tokens),
      shared: counts.map { $0.map { Double($0) / least } },
      loads: (
        loads.base.map { Double($0) / Double(max(1, baseTotal)) * scale },
        loads.run.map { Double($0) / Double(max(1, runTotal)) }
      ))
  }

  /// Pairs the experts of one layer by their counts by domain and frequency; nil where neither table is of the same bins
  /// in both.
  ///
  /// - Parameter domains: for each domain of the baseline its row in the run's table; nil for one that the run lacks.
  public init?(byProfiles base: LayerEvaluation, _ run: LayerEvaluation, domains: [Int?]) {
    guard base.experts > 0, run.experts > 0 else { return nil }
    var bounds: [[[Double]]] = []
    func rows(_ counts: [Int32], _ experts: Int) -> [[Double]] {
      let total = max(1, counts.reduce(0.0) { $0 + Double(max(0, $1)) })
      return stride(from: 0, to: counts.count - counts.count % experts, by: experts).map { first in
        counts[first..<first + experts].map { Double(max(0, $0)) / total }
      }
    }
    func bound(_ pairs: [(base: [Double], run: [Double])]) -> [[Double]] {
      (0..<base.experts).map { expert in
        (0..<run.experts).map { partner in pairs.reduce(0) { $0 + min($1.base[expert], $1.run[partner]) } }
      }
    }
    let (ownDomains, otherDomains) = (rows(base.domainCounts, base.experts), rows(run.domainCounts, run.experts))
    let pairs = ownDomains.indices.compactMap { index -> (base: [Double], run: [Double])? in
      guard index < domains.count, let row = domains[index], row < otherDomains.count else { return nil }
      return (ownDomains[index], otherDomains[row])
    }
    // A single domain says nothing but how many tokens an expert gets.
    if pairs.count > 1 { bounds.append(bound(pairs)) }
    let (own, other) = (rows(base.frequencyCounts, base.experts), rows(run.frequencyCounts, run.experts))
    if !own.isEmpty, own.count == other.count { bounds.append(bound(zip(own, other).map { (base: $0, run: $1) })) }
    guard let first = bounds.first else { return nil }
    let shared = bounds.dropFirst().reduce(first) { least, next in
      zip(least, next).map { zip($0, $1).map { min($0, $1) } }
    }
    func loads(_ table: [[Double]], _ experts: Int) -> [Double] {
      (0..<experts).map { expert in table.reduce(0) { $0 + $1[expert] } }
    }
    self.init(
      layer: base.layer, part: base.part, evidence: .profiles, shared: shared,
      loads: own.isEmpty || own.count != other.count
        ? (loads(ownDomains, base.experts), loads(otherDomains, run.experts))
        : (loads(own, base.experts), loads(other, run.experts)))
  }
}
