import Experiment

/// Whether the arrays of an event fit each other. What does not is neither written nor read, so that nobody who reads a
/// session has to look again.
extension MoEShape {
  var isWellFormed: Bool { visibility.isEmpty || (experts > 0 && visibility.count.isMultiple(of: experts)) }
}

extension Header {
  /// What is wrong with it, or nil.
  var malformed: String? {
    guard let trainedParameters else { return nil }
    let isPossible = trainedParameters >= 0 && trainedParameters <= totalParameters
    return isPossible ? nil : "trained parameters are more than there are, or fewer than none"
  }
}

extension LayerEvaluation {
  /// Names the array whose length is wrong, or nil.
  var malformed: String? {
    guard experts > 0 else { return "experts" }
    if !domainCounts.count.isMultiple(of: experts) { return "domain counts" }
    if !frequencyCounts.count.isMultiple(of: experts) { return "frequency counts" }
    // Never experts * experts, which may be more than there is.
    for (name, pairs) in [("coactivation", coactivation), ("pair counts", pairCounts)] where !pairs.isEmpty {
      guard pairs.count.isMultiple(of: experts), pairs.count / experts == experts else { return name }
    }
    for (name, shares) in [
      ("flipped away", flippedAway), ("row shares", rowShares), ("gradient shares", gradientShares),
    ] where !shares.isEmpty && shares.count != experts { return name }
    if probeChoices.contains(where: { $0 < -1 || Int($0) >= experts }) { return "probe choices" }
    return nil
  }
}

extension Evaluation {
  /// Whether the layers' choices are those of as many tokens as the probe text has.
  var hasWellFormedProbe: Bool {
    guard let probe else { return layers.allSatisfy(\.probeChoices.isEmpty) }
    return probe.tokens > 0 && layers.allSatisfy { $0.probeChoices.count.isMultiple(of: probe.tokens) }
  }
}

extension LayerCounterfactual {
  var isWellFormed: Bool { [chosen, next, random, nobody].allSatisfy { $0.count == tokens.count } }
}
