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
    /// So many failed and none came to its end, so no more were started.
    case gaveUp(failed: Int, left: Int)
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
  /// Where so many trials have failed and none has come to its end, the next ones are not tried. Once one has, the others
  /// are: what fails then is a matter of its member, and a long night should not end for it.
  private static let patience = 5

  private let study: Study
  private let folder: StudyFolder
  private let options: Options
  private let check: ([Study.Member]) throws -> Void
  private let report: (StudyEvent) -> Void
  private let condition = NSCondition()
  private var stops = 0
  private var waiting: [Trial] = []
  private var running: [Working] = []
  /// Trials that a process of an earlier study still works on.
  private var foreign: [Trial] = []
  private var done = 0
  private var failed = 0
  /// Trials that this call has brought to their end.
  private var ended = 0
  /// Trials for which this call has started processes in vain.
  private var lost = 0
  private var starts: [String: Int] = [:]
  private var times = TimeLeft()
  /// Seconds that processes of a trial have taken in this study's process, start-up included.
  private var spent: [String: Double] = [:]
  /// Last known step of unfinished trials.
  private var steps: [String: Int] = [:]

  /// - Parameters:
  ///   - check: is given the members that have trials to run, before the first process is started; what it throws ends
  ///     `run()`. So what all trials would fail for, such as data that are missing, is said once.
  ///   - report: called on the thread of `run()`.
  public init(
    study: Study, folder: StudyFolder, options: Options, check: @escaping ([Study.Member]) throws -> Void = { _ in },
    report: @escaping (StudyEvent) -> Void
  ) {
    self.study = study
    self.folder = folder
    self.options = options
    self.check = check
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
  ///   the study asks for; and what `check` throws.
  public func run() throws -> Outcome {
    try folder.files.make()
    guard let lock = try FileLock(folder.lock) else {
      throw StudyError(file: folder.path, message: "another process runs this study; wait for it or stop it first")
    }
    defer { lock.unlock() }
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
        if !givesUp { try fill() }
        if running.isEmpty {
          // Looked at again: `fill` fails what cannot be started.
          if givesUp { return .gaveUp(failed: failed, left: waiting.count + foreign.count) }
          if foreign.isEmpty && waiting.isEmpty { return .completed(failed: failed) }
        }
      }
      if options.ticks { report(.tick(progress(looking: true))) }
      condition.lock()
      if self.stops == stopsSeen && !running.contains(where: { !$0.process.isRunning }) {
        _ = condition.wait(until: Date(timeIntervalSinceNow: 1))
      }
      condition.unlock()
    }
  }

  private var givesUp: Bool { ended == 0 && lost >= Self.patience && !waiting.isEmpty }

  /// Finds out what is done, and refuses what is not of this study.
  private func survey() throws {
    var strangers: [(Trial, String)] = []
    var members: [Study.Member] = []
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
      case .failed where !options.anew:
        // Is told, and not run again.
        waiting.append(trial)
        continue
      default: break
      }
      waiting.append(trial)
      if !members.contains(where: { $0.name == trial.member.name }) { members.append(trial.member) }
    }
    if let (trial, reason) = strangers.first, !options.anew {
      let others = strangers.count > 1 ? ", and \(strangers.count - 1) more like it" : ""
      throw StudyError(
        file: folder.session(trial),
        message: "\(reason)\(others); give --anew to move such sessions aside and run them again, or another --out")
    }
    if !members.isEmpty { try check(members) }
  }

  /// Starts processes until as many run as may.
  private func fill() throws {
    foreign.removeAll { trial in
      guard (try? FileLock.isHeld(folder.files.log(trial.name))) == false else { return false }
      waiting.insert(trial, at: 0)
      return true
    }
    while running.count + foreign.count < options.jobs, !waiting.isEmpty, !givesUp {
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
        (done, ended) = (done + 1, ended + 1)
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
    if starts[trial.name] != nil { lost += 1 }
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
