import Experiment
import Foundation
import Sessions
import Trials

extension SweepRunner {
  /// The trial to start next, or nil when there is none now.
  func nextTrial() throws -> SweepTrial? {
    if sweep.method == .asha {
      let halving = SuccessiveHalving(reduction: sweep.rungs.reduction)
      // Trials that were cut off in the middle of a rung come before everything else.
      if let cut = contents.trials.first(where: { $0.state == .waiting && ($0.step > 0 || $0.target > firstTarget($0)) }
      ) {
        return cut
      }
      let state = rungState()
      if let (number, from) = halving.promotion(state.rungs, promoted: state.promoted), let index = index(number) {
        var trial = contents.trials[index]
        trial.target = sweep.rungs.steps[from + 1]
        trial.state = .waiting
        let count = state.rungs[from].count
        try change(
          trial, decision: .promote, author: SearchMethod.asha.rawValue,
          reason: "among the best \(count / sweep.rungs.reduction) of \(count) at step \(sweep.rungs.steps[from])")
        return trial
      }
    }
    return contents.trials.first { $0.state == .waiting }
  }

  private func firstTarget(_ trial: SweepTrial) -> Int { sweep.rungs.steps[0] }

  /// What has come to which rung but the last, and what was sent on from there.
  func rungState() -> (rungs: [[SuccessiveHalving.Result]], promoted: [Set<Int>]) {
    var rungs: [[SuccessiveHalving.Result]] = []
    var promoted: [Set<Int>] = []
    for step in sweep.rungs.steps.dropLast() {
      rungs.append(
        contents.trials.compactMap { trial in
          contents.points[trial.number]?.first { $0.step == step }.map { point in
            SuccessiveHalving.Result(
              trial: trial.number, value: sweep.objective.value(point),
              isOpen: trial.state == .resting && trial.target == step)
          }
        })
      promoted.append(Set(contents.trials.filter { $0.target > step }.map(\.number)))
    }
    return (rungs, promoted)
  }

  /// At the end of successive halving nobody goes on from its rung: those that rest there are stopped, and it is said why.
  func closeRungs() throws {
    let halving = SuccessiveHalving(reduction: sweep.rungs.reduction)
    let state = rungState()
    for trial in contents.trials where trial.state == .resting {
      guard let rung = sweep.rungs.steps.firstIndex(of: trial.target), rung < state.rungs.count else { continue }
      let ranked = halving.ranked(state.rungs[rung])
      let rank = (ranked.firstIndex { $0.trial == trial.number } ?? ranked.count) + 1
      var stopped = trial
      stopped.state = .stopped
      stopped.reason =
        "number \(rank) of \(ranked.count) at step \(trial.target), the best \(ranked.count / halving.reduction) went on"
      try noteEnd(stopped)
      try change(stopped, decision: .stop, author: SearchMethod.asha.rawValue, reason: stopped.reason)
      report(.ended(stopped, value: figure(stopped), progress))
    }
  }

  /// Records a trial here and in the file.
  func change(
    _ trial: SweepTrial, decision: Decision.Action? = nil, author: String = "", reason: String = ""
  ) throws {
    try store.update(trial, decision: decision, author: author, reason: reason)
    if let index = index(trial.number) { contents.trials[index] = trial }
  }

  /// The last figure of a trial; nil without one.
  func figure(_ trial: SweepTrial) -> Double? { contents.points[trial.number]?.last.map { sweep.objective.value($0) } }

  /// Starts a job for a trial: from its last checkpoint where there is one, else from its beginning.
  func start(_ trial: SweepTrial) throws {
    var trial = trial
    let session = folder.session(trial.name)
    let recipe = try trial.recipe(of: sweep)
    var run = RecordedRun()
    let arguments: [String]
    if FileManager.default.fileExists(atPath: session) {
      let reason: String?
      do throws(SessionError) {
        try run.readOn(session)
        reason =
          run.difference(from: recipe, asker: "sweep", path: session)
          ?? (folder.hasCheckpoint(trial.name) ? nil : "was cut off before its first checkpoint")
      } catch {
        reason = error.message
      }
      if let reason { try moveAside(&trial, &run, reason) }
    }
    if run.header != nil {
      arguments = ["resume", session, "--headless", "--steps", "\(trial.target)"]
    } else {
      var recipe = recipe
      recipe[Keys.Run.threads] = options.threads
      try folder.write(recipe.toml, to: folder.recipe(trial.name))
      arguments = [
        "run", folder.recipe(trial.name), "--headless", "--session", session, "--steps", "\(trial.target)",
      ]
    }
    trial.state = .running
    trial.step = run.step
    let attempt = try store.begin(trial)
    if let index = index(trial.number) { contents.trials[index] = trial }
    let condition = self.condition
    let job = TrialJob(trial: trial.name, arguments: arguments)
    let started = try executor.start(job) { condition.withLock { condition.signal() } }
    guard let started = try started ?? executor.adopt(job, identifier: "") else {
      throw SweepError(
        folder.log(trial.name), "is held by another process, which has just let go; give the command again")
    }
    try store.name(attempt: attempt, started.identifier)
    running.append(Working(trial: trial.number, job: started, run: run))
    report(.started(trial))
  }

  private func moveAside(_ trial: inout SweepTrial, _ run: inout RecordedRun, _ reason: String) throws {
    let aside = try folder.moveAside(trial.name)
    report(.note("trial \(trial.number): \(reason); moved to \(aside), runs again"))
    run = RecordedRun()
    trial.step = 0
    contents.points[trial.number] = nil
    try store.record([], of: trial.number, step: 0)
  }

  /// Looks into the sessions of running trials for new evaluations, and ends trials that the rule would end.
  func look() throws {
    for place in running.indices {
      guard let index = index(running[place].trial) else { continue }
      let trial = contents.trials[index]
      var run = running[place].run
      // A session that is not there yet, or not yet readable, will be.
      guard (try? run.readOn(folder.session(trial.name))) == true else { continue }
      let isNew = run.evaluations.last?.step != running[place].run.evaluations.last?.step
      running[place].run = run
      contents.trials[index].step = run.step
      guard isNew else { continue }
      try record(run, of: trial.number)
      try judge(place, trial, run)
    }
  }

  private func record(_ run: RecordedRun, of number: Int) throws {
    let points = run.evaluations.map {
      TrialCurve.Point(step: $0.step, tokens: $0.tokens, loss: $0.loss, bitsPerByte: $0.bitsPerByte)
    }
    contents.points[number] = points
    try store.record(points, of: number, step: run.step)
  }

  private func judge(_ place: Int, _ trial: SweepTrial, _ run: RecordedRun) throws {
    guard let rule, !trial.isKept, trial.wanted == nil else { return }
    var curve = contents.curve(trial)
    guard !curve.isComplete else { return }
    if rule.needsOutlooks {
      running[place].outlooks.update(run, recipe: try trial.recipe(of: sweep), onlyLatest: true)
      curve.outlooks = running[place].outlooks.values
    }
    let others = contents.trials.filter { $0.number != trial.number }.map { contents.curve($0) }
    guard let reason = rule.reason(toStop: curve, among: others) else { return }
    var stopped = trial
    stopped.wanted = .stopped
    stopped.reason = "\(sweep.earlyStop.rawValue): \(reason)"
    try change(stopped, decision: .stop, author: sweep.earlyStop.rawValue, reason: reason)
    running[place].job.end()
  }

  /// Looks after jobs that have ended.
  func takeEnded() throws {
    let ended = running.filter { $0.job.ending != nil }
    running.removeAll { it in ended.contains { $0.job === it.job } }
    for it in ended {
      guard let index = index(it.trial), let ending = it.job.ending else { continue }
      var run = RecordedRun()
      _ = try? run.readOn(folder.session(contents.trials[index].name))
      try settle(contents.trials[index], run, ending)
    }
  }

  /// Finds out from a trial's session what has become of it, now that no job works on it.
  func settle(_ before: SweepTrial, _ run: RecordedRun, _ ending: JobEnding) throws {
    var trial = before
    let start = try store.contents().attempts.last { $0.trial == trial.number }?.from ?? 0
    try record(run, of: trial.number)
    trial.step = run.step
    // The last evaluation is what counts: a process killed between it and its last word is not run again.
    let isDone = run.step >= trial.target && run.evaluations.last?.step == run.step
    if isDone {
      // A wish that came too late to end it changes nothing; by then it has its result.
      trial.state = trial.target >= contents.steps(trial) ? .completed : trial.wanted ?? .resting
      if trial.state == .completed || trial.state == .resting { trial.reason = "" }
    } else if let finish = run.finish, finish.reason == .failed {
      trial.state = .failed
      trial.reason = finish.message
    } else if let wanted = trial.wanted {
      trial.state = wanted
    } else if case .failed(let message) = ending {
      if run.header != nil, folder.hasCheckpoint(trial.name), fruitless[trial.number, default: 0] == 0 {
        // Its checkpoint cannot be taken up: from the beginning.
        fruitless[trial.number] = 1
        var run = run
        try moveAside(&trial, &run, message)
        trial.state = .waiting
      } else {
        trial.state = .failed
        trial.reason = message
      }
    } else {
      let count = run.step > start ? 0 : fruitless[trial.number, default: 0] + 1
      fruitless[trial.number] = count
      trial.state = count >= Self.fruitlessStarts ? .failed : .waiting
      if trial.state == .failed {
        trial.reason = "was started \(count) times without getting further; see \(folder.log(trial.name))"
      }
    }
    trial.wanted = nil
    // First the session, then the file: cut off in between, all of this is done again.
    if trial.state == .stopped || trial.state == .killed { try noteEnd(trial) }
    try store.end(trial, outcome: isDone ? trial.state.rawValue : ending.word)
    if let index = index(trial.number) { contents.trials[index] = trial }
    contents.attempts = try store.contents().attempts
    if trial.state == .completed { tidy() }
    if trial.state != .waiting { report(.ended(trial, value: figure(trial), progress)) }
  }

  /// Writes into a trial's session why it was ended. A second time nothing is written.
  func noteEnd(_ trial: SweepTrial) throws {
    let session = folder.session(trial.name)
    guard !trial.reason.isEmpty, let run = try? RecordedRun(of: session), run.header != nil else { return }
    let text = "ended by the sweep: \(trial.reason)"
    if run.notes.contains(text) { return }
    try SessionRecorder.append([.note(Note(step: run.step, text: text))], to: session)
  }

  /// Removes the checkpoints of completed trials, but for the best one's.
  private func tidy() {
    if options.keepsCheckpoints { return }
    let completed = contents.trials.filter { $0.state == .completed }
    let best = completed.min { figure($0) ?? .infinity < figure($1) ?? .infinity }
    for trial in completed where trial.number != best?.number { folder.removeCheckpoints(trial.name) }
  }
}
