/// Values of one figure over seeds.
public struct Spread: Sendable, Equatable {
  /// Number of values.
  public let count: Int
  /// Their mean; NaN without any.
  public let mean: Double
  /// Sample standard deviation (n − 1); nil for fewer than two values.
  public let deviation: Double?

  /// Of these values.
  public init(_ values: [Double]) {
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    deviation =
      values.count < 2
      ? nil : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }
}

/// What can honestly be said of a member against its baseline.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  case better = "better by more than the spread"
  case indistinguishable = "not distinguishable"
  case worse = "worse by more than the spread"
  /// Fewer than two seeds to compare.
  case open = "too few seeds"
  /// A value that is not finite.
  case diverged = "not finite"

  /// Whether the rule was applied at all.
  public var isJudged: Bool {
    switch self {
    case .better, .indistinguishable, .worse: true
    case .open, .diverged: false
    }
  }
}

/// One recipe against a baseline, seed by seed.
///
/// Trials of the same seed see the same data in the same order, and start from the same weights as far as shapes agree; so
/// the differences by seed spread less than the values.
public struct PairedComparison: Sendable, Equatable {
  /// Number of seeds that both have.
  public let count: Int
  /// Mean of member − baseline; NaN without pairs.
  public let mean: Double
  /// Standard error of that mean: the deviation of the differences over √n; nil for fewer than two pairs.
  public let standardError: Double?
  /// What can be said.
  public let verdict: Verdict

  /// The probability with which a difference of nothing stays within the bounds of the rule's first half.
  public static let confidence = 0.95

  /// The rule, in words.
  public static let rule = """
    Better or worse by more than the spread: the mean of the differences to the baseline, seed by seed, exceeds in size \
    Student's t quantile (95 %, n − 1 degrees of freedom) times its standard error, and all seeds agree in sign. \
    Otherwise not distinguishable. ± is the sample standard deviation over seeds, for differences the standard error.
    """

  /// - Parameters:
  ///   - member: values by seed.
  ///   - baseline: values by seed; seeds that only one of them has are left out.
  ///   - higherIsBetter: whether a higher value is the better one, as of scores.
  public init(_ member: [Int: Double], against baseline: [Int: Double], higherIsBetter: Bool = false) {
    let seeds = member.keys.filter { baseline[$0] != nil }.sorted()
    let differences = seeds.map { Self.difference(member[$0]!, baseline[$0]!) }
    let spread = Spread(differences)
    count = differences.count
    mean = spread.mean
    standardError = spread.deviation.map { $0 / Double(differences.count).squareRoot() }
    if !differences.allSatisfy(\.isFinite) {
      verdict = .diverged
    } else if let standardError {
      let bound = StudentT.quantile(confidence: Self.confidence, degrees: count - 1) * standardError
      let agree = differences.allSatisfy { $0 < 0 } || differences.allSatisfy { $0 > 0 }
      verdict = abs(mean) > bound && agree ? ((mean < 0) != higherIsBetter ? .better : .worse) : .indistinguishable
    } else {
      verdict = .open
    }
  }

  /// Values as near to each other as sums of the same numbers in another order are equal: a rounding error that all
  /// seeds share would else pass for a difference.
  private static func difference(_ member: Double, _ baseline: Double) -> Double {
    let difference = member - baseline
    return abs(difference) <= 64 * max(member.magnitude, baseline.magnitude).ulp ? 0 : difference
  }
}
