public import Experiment
import Foundation
public import Trials

/// Brings a sweep's trials as far as its method and rules let them, each in processes of its own.
///
/// All that is known stands in the sweep's file and in the trials' sessions: a sweep that was cut off anywhere, also by a
/// kill, goes on where it was. A lock keeps a second driver away; processes that outlived their driver are taken over.
public final class SweepRunner: @unchecked Sendable {
  // Sendable because `condition` guards what `stop()` and the ends of jobs touch; all else belongs to the thread that
  // called `run()`.

  /// How a sweep is run.
  public struct Options: Sendable {
    /// Trials at a time.
    public var jobs: Int
    /// `run.threads` of each trial.
    public var threads: Int
    /// Whether `tick` is reported.
    public var ticks: Bool
    /// Whether checkpoints of completed trials stay, also of those that are not the best.
    public var keepsCheckpoints: Bool
    /// Seconds after which sessions and decisions are looked at again.
    public var interval: Double

    /// All fields, as they are described above.
    public init(jobs: Int, threads: Int, ticks: Bool = false, keepsCheckpoints: Bool = false, interval: Double = 1) {
      (self.jobs, self.threads, self.ticks) = (jobs, threads, ticks)
      (self.keepsCheckpoints, self.interval) = (keepsCheckpoints, interval)
    }
  }

  /// A job and what is known of its trial's session.
  struct Working {
    let trial: Int
    let job: any RunningJob
    var run: RecordedRun
    var outlooks = Outlooks()
  }

  /// A trial whose process is killed again and again before it gets further is given up.
  static let fruitlessStarts = 3

  let store: SweepStore
  let folder: TrialFolder
  let executor: any Executor
  let options: Options
  let cost: (Recipe) throws -> TrialCost
  let report: (SweepEvent) -> Void
  /// Keeps a second driver away for as long as this value lives.
  private let lock: FileLock
  let condition = NSCondition()
  private var stops = 0

  var sweep: Sweep
  var contents: SweepContents
  var rule: (any EarlyStopRule)?
  var running: [Working] = []
  /// Starts in a row that brought a trial no step further, by its number.
  var fruitless: [Int: Int] = [:]

  /// - Parameters:
  ///   - store: of the sweep.
  ///   - folder: where the trials' files lie.
  ///   - cost: what a run of a recipe costs, for trials that are added.
  ///   - report: called on the thread of `run()`.
  /// - Throws: `SessionError` for a damaged sweep, `SweepError` when another process runs it.
  public init(
    _ store: SweepStore, folder: TrialFolder, executor: any Executor, options: Options,
    cost: @escaping (Recipe) throws -> TrialCost, report: @escaping (SweepEvent) -> Void
  ) throws {
    (self.store, self.folder, self.executor, self.options) = (store, folder, executor, options)
    (self.cost, self.report) = (cost, report)
    try folder.make()
    guard let lock = try SweepDriver.lock(store.path) else {
      throw SweepError(store.path, "is run by another process; wait for it or stop it first")
    }
    self.lock = lock
    contents = try store.contents()
    sweep = contents.sweep
    rule = sweep.earlyStop.rule(sweep.objective, rungs: sweep.rungs)
  }

  deinit { lock.unlock() }

  /// Asks the trials to end where they are: each writes a checkpoint and closes its session. A second call kills them;
  /// they then go on from their last checkpoint.
  public func stop() {
    condition.withLock {
      stops += 1
      condition.signal()
    }
  }

  /// Runs what is left to do.
  ///
  /// - Throws: what goes wrong with files or processes.
  public func run() throws -> SweepOutcome {
    defer { store.close() }
    try recover()
    do {
      return try work()
    } catch {
      // No process is left behind.
      for it in running { it.job.end() }
      while running.contains(where: { $0.job.ending == nil }) { usleep(50_000) }
      throw error
    }
  }

  private func work() throws -> SweepOutcome {
    var stopsSeen = 0
    var last = Date()
    while true {
      let stops = condition.withLock { self.stops }
      if stops > stopsSeen {
        for it in running { if stops > 1 { it.job.kill() } else { it.job.end() } }
        stopsSeen = stops
      }
      let now = Date()
      if !running.isEmpty { try spend(now.timeIntervalSince(last)) }
      last = now
      try takeDecisions()
      try look()
      try takeEnded()
      let isOutOfBudget = contents.budget.map { contents.spent >= $0 } ?? false
      if stops > 0 {
        if running.isEmpty { return .interrupted }
      } else if isOutOfBudget {
        if running.isEmpty {
          let left = contents.trials.count { !$0.state.isOver }
          return left == 0 ? .completed(paused: 0) : .outOfBudget(left: left)
        }
        for it in running { it.job.end() }
      } else {
        try fill()
        if running.isEmpty {
          try closeRungs()
          return .completed(paused: contents.trials.count { $0.state == .paused })
        }
      }
      if options.ticks { report(.tick(progress)) }
      condition.lock()
      if self.stops == stopsSeen && !running.contains(where: { $0.job.ending != nil }) {
        _ = condition.wait(until: Date(timeIntervalSinceNow: options.interval))
      }
      condition.unlock()
    }
  }

  private func spend(_ seconds: Double) throws {
    try store.spend(seconds)
    contents.spent += seconds
  }

  /// Takes up what an earlier driver left: jobs that still run, and trials whose job has ended unseen.
  private func recover() throws {
    for trial in contents.trials where trial.state == .running {
      let attempt = contents.attempts.last { $0.trial == trial.number }
      let job = TrialJob(trial: trial.name, arguments: [])
      var run = RecordedRun()
      _ = try? run.readOn(folder.session(trial.name))
      if let found = try executor.adopt(job, identifier: attempt?.identifier ?? "") {
        report(.note("trial \(trial.number): a process of an earlier driver still works on it; taken over"))
        running.append(Working(trial: trial.number, job: found, run: run))
        if trial.wanted != nil { found.end() }
      } else {
        try settle(trial, run, .killed)
      }
    }
  }

  /// Starts jobs until as many run as may.
  private func fill() throws {
    while running.count < options.jobs, let next = try nextTrial() {
      try start(next)
    }
  }

  /// A trial's place in the list.
  func index(_ number: Int) -> Int? { contents.trials.firstIndex { $0.number == number } }

  /// How far everything is.
  var progress: SweepProgress {
    let estimate = CostEstimate(contents)
    return SweepProgress(
      over: contents.trials.count { $0.state.isOver }, total: contents.trials.count,
      running: running.compactMap { it in
        index(it.trial).map {
          SweepProgress.Running(trial: it.trial, step: it.run.step, target: contents.trials[$0].target)
        }
      }, secondsLeft: estimate.secondsLeft(jobs: options.jobs))
  }
}
