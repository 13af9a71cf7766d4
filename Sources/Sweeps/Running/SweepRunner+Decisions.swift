public import Experiment
import Foundation

extension SweepRunner {
  /// Carries out what was decided by hand since the last time, by this process or another.
  func takeDecisions() throws {
    for decision in try store.waitingDecisions() {
      switch decision.action {
      case .budget:
        let budget = Double(decision.value)
        try store.carryOut(decision, budget: .some(budget))
        contents.budget = budget
      case .add: try add(decision)
      case .keep, .kill, .pause, .resume:
        guard let number = decision.trial, let index = index(number) else {
          try store.carryOut(decision)
          report(.note("\(decision.action.rawValue): there is no trial \(decision.trial ?? 0)"))
          continue
        }
        let trial = after(decision, contents.trials[index])
        // First the session, as in `settle`.
        if trial.state == .killed, contents.trials[index].state != .killed { try noteEnd(trial) }
        try store.carryOut(decision, changing: [trial])
        contents.trials[index] = trial
        if trial.wanted != nil { running.first { $0.trial == number }?.job.end() }
      case .stop, .promote: try store.carryOut(decision)
      }
      report(.decided(decision))
    }
  }

  /// What a decision makes of a trial.
  private func after(_ decision: Decision, _ before: SweepTrial) -> SweepTrial {
    var trial = before
    let isRunning = trial.state == .running
    switch decision.action {
    case .keep:
      trial.isKept = true
      if trial.wanted == .stopped { trial.wanted = nil }
      if trial.state == .stopped || trial.state == .killed || trial.state == .resting {
        trial.target = contents.steps(trial)
        trial.state = .waiting
      }
      if !trial.state.isOver { trial.reason = "" }
    case .kill:
      if trial.state.isOver { return trial }
      trial.reason = "by hand" + (decision.reason.isEmpty ? "" : ": \(decision.reason)")
      if isRunning { trial.wanted = .killed } else { trial.state = .killed }
    case .pause:
      if trial.state.isOver { return trial }
      if isRunning { trial.wanted = .paused } else { trial.state = .paused }
    case .resume:
      if trial.wanted == .paused || trial.wanted == .killed { trial.wanted = nil }
      guard trial.state == .paused || trial.state == .killed else { return trial }
      trial.state = trial.step >= trial.target ? .resting : .waiting
      trial.reason = ""
    case .add, .budget, .stop, .promote: break
    }
    return trial
  }

  /// Adds trials: a number of combinations drawn as the others were, or one that is given by its settings.
  private func add(_ decision: Decision) throws {
    do {
      let added = try combinations(decision.value)
      let first = (contents.trials.map(\.configuration).max() ?? 0) + 1
      let number = (contents.trials.map(\.number).max() ?? 0) + 1
      let trials = Self.trials(
        of: added, seeds: sweep.seeds, method: sweep.method, rungs: sweep.rungs, recipe: sweep.recipe,
        firstConfiguration: first, firstNumber: number)
      try store.carryOut(decision, changing: trials)
      contents.trials += trials
      report(.note("\(trials.count) trials added"))
    } catch {
      try store.carryOut(decision)
      report(.note("add: \(error)"))
    }
  }

  private func combinations(_ value: String) throws -> [Configurations.Kept] {
    let known = Set(contents.trials.map { SweepRows.text($0.settings) })
    if let count = Int(value) {
      guard sweep.trials != nil else {
        throw SweepError("--trials", "all combinations are in the sweep already: give one with --set")
      }
      let drawn = Set(contents.trials.map(\.configuration)).count
      let all = try Configurations(
        sweep.space, of: sweep.recipe, count: drawn + count, seed: sweep.recipe[Keys.Run.seed],
        sameActiveParameters: sweep.tolerance, cost: cost)
      return Array(all.kept.filter { !known.contains(SweepRows.text($0.settings)) }.prefix(count))
    }
    let settings = try SweepRows.settings(value, path: "add")
    if known.contains(value) { throw SweepError("--set", "\(settings.label) is in the sweep already") }
    return [Configurations.Kept(settings: settings, cost: try cost(settings.applied(to: sweep.recipe)))]
  }
}

extension SweepRunner {
  /// The trials of combinations, seed by seed, so that a sweep cut off early has whole rounds to compare.
  public static func trials(
    of combinations: [Configurations.Kept], seeds: [Int], method: SearchMethod, rungs: Rungs, recipe: Recipe,
    firstConfiguration: Int = 1, firstNumber: Int = 1
  ) -> [SweepTrial] {
    var trials: [SweepTrial] = []
    for seed in seeds {
      for (index, combination) in combinations.enumerated() {
        let steps = combination.settings.first { $0.key == Keys.Run.steps.declaration }?.value
        var whole = recipe[Keys.Run.steps]
        if case .integer(let own) = steps { whole = own }
        trials.append(
          SweepTrial(
            number: firstNumber + trials.count, configuration: firstConfiguration + index,
            settings: combination.settings, seed: seed, cost: combination.cost,
            target: method == .asha ? rungs.steps[0] : whole))
      }
    }
    return trials
  }
}
