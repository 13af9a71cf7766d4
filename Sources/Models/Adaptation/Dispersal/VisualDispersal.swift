/// X-VD: targets mixed with their nearest labelled source picture; the target dominates.
///
/// Made once an epoch; mixtures of targets that the classifier is not sure of do not count. Source: notes 2.3,
/// [POSTER + CODE mixup_source_target].
public struct CrossDomainDispersal: Sendable, Equatable {
  /// Pseudo label of each target.
  public var predictions: [Int]
  /// Class of each labelled source picture.
  public var labels: [Int]
  /// The source picture of each target.
  public var nearest: [Int]
  /// Whether the mixtures of each target count.
  public var mask: [Bool]

  /// Arrays over targets, and labels over the labelled source pictures.
  public init(predictions: [Int], labels: [Int], nearest: [Int], mask: [Bool]) {
    (self.predictions, self.labels, self.nearest, self.mask) = (predictions, labels, nearest, mask)
  }

  /// - Parameter beta: of Beta(α, α).
  public func pair(target: Int, beta: Float) -> MixedPair {
    let source = nearest[target]
    return MixedPair(
      dominant: .target(target), other: .source(source), weight: MixingWeights.dominant(beta),
      dominantLabel: predictions[target], otherLabel: labels[source], counts: mask[target])
  }
}

/// I-VD: hard targets mixed with easy ones or labelled source pictures.
///
/// Source: notes 2.4, [POSTER + CODE mixup_inside_target]. The code differs from the poster in what dominates, and in that it
/// takes the labelled source pictures among the easy ones; our pool is the code's in both cases.
public struct IntraDomainDispersal: Sendable, Equatable {
  /// Which of the two gets the greater share.
  public enum Dominant: String, Sendable, CaseIterable {
    /// The hard target: the authors' code.
    case hard
    /// Its partner: the poster, where β < ½ is read as 1 − β.
    case easy
  }

  /// Pseudo label of each target.
  public var predictions: [Int]
  /// Class of each labelled source picture.
  public var labels: [Int]
  /// Targets that are mixed.
  public var hard: [Int]
  /// Partners: easy targets, then all labelled source pictures.
  public let pool: [MixedPair.Picture]
  /// Which side dominates.
  public var dominant: Dominant

  /// - Precondition: there is an easy target or a labelled source picture.
  public init(predictions: [Int], labels: [Int], easy: [Int], hard: [Int], dominant: Dominant = .hard) {
    pool = easy.map { .target($0) } + labels.indices.map { .source($0) }
    precondition(!pool.isEmpty, "IntraDomainDispersal: nothing to mix with")
    (self.predictions, self.labels, self.hard, self.dominant) = (predictions, labels, hard, dominant)
  }

  /// The place in the pool for a number in [0, 1): ⌊u · size⌋.
  public func partner(_ u: Float) -> Int { Int(Double(u) * Double(pool.count)) }

  private func label(of picture: MixedPair.Picture) -> Int {
    switch picture {
    case .target(let target): predictions[target]
    case .source(let source): labels[source]
    }
  }

  /// - Parameters:
  ///   - index: a place in `hard`.
  ///   - u: evenly from [0, 1), chooses the partner.
  ///   - beta: of Beta(α, α).
  public func pair(_ index: Int, u: Float, beta: Float) -> MixedPair {
    let (target, partner) = (MixedPair.Picture.target(hard[index]), pool[partner(u)])
    let (first, second) = dominant == .hard ? (target, partner) : (partner, target)
    return MixedPair(
      dominant: first, other: second, weight: MixingWeights.dominant(beta), dominantLabel: label(of: first),
      otherLabel: label(of: second))
  }
}
