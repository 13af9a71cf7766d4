import Experiment
import Foundation
import Sessions
import Sweeps
import Trials

/// A folder with a sweep in it, gone when the test is; and an executor that records sessions instead of training.
final class SweepFixture {
  let path: String
  var file: String { path + "/sweep.sqlite" }
  var folder: TrialFolder { TrialFolder(path) }

  init() throws {
    path = NSTemporaryDirectory() + "switchyard-sweep-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func cost(_ recipe: Recipe) -> TrialCost {
    TrialCost(totalParameters: 10, activeParameters: recipe[Keys.MoE.k], flops: 100)
  }

  /// Makes the file of a sweep over `moe.k` of 90 steps, an evaluation every ten.
  @discardableResult
  func make(
    _ axis: String = "moe.k=1:4:1", seeds: [Int] = [7], method: SearchMethod = .grid, earlyStop: EarlyStop = .none,
    trials: Int? = nil, budget: Double? = nil
  ) throws -> Sweep {
    var recipe = Recipe()
    recipe[Keys.Run.name] = "s"
    recipe[Keys.Run.steps] = 90
    recipe[Keys.Evaluation.every] = 10
    recipe[Keys.MoE.experts] = 64
    let sweep = Sweep(
      name: "s", recipe: recipe, space: try SearchSpace([Axis(axis)]), seeds: seeds, method: method,
      earlyStop: earlyStop, trials: trials, rungs: try Rungs(end: 90, first: 10))
    let all = try Configurations(
      sweep.space, of: recipe, count: trials, seed: 7, sameActiveParameters: nil, cost: Self.cost)
    try SweepStore.create(
      file, sweep,
      SweepRunner.trials(of: all.kept, seeds: seeds, method: method, rungs: sweep.rungs, recipe: recipe),
      dropped: all.dropped, budget: budget)
    return sweep
  }

  func runner(
    _ executor: any Executor, jobs: Int = 1, report: @escaping (SweepEvent) -> Void = { _ in }
  ) throws -> SweepRunner {
    try SweepRunner(
      try SweepStore(file), folder: folder, executor: executor,
      options: SweepRunner.Options(jobs: jobs, threads: 1, keepsCheckpoints: true, interval: 0.001), cost: Self.cost,
      report: report)
  }

  func contents() throws -> SweepContents { try SweepStore.contents(of: file) }
  func states() throws -> [String] { try contents().trials.map(\.state.rawValue) }
}

/// Does what a process would do to a trial's session, at once or bit by bit.
final class ScriptedExecutor: Executor {
  /// What was asked for: `run trial-0001 10`.
  private(set) var calls: [String] = []
  /// Jobs that run when the next one is started.
  private(set) var mostAtOnce = 0
  private var jobs: [ScriptedJob] = []
  private let folder: TrialFolder
  /// Steps that a job does each time it is looked at; nil for all at once.
  var pace: Int?
  /// Jobs that are killed, by their place in `calls`, after so many steps.
  var kills: [Int: Int] = [:]
  /// Jobs that fail with a word, by trial.
  var failures: [String: String] = [:]
  /// What a trial's held-out loss is after so many steps.
  var loss: (Recipe, Int) -> Double = { recipe, step in Double(recipe[Keys.MoE.k]) + 10 / Double(step) }

  init(_ folder: TrialFolder) { self.folder = folder }

  func start(_ job: TrialJob, onEnd: @escaping @Sendable () -> Void) throws -> (any RunningJob)? {
    let target = Int(job.arguments.last ?? "") ?? 0
    calls.append("\(job.arguments[0]) \(job.trial) \(target)")
    let recipe = try Recipe(toml: String(contentsOfFile: folder.recipe(job.trial), encoding: .utf8), file: job.trial)
    let made = ScriptedJob(
      identifier: "\(calls.count)", session: folder.session(job.trial), recipe: recipe, target: target,
      killAt: kills[calls.count], failure: failures[job.trial], pace: pace, loss: loss)
    jobs.append(made)
    mostAtOnce = max(mostAtOnce, jobs.count { $0.known == nil })
    return made
  }

  func adopt(_ job: TrialJob, identifier: String) throws -> (any RunningJob)? { nil }
}

private final class ScriptedJob: RunningJob {
  let identifier: String
  private(set) var known: JobEnding?
  private let session: String
  private let recipe: Recipe
  private let target: Int
  private let killAt: Int?
  private let pace: Int
  private let loss: (Recipe, Int) -> Double
  private var step: Int
  private var isAskedToEnd = false

  init(
    identifier: String, session: String, recipe: Recipe, target: Int, killAt: Int?, failure: String?, pace: Int?,
    loss: @escaping (Recipe, Int) -> Double
  ) {
    (self.identifier, self.session, self.recipe, self.target) = (identifier, session, recipe, target)
    (self.killAt, self.pace, self.loss) = (killAt, pace ?? target, loss)
    let run = try? RecordedRun(of: session)
    step = run?.step ?? 0
    if let failure {
      known = .failed(message: failure)
    } else {
      write([.started(header)])
      if pace == nil { advance() }
    }
  }

  /// Being looked at lets it do some steps.
  var ending: JobEnding? {
    if known == nil { advance() }
    return known
  }
  func end() { isAskedToEnd = true }
  func kill() { known = .killed }

  private func advance() {
    var events: [Event] = []
    let last = min(target, step + pace)
    while step < last, !isAskedToEnd {
      if let killAt, step >= killAt {
        known = .killed
        break
      }
      step += 1
      events.append(.step(Step(step: step, tokens: step * 4, loss: 1)))
      if step % 10 == 0 || step == target {
        let value = loss(recipe, step)
        events.append(.evaluated(Evaluation(step: step, tokens: step * 4, loss: value, bitsPerByte: value)))
      }
    }
    if known == nil, step >= target || isAskedToEnd {
      known = .succeeded
      events.append(.finished(Finish(reason: isAskedToEnd ? .terminated : .completed, step: step)))
    }
    write(events)
    let checkpoints = SessionLibrary.checkpointFolder(ofSession: session)
    try? FileManager.default.createDirectory(atPath: checkpoints, withIntermediateDirectories: true)
    try? Data().write(to: URL(fileURLWithPath: checkpoints + "/step-00000001.safetensors"))
  }

  private func write(_ events: [Event]) {
    let exists = FileManager.default.fileExists(atPath: session)
    guard let recorder = try? exists ? SessionRecorder(appendingTo: session) : SessionRecorder(creating: session) else {
      return
    }
    let queue = EventQueue()
    for (index, event) in events.enumerated() {
      queue.put(Stamped(sequence: recorder.nextSequence + index, time: Double(step), event: event))
    }
    queue.close()
    recorder.record(from: queue)
    recorder.finish()
  }

  private var header: Header {
    Header(
      name: recipe[Keys.Run.name], workload: "language-model", recipe: recipe.toml,
      seed: UInt64(recipe[Keys.Run.seed]), firstStep: step, totalSteps: target, tokensPerStep: 4, sequenceLength: 4,
      vocabulary: 1, domains: [], moeLayers: [], layers: 1, totalParameters: 1, activeParameters: 1, flopsPerToken: 1,
      machine: Machine(processor: "", cores: 1, threads: 1, blasCore: "", sgemmGflops: 0), version: "test")
  }
}
