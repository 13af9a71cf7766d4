import Experiment
import Testing

@Suite struct StatisticsTests {
  /// Tables of the t distribution, two-sided: (degrees, 90 %, 95 %, 99 %).
  @Test(arguments: [
    (1, 6.313752, 12.706205, 63.656741), (2, 2.919986, 4.302653, 9.924843), (3, 2.353363, 3.182446, 5.840909),
    (4, 2.131847, 2.776445, 4.604095), (5, 2.015048, 2.570582, 4.032143), (9, 1.833113, 2.262157, 3.249836),
    (10, 1.812461, 2.228139, 3.169273), (30, 1.697261, 2.042272, 2.749996), (120, 1.657651, 1.979930, 2.617421),
  ])
  func quantilesAgreeWithTheTables(degrees: Int, p90: Double, p95: Double, p99: Double) {
    #expect(abs(StudentT.quantile(confidence: 0.90, degrees: degrees) - p90) < 1e-6)
    #expect(abs(StudentT.quantile(confidence: 0.95, degrees: degrees) - p95) < 1e-6)
    #expect(abs(StudentT.quantile(confidence: 0.99, degrees: degrees) - p99) < 1e-6)
  }

  @Test func theProbabilityIsThatOfClosedForms() {
    // One degree is Cauchy's distribution, two have t / √(2 + t²).
    for t in [0.1, 1, 2.5, 40.0] {
      #expect(abs(StudentT.probability(within: t, degrees: 2) - t / (2 + t * t).squareRoot()) < 1e-14)
    }
    #expect(abs(StudentT.probability(within: 1, degrees: 1) - 0.5) < 1e-14)
    #expect(StudentT.probability(within: 0, degrees: 7) == 0)
  }

  @Test func spreadIsTheSampleDeviation() {
    let values: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    let spread = Spread(values)
    #expect(spread.mean == 5)
    #expect(abs((spread.deviation ?? 0) - (32.0 / 7).squareRoot()) < 1e-14)
    #expect(Spread([3]).deviation == nil)
    #expect(Spread([]).mean.isNaN && [Double]().median.isNaN)
    #expect(values.median == 4.5 && [9.0, 1, 900].median == 9)
  }

  private func compare(_ differences: [Double]) -> PairedComparison {
    // Baselines far apart from seed to seed: only the pairs show the difference.
    let baseline = Dictionary(uniqueKeysWithValues: differences.indices.map { ($0, Double($0 * 8)) })
    let member = Dictionary(uniqueKeysWithValues: differences.indices.map { ($0, Double($0 * 8) + differences[$0]) })
    return PairedComparison(member, against: baseline)
  }

  @Test func differencesArePairedBySeed() {
    let found = compare([-1, -1.25, -0.75])
    #expect(found.mean == -1)
    #expect(abs((found.standardError ?? 0) - 0.25 / 3.0.squareRoot()) < 1e-14)
    #expect(found.verdict == .better)
    #expect(compare([1, 1.25, 0.75]).verdict == .worse)
  }

  @Test func theBoundIsTheQuantileTimesTheStandardError() {
    // With three seeds m ± d has the standard error d/√3: the bound is m = 4.302653 / √3 · d = 2.484138 d.
    #expect(compare([2.49 - 1, 2.49, 2.49 + 1]).verdict == .worse)
    #expect(compare([2.48 - 1, 2.48, 2.48 + 1]).verdict == .indistinguishable)
  }

  @Test func seedsThatDisagreeInSignDistinguishNothing() {
    // Many agreeing seeds carry the mean over the bound, one does not agree.
    #expect(compare(Array(repeating: 1.0, count: 30)).verdict == .worse)
    #expect(compare(Array(repeating: 1.0, count: 30) + [-0.01]).verdict == .indistinguishable)
  }

  @Test func aRoundingErrorThatAllSeedsShareIsNoDifference() {
    let (member, baseline) = (0.1 + 0.2, 0.3)
    #expect(member > baseline)
    let found = PairedComparison([1: member, 2: member, 3: member], against: [1: baseline, 2: baseline, 3: baseline])
    #expect(found.mean == 0 && found.verdict == .indistinguishable)
    // What is small beside the values but no rounding error stays.
    let small = PairedComparison([1: 3 + 1e-12, 2: 3 + 1e-12], against: [1: 3, 2: 3])
    #expect(small.mean > 0 && small.verdict == .worse)
  }

  @Test func onlyWhatTheRuleWasAppliedToIsJudged() {
    #expect(Verdict.allCases.filter(\.isJudged) == [.better, .indistinguishable, .worse])
  }

  @Test func whatCannotBeToldIsNotTold() {
    #expect(compare([0, 0, 0]).verdict == .indistinguishable)
    #expect(compare([-5]).verdict == .open)
    #expect(compare([]).verdict == .open)
    #expect(compare([-1, .nan, -1]).verdict == .diverged)
    let partly = PairedComparison([1: 1, 2: 2, 4: 9], against: [1: 2, 2: 3.5, 3: 0])
    #expect(partly.count == 2)
    #expect(partly.mean == -1.25)
  }
}
