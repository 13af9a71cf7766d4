/// Adaptive prototype classifier update: at the start of an epoch the classifier's rows become means of memory banks.
///
/// W_c ← unit(mean of the source bank's vectors of class c); from some epoch on unit(mean of the target's) for classes that
/// enough targets are surely predicted to be. Source: notes 2.2 f, [CODE] of PCS. A class without any vector keeps its row.
public struct ClassifierUpdate: Sendable, Equatable {
  /// What a bank knows about its pictures.
  public struct Domain: Sendable {
    /// Unit vectors.
    public var bank: FeatureRows
    /// The class of each picture that counts; nil for the others.
    public var classes: [Int?]

    /// Pictures whose class is known, or predicted with at least some probability.
    ///
    /// - Parameters:
    ///   - labels: known classes; nil for pictures without. For targets all nil.
    ///   - probabilities: (N, C).
    ///   - threshold: the least probability that counts.
    public init(bank: FeatureRows, labels: [Int?], probabilities: FeatureRows, threshold: Float) {
      precondition(
        bank.count == labels.count && labels.count == probabilities.count,
        "ClassifierUpdate: \(bank.count) vectors, \(labels.count) labels, \(probabilities.count) predictions")
      self.bank = bank
      classes = labels.indices.map { picture in
        if let label = labels[picture] { return label }
        let own = probabilities[picture]
        let best = own.indices.reduce(own.startIndex) { own[$1] > own[$0] ? $1 : $0 }
        return own[best] >= threshold ? best - own.startIndex : nil
      }
    }

    /// Number of pictures that count for each class.
    func counts(_ classCount: Int) -> [Int] {
      classes.reduce(into: Array(repeating: 0, count: classCount)) { if let own = $1 { $0[own] += 1 } }
    }
  }

  /// Where a row came from.
  public enum Origin: Sendable, Equatable { case kept, source, target }

  /// The new rows.
  public var weight: FeatureRows
  /// For each class where its row came from.
  public var origins: [Origin]

  /// - Parameters:
  ///   - weight: (C, D), the rows so far.
  ///   - target: nil before the epoch from which targets count.
  ///   - leastTargets: how many targets a class needs.
  public init(_ weight: FeatureRows, source: Domain, target: Domain? = nil, leastTargets: Int = 1) {
    self.weight = weight
    origins = Array(repeating: .kept, count: weight.count)
    set(from: source, atLeast: 1, .source)
    if let target { set(from: target, atLeast: max(1, leastTargets), .target) }
  }

  private mutating func set(from domain: Domain, atLeast least: Int, _ origin: Origin) {
    let (d, counts) = (weight.width, domain.counts(weight.count))
    var sums = Array(repeating: 0.0, count: weight.count * d)
    for (picture, own) in domain.classes.enumerated() {
      guard let own else { continue }
      for (column, value) in domain.bank[picture].enumerated() { sums[own * d + column] += Double(value) }
    }
    for own in 0..<weight.count where counts[own] >= least {
      // unit(mean) is unit(sum).
      weight.setUnit(own, Array(sums[own * d..<(own + 1) * d]))
      origins[own] = origin
    }
  }
}
