import Forecasting
import Sweeps
import Testing

/// Curves with an evaluation every ten steps of a hundred.
private func curve(_ trial: Int, _ losses: [Double], steps: Int = 100) -> TrialCurve {
  TrialCurve(
    trial: trial, steps: steps,
    points: losses.enumerated().map { index, loss in
      TrialCurve.Point(
        step: (index + 1) * steps / 10, tokens: (index + 1) * steps * 10, loss: loss, bitsPerByte: loss * 2)
    })
}

@Suite struct EarlyStopTests {
  @Test func theMedianRuleComparesLowestFiguresAtTheSameMoment() {
    let rule = MedianRule(objective: .loss)
    let others = [curve(1, [5, 4, 3]), curve(2, [5, 3, 2]), curve(3, [5, 2, 1])]
    // At step 20 the others have 4, 3 and 2: the median is 3.
    #expect(rule.reason(toStop: curve(4, [5, 3]), among: others) == nil)
    #expect(
      rule.reason(toStop: curve(4, [5, 3.5]), among: others)
        == "3.5000 nats at step 20, the median of 3 others there is 3.0000")
    // What it once had counts, not what it has.
    #expect(rule.reason(toStop: curve(4, [2.5, 9]), among: others) == nil)
    // Two others have come to step 30, too few.
    #expect(rule.reason(toStop: curve(4, [5, 5, 9]), among: others.dropLast() + [curve(3, [5, 2])]) == nil)
    // An even number: the mean of the two in the middle, 2.5.
    let four = others + [curve(5, [5, 1])]
    #expect(rule.reason(toStop: curve(4, [5, 2.6]), among: four) != nil)
    #expect(rule.reason(toStop: curve(4, [5, 2.4]), among: four) == nil)
  }

  @Test func theMedianRuleAsPublishedHasRunningMeans() {
    let others = [curve(1, [5, 4, 3]), curve(2, [5, 3, 2]), curve(3, [5, 2, 1])]
    // Means at step 20: 4.5, 4 and 3.5.
    let rule = MedianRule(objective: .loss, usesRunningMeans: true)
    #expect(rule.reason(toStop: curve(4, [5, 3.9]), among: others) == nil)
    #expect(rule.reason(toStop: curve(4, [5, 4.1]), among: others) != nil)
  }

  @Test func momentsAreSharesOfTheOwnRun() {
    let rule = MedianRule(objective: .loss)
    let others = (1...3).map { curve($0, [4, 3, 2], steps: 1000) }
    #expect(rule.reason(toStop: curve(4, [4, 3.1], steps: 100), among: others) != nil)
    #expect(rule.reason(toStop: curve(4, [4, 2.9], steps: 100), among: others) == nil)
  }

  @Test func nothingIsStoppedBeforeItsGraceOrWithoutANumber() {
    let others = (1...3).map { curve($0, [1, 1, 1]) }
    #expect(MedianRule(objective: .loss, grace: 0.3).reason(toStop: curve(4, [9, 9]), among: others) == nil)
    #expect(MedianRule(objective: .loss).reason(toStop: curve(4, [.nan, .nan]), among: others) == nil)
  }

  @Test func halvingDecidesOnceAtEachRung() throws {
    let rule = HalvingRule(objective: .loss, rungs: try Rungs(end: 100, first: 20, reduction: 2))
    // Rungs at 20, 40, 80; at step 20 the others have 4, 3 and 2.
    let others = [curve(1, [5, 4, 3]), curve(2, [5, 3, 2]), curve(3, [5, 2, 1])]
    #expect(rule.reason(toStop: curve(4, [9]), among: others) == nil)
    #expect(rule.reason(toStop: curve(4, [9, 2.5]), among: others) == nil)
    #expect(
      rule.reason(toStop: curve(4, [9, 3.5]), among: others)
        == "3.5000 nats at step 20: number 3 of 4 at this rung, the best 2 go on")
    // Between rungs nothing is decided, however bad.
    #expect(rule.reason(toStop: curve(4, [9, 2.5, 99]), among: others) == nil)
    // Nobody else has come to the rung at 40.
    #expect(rule.reason(toStop: curve(4, [9, 2.5, 3, 99]), among: others) == nil)
    // A NaN is worst.
    #expect(rule.reason(toStop: curve(4, [9, .nan]), among: others) != nil)
  }

  @Test func theForecastRuleStopsWhatCannotReachTheBest() {
    let rule = ForecastRule(objective: .loss)
    var trial = curve(4, [5, 4])
    let others = [curve(1, [5, 3, 2])]
    #expect(rule.reason(toStop: trial, among: others) == nil)
    trial.outlooks[20] = .end(value: 3, low: 2.5, high: 3.5)
    #expect(
      rule.reason(toStop: trial, among: others)
        == "3.000 nats at 10000 tokens, 2.500 to 3.500 (90 %), best 2.000")
    trial.outlooks[20] = .end(value: 3, low: 1.9, high: 3.5)
    #expect(rule.reason(toStop: trial, among: others) == nil)
    trial.outlooks[20] = .notIdentified(reason: "too early")
    #expect(rule.reason(toStop: trial, among: others) == nil)
    trial.outlooks[20] = .end(value: 3, low: 2.5, high: 3.5)
    #expect(rule.reason(toStop: trial, among: []) == nil)
    // In bits a byte, which here are twice the nats.
    #expect(ForecastRule(objective: .bitsPerByte).reason(toStop: trial, among: others) != nil)
    trial.outlooks[20] = .end(value: 3, low: 1.9, high: 3.5)
    #expect(ForecastRule(objective: .bitsPerByte).reason(toStop: trial, among: others) == nil)
  }
}
