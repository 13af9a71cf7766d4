import Forecasting

/// How a rule would have done on recorded trials: many replays, each of some of the trials in an order drawn at random.
public struct Judgement: Sendable, Equatable {
  /// The pool's name.
  public var pool: String
  /// The rule, in words.
  public var rule: String
  /// Number of replays.
  public var replays: Int
  /// Trials in each.
  public var trials: Int
  /// Different trials that were the best of a replay.
  public var winners: Int
  /// Mean number of trials ended, as a share.
  public var stopped: Double
  /// Mean share of the steps that need not have been done.
  public var saved: Double
  /// Share of the replays in which the best trial was ended.
  public var winnerStopped: Double
  /// Mean of what the best trial left is worse by than the best of all, over all replays.
  public var meanRegret: Double
  /// The largest.
  public var largestRegret: Double

  /// How replays are drawn.
  public struct Plan: Sendable, Equatable {
    /// Number of replays.
    public var replays: Int
    /// Trials in each; nil for half of those there are, but at least 8.
    public var trials: Int?
    /// Trials at a time.
    public var jobs: Int
    /// The same seed draws the same orders.
    public var seed: UInt64

    /// All fields, as they are described above.
    public init(replays: Int = 1000, trials: Int? = nil, jobs: Int = 2, seed: UInt64 = 1) {
      (self.replays, self.trials, self.jobs, self.seed) = (replays, trials, jobs, seed)
    }
  }

  /// The rules that are judged, with the words for them.
  public static func rules(_ pool: TrialPool) -> [(name: String, rule: any EarlyStopRule)] {
    [
      ("median", MedianRule(objective: pool.objective)),
      ("median of running means", MedianRule(objective: pool.objective, usesRunningMeans: true)),
      ("asha", HalvingRule(objective: pool.objective, rungs: pool.rungs)),
      ("forecast", ForecastRule(objective: pool.objective)),
    ]
  }

  /// Judges a rule. The same plan draws the same orders for every rule.
  public init(_ name: String, _ rule: any EarlyStopRule, on pool: TrialPool, plan: Plan) {
    let count = min(plan.trials ?? max(8, pool.curves.count / 2), pool.curves.count)
    var random = SplitMix64(seed: plan.seed)
    let orders = (0..<plan.replays).map { _ in Array(pool.curves.indices.shuffled(using: &random).prefix(count)) }
    let replays = concurrentMap(orders) { order in
      Replay(order.map { pool.curves[$0] }, jobs: plan.jobs, objective: pool.objective, rule: rule)
    }
    let number = Double(max(1, replays.count))
    (self.pool, self.rule) = (pool.name, name)
    (self.replays, trials) = (replays.count, count)
    winners =
      Set(
        orders.compactMap { order in
          order.min { (pool.final($0), $0) < (pool.final($1), $1) }
        }
      ).count
    stopped = replays.reduce(0) { $0 + Double($1.stops.count) } / number / Double(max(1, count))
    saved = replays.reduce(0) { $0 + 1 - Double($1.steps) / Double(max(1, $1.allSteps)) } / number
    winnerStopped = Double(replays.count { $0.isWinnerStopped }) / number
    meanRegret = replays.reduce(0) { $0 + $1.regret } / number
    largestRegret = replays.map(\.regret).max() ?? .nan
  }
}

extension TrialPool {
  /// The final objective of a trial; infinite where it is no number.
  func final(_ index: Int) -> Double {
    let value = curves[index].points.last.map(objective.value) ?? .infinity
    return value.isFinite ? value : .infinity
  }
}
