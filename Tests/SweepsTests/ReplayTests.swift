import Sweeps
import Testing

/// Ends every trial whose number is in the list at its first evaluation, and notes what it was told.
private struct ListRule: EarlyStopRule {
  let condemned: Set<Int>
  func reason(toStop curve: TrialCurve, among others: [TrialCurve]) -> String? {
    guard condemned.contains(curve.trial) else { return nil }
    return others.filter { !$0.points.isEmpty }.map { "\($0.trial):\($0.points.count)" }.sorted()
      .joined(separator: " ")
  }
}

private func curve(_ trial: Int, final: Double, steps: Int = 40) -> TrialCurve {
  TrialCurve(
    trial: trial, steps: steps,
    points: (1...4).map { index in
      TrialCurve.Point(
        step: index * steps / 4, tokens: index * steps, loss: final + Double(4 - index), bitsPerByte: 0)
    })
}

@Suite struct ReplayTests {
  private let curves = [curve(1, final: 3), curve(2, final: 1), curve(3, final: 2), curve(4, final: 4)]

  @Test func nothingEndedNothingSaved() {
    let replay = Replay(curves, jobs: 2, objective: .loss, rule: ListRule(condemned: []))
    #expect(replay.stops.isEmpty)
    #expect(replay.steps == 160 && replay.allSteps == 160)
    #expect(!replay.isWinnerStopped && replay.regret == 0)
  }

  @Test func aRuleKnowsOnlyWhatHasHappened() {
    // One at a time: trial 3 comes when 1 and 2 are done.
    let one = Replay(curves, jobs: 1, objective: .loss, rule: ListRule(condemned: [3]))
    #expect(one.stops == [Replay.Stop(trial: 3, step: 10, reason: "1:4 2:4")])
    #expect(one.steps == 130)
    // Two at a time: 1 and 2 run side by side, then 3 and 4; at the same moment the one started first is first.
    let two = Replay(curves, jobs: 2, objective: .loss, rule: ListRule(condemned: [2, 4]))
    #expect(two.stops.map(\.reason) == ["1:1", "1:4 2:1 3:4"])
    #expect(two.isWinnerStopped && two.regret == 1)
    // Two and four end after ten steps each.
    #expect(two.steps == 100)
  }

  @Test func theRoomOfAnEndedTrialIsTakenAtOnce() {
    // Trial 1 ends after ten steps; 3 starts there, is evaluated at 20 and ends, and 4 at 30.
    let replay = Replay(curves, jobs: 2, objective: .loss, rule: ListRule(condemned: [1, 3, 4]))
    #expect(replay.stops.map(\.reason) == ["", "1:1 2:2", "1:1 2:3 3:1"])
  }

  @Test func aPlanDrawsTheSameEachTimeAndCountsWinners() throws {
    let pool = TrialPool(name: "four", objective: .loss, curves: curves, rungs: try Rungs(end: 40, first: 10))
    let plan = Judgement.Plan(replays: 200, trials: 2, jobs: 1, seed: 5)
    let judgement = Judgement("list", ListRule(condemned: [2]), on: pool, plan: plan)
    #expect(judgement == Judgement("list", ListRule(condemned: [2]), on: pool, plan: plan))
    // Of two trials out of four, trial 2 is one in half of the replays, and always the winner then.
    #expect(abs(judgement.winnerStopped - 0.5) < 0.12)
    #expect(abs(judgement.stopped - judgement.winnerStopped / 2) < 1e-12)
    #expect(abs(judgement.saved - judgement.stopped * 0.75) < 1e-9)
    #expect(judgement.winners == 3)
    // Without trial 2 its partner is left: 1 is worse by 2, 3 by 1 and 4 by 3.
    #expect(judgement.largestRegret == 3)
    #expect(
      judgement != Judgement("list", ListRule(condemned: [2]), on: pool, plan: .init(replays: 200, trials: 2, seed: 6)))
  }
}
