/// What the rest of a sweep costs, by the models' own count of operations and the rate at which its trials have worked.
public struct CostEstimate: Sendable, Equatable {
  /// Floating-point operations of all trials, as far as the method is expected to let them run.
  public var totalFlops: Double
  /// Those still to be done.
  public var flopsLeft: Double
  /// Operations a second of one trial's process, start-up included; nil before a trial's process has ended.
  public var rate: Double?
  /// Trials that are not over.
  public var trialsLeft: Int

  /// What a sweep's file tells.
  public init(_ contents: SweepContents) {
    let trials = contents.trials
    let share = Self.expectedShare(contents.sweep)
    totalFlops = trials.reduce(0) { $0 + share * $1.cost.flops }
    flopsLeft = trials.filter { !$0.state.isOver }.reduce(0) { sum, trial in
      let done = Double(trial.step) / Double(contents.steps(trial))
      return sum + max(0, share - done) * trial.cost.flops
    }
    trialsLeft = trials.count { !$0.state.isOver }
    var work = 0.0
    var seconds = 0.0
    for attempt in contents.attempts {
      guard let ended = attempt.ended, ended > attempt.started,
        let trial = trials.first(where: { $0.number == attempt.trial })
      else { continue }
      let next = contents.attempts.first { $0.trial == attempt.trial && $0.number > attempt.number }
      let steps = (next?.from ?? trial.step) - attempt.from
      guard steps > 0 else { continue }
      work += trial.cost.flops * Double(steps) / Double(contents.steps(trial))
      seconds += ended - attempt.started
    }
    rate = seconds > 0 && work > 0 ? work / seconds : nil
  }

  /// Seconds that the rest takes at the sweep's own rate, or at a measured one; nil when neither is known.
  public func secondsLeft(jobs: Int, measured: Double? = nil) -> Double? {
    if trialsLeft == 0 { return 0 }
    guard let rate = rate ?? measured, rate > 0 else { return nil }
    return flopsLeft / rate / Double(max(1, min(jobs, trialsLeft)))
  }

  /// The part of all trials' steps that is expected to be done: under successive halving each rung passes 1 / η on.
  static func expectedShare(_ sweep: Sweep) -> Double {
    guard sweep.method == .asha, let end = sweep.rungs.steps.last else { return 1 }
    var (share, before, reaching) = (0.0, 0, 1.0)
    for step in sweep.rungs.steps {
      share += reaching * Double(step - before) / Double(end)
      before = step
      reaching /= Double(sweep.rungs.reduction)
    }
    return share
  }
}
