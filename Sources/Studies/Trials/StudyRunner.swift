import Experiment
import Foundation
import Sessions
import Trials

/// Brings every trial of a study to its end, each in processes of its own.
///
/// All that is known stands in the sessions: a study that was cut off anywhere, also by a kill, goes on where it was when
/// it is run again. Two locks see to that: one keeps a second study away from the folder, and each trial's log is locked
/// by the process that works on the trial, so that one which outlived its study is waited for and not doubled.
public final class StudyRunner: @unchecked Sendable {
  // Sendable because `condition` guards what `stop()` and the ends of processes touch; all else belongs to the thread that
  // called `run()`.

  /// How a study is run.
  public struct Options: Sendable {
    /// Path of this program.
    public var program: String
    /// Trials at a time.
    public var jobs: Int
    /// `run.threads` of each trial.
    public var threads: Int
    /// Whether trials that hold something else than the study asks for, or failed, are moved aside and run again.
    public var anew: Bool
    /// Whether `tick` is reported.
    public var ticks: Bool

    /// All fields, as they are described above.
    public init(program: String, jobs: Int, threads: Int, anew: Bool = false, ticks: Bool = false) {
      self.program = program
      self.jobs = jobs
      self.threads = threads
      self.anew = anew
      self.ticks = ticks
    }
  }

  /// How it ended.
  public enum Outcome: Sendable, Equatable {
    /// Every trial is done, but for so many that failed.
    case completed(failed: Int)
    /// `stop()` was called.
    case interrupted
  }

  /// A process and what it works on.
  private struct Working {
    let trial: Trial
    let task: TrialTask
    let process: TrialProcess
  }

  /// A process that is killed again and again is given up after so many starts.
  private static let attempts = 3

  private let study: Study
  private let folder: StudyFolder
  private let options: Options
  private let report: (StudyEvent) -> Void
  private let condition = NSCondition()
  private var stops = 0
  private var waiting: [Trial] = []
  private var running: [Working] = []
  /// Trials that a process of an earlier study still works on.
  private var foreign: [Trial] = []
  private var done = 0
  private var failed = 0
  private var starts: [String: Int] = [:]
  private var times = TimeLeft()
  /// Seconds that processes of a trial have taken in this study's process, start-up included.
  private var spent: [String: Double] = [:]
  /// Last known step of unfinished trials.
  private var steps: [String: Int] = [:]

  /// - Parameter report: called on the thread of `run()`.
  public init(study: Study, folder: StudyFolder, options: Options, report: @escaping (StudyEvent) -> Void) {
    self.study = study
    self.folder = folder
    self.options = options
    self.report = report
  }

  /// Asks the trials to end where they are: each writes a checkpoint and closes its session. A second call kills them;
  /// they then go on from their last checkpoint.
  public func stop() {
    condition.withLock {
      stops += 1
      condition.signal()
    }
  }

  /// Runs what is missing.
  ///
  /// - Throws: `StudyError`, before anything runs, when another process runs this study or a session holds another run than
  ///   the study asks for.
  public func run() throws -> Outcome {
    try folder.files.make()
    guard let lock = try FileLock(folder.lock) else {
      throw StudyError(file: folder.path, message: "another process runs this study; wait for it or stop it first")
    }
    defer { withExtendedLifetime(lock) {} }
    try survey()
    do {
      return try work()
    } catch {
      // No process is left behind.
      for it in running { it.process.send(SIGTERM) }
      while running.contains(where: \.process.isRunning) { usleep(50_000) }
      throw error
    }
  }

  private func work() throws -> Outcome {
    var stopsSeen = 0
    while true {
      condition.lock()
      let stops = self.stops
      condition.unlock()
      if stops > stopsSeen {
        for it in running { it.process.send(stops > 1 ? SIGKILL : SIGTERM) }
        stopsSeen = stops
      }
      try takeEnded(stopping: stops > 0)
      if stops > 0 {
        if running.isEmpty { return .interrupted }
      } else {
        try fill()
        if running.isEmpty && foreign.isEmpty && waiting.isEmpty { return .completed(failed: failed) }
      }
      if options.ticks { report(.tick(progress(looking: true))) }
      condition.lock()
      if self.stops == stopsSeen && !running.contains(where: { !$0.process.isRunning }) {
        _ = condition.wait(until: Date(timeIntervalSinceNow: 1))
      }
      condition.unlock()
    }
  }

  /// Finds out what is done, and refuses what is not of this study.
  private func survey() throws {
    var strangers: [(Trial, String)] = []
    for trial in study.trials {
      switch folder.record(trial) {
      case .different(let reason): strangers.append((trial, reason))
      case .interrupted(let step): steps[trial.name] = step
      case .finished(let figures, let seconds):
        times.add(member: trial.member.name, seconds: seconds)
        if missingCondition(trial, figures) == nil {
          done += 1
          if !study.keepsCheckpoints { folder.files.removeCheckpoints(trial.name) }
          continue
        }
      default: break
      }
      waiting.append(trial)
    }
    if let (trial, reason) = strangers.first, !options.anew {
      let others = strangers.count > 1 ? ", and \(strangers.count - 1) more like it" : ""
      throw StudyError(
        file: folder.session(trial),
        message: "\(reason)\(others); give --anew to move such sessions aside and run them again, or another --out")
    }
  }

  /// Starts processes until as many run as may.
  private func fill() throws {
    foreign.removeAll { trial in
      guard let lock = try? FileLock(folder.files.log(trial.name)) else { return false }
      withExtendedLifetime(lock) {}
      waiting.insert(trial, at: 0)
      return true
    }
    while running.count + foreign.count < options.jobs, !waiting.isEmpty {
      let trial = waiting.removeFirst()
      if let lock = try FileLock(folder.files.log(trial.name)) {
        try advance(trial, lock: lock)
      } else {
        foreign.append(trial)
        report(.note("\(trial.name): a process of an earlier study still works on it; waiting for it"))
      }
    }
  }

  /// Starts the next process that a trial needs, or counts it as done.
  private func advance(_ trial: Trial, lock: FileLock) throws {
    switch folder.record(trial) {
    case .missing: try start(trial, .run, lock)
    case .interrupted(let step): try start(trial, .resume(step: step), lock)
    case .unusable(let reason): try startAnew(trial, reason, lock)
    case .different(let reason): try startAnew(trial, reason, lock)
    case .failed(let message):
      if options.anew && starts[trial.name] == nil {
        try startAnew(trial, message, lock)
      } else {
        fail(trial, message)
      }
    case .finished(let figures, let seconds):
      if let missing = missingCondition(trial, figures) {
        try start(trial, .evaluate(condition: missing.word), lock)
      } else {
        times.add(member: trial.member.name, seconds: max(seconds, spent[trial.name] ?? 0))
        done += 1
        if !study.keepsCheckpoints { folder.files.removeCheckpoints(trial.name) }
        report(.finished(trial, figures, progress()))
      }
    }
  }

  private func missingCondition(_ trial: Trial, _ figures: TrialFigures) -> EvaluationCondition? {
    trial.member.conditions.first { figures.conditions[$0] == nil }.flatMap { EvaluationCondition($0) }
  }

  private func startAnew(_ trial: Trial, _ reason: String, _ lock: FileLock) throws {
    let aside = try folder.moveAside(trial)
    report(.note("\(trial.name): \(reason); moved to \(aside), runs again"))
    try start(trial, .run, lock)
  }

  private func start(_ trial: Trial, _ task: TrialTask, _ lock: FileLock) throws {
    let count = starts[trial.name, default: 0] + 1
    if count > Self.attempts + trial.member.conditions.count {
      return fail(
        trial, "was started \(count - 1) times without coming to its end; see \(folder.files.log(trial.name))")
    }
    starts[trial.name] = count
    let session = folder.session(trial)
    let arguments: [String]
    switch task {
    case .run:
      var recipe = trial.recipe
      recipe[Keys.Run.threads] = options.threads
      try folder.write(recipe.toml, to: folder.files.recipe(trial.name))
      arguments = ["run", folder.files.recipe(trial.name), "--headless", "--session", session]
    case .resume: arguments = ["resume", session, "--headless"]
    case .evaluate(let condition):
      arguments = ["evaluate", session] + (EvaluationCondition(condition)?.arguments ?? [])
    }
    let condition = self.condition
    let process = try TrialProcess(program: options.program, arguments: arguments, lock: lock) {
      condition.withLock { condition.signal() }
    }
    running.append(Working(trial: trial, task: task, process: process))
    report(.started(trial, task))
  }

  /// Looks after processes that have ended.
  private func takeEnded(stopping: Bool) throws {
    let ended = running.filter { !$0.process.isRunning }
    running.removeAll { it in ended.contains { $0.process === it.process } }
    for it in ended where !stopping {
      let (trial, process) = (it.trial, it.process)
      spent[trial.name, default: 0] += Date().timeIntervalSince(process.start)
      if process.succeeded || process.wasKilled {
        try advance(trial, lock: process.lock)
      } else if case .resume = it.task {
        // Its checkpoint cannot be taken up.
        try startAnew(trial, folder.files.lastLine(trial.name), process.lock)
      } else {
        fail(trial, folder.files.lastLine(trial.name))
      }
    }
  }

  private func fail(_ trial: Trial, _ message: String) {
    failed += 1
    report(.failed(trial, message: message, progress()))
  }

  /// - Parameter looking: whether the sessions of running trials are asked for their step.
  private func progress(looking: Bool = false) -> StudyProgress {
    let active = running.map(\.trial) + foreign
    if looking {
      for trial in active {
        if let step = try? SessionReader(path: folder.session(trial)).summary().lastStep { steps[trial.name] = step }
      }
    }
    let rest = (active + waiting).map { trial in
      let share = Double(steps[trial.name] ?? 0) / Double(trial.recipe[Keys.Run.steps])
      return (member: trial.member.name, share: max(0, 1 - share))
    }
    return StudyProgress(
      done: done, failed: failed, total: study.trials.count,
      running: active.map {
        StudyProgress.Running(name: $0.name, step: steps[$0.name] ?? 0, steps: $0.recipe[Keys.Run.steps])
      },
      secondsLeft: times.estimate(rest: rest, jobs: options.jobs))
  }
}
