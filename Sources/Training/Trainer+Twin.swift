internal import Experiment
internal import Foundation

/// A shadow copy beside the run. The run's own arithmetic never sees it: they share data, threads and the tape, which
/// forgets everything between two steps.
extension Trainer {
  /// Makes the copy.
  func startTwin(_ settings: [RecipeSetting], steps: Int) {
    guard twin == nil else { return warn("a twin is at work already: keep one of the two first, or cancel it") }
    guard steps > 0 else { return warn("a twin needs at least one step, not \(steps)") }
    guard learner.step < plan.lastStep else { return warn("no twin: the run is at its last step") }
    let recipe = learner.recipe
    do {
      let changed = try recipe.changing(settings.map { ($0.key, $0.value) })
      if let refusal = learner.workload.refusal(of: changed) { return warn("no twin: \(refusal)") }
      guard let copy = try learner.twin(changed) else {
        return warn("no twin: a run of \(learner.workload.header.workload) cannot be copied")
      }
      let changes = changed.differences(from: recipe).map {
        RecipeChange(key: $0.key.path, before: $0.other.toml, after: $0.value.toml)
      }
      let end = steps > plan.lastStep - learner.step ? plan.lastStep : learner.step + steps
      let start = TwinStart(step: learner.step, steps: end - learner.step, changes: changes)
      twin = Twin(copy, start: start, recipe: recipe, bestLoss: learner.bestLoss, end: end)
      bus.emit(.twin(.started(start)))
    } catch {
      warn("no twin: \(error)")
    }
  }

  /// The twin's step of the number that the run has just done.
  func stepTwin() {
    guard let twin, twin.learner.step < learner.step else { return }
    let step = twin.learner.advance(tape)
    twin.own.append((bus.emit(.twin(.step(step))).time, .step(step)))
  }

  /// The twin's evaluation, where the run has just made one.
  func evaluateTwin() {
    guard let twin else { return }
    let evaluation = twin.learner.evaluate(tape)
    twin.learner.bestLoss = min(twin.learner.bestLoss, evaluation.loss)
    twin.own.append((bus.emit(.twin(.evaluated(evaluation))).time, .evaluated(evaluation)))
  }

  /// Stops for a choice when the two have done their steps.
  func pauseForChoice() {
    guard let twin, learner.step >= twin.end, !isPaused else { return }
    let text = "run and twin have done \(learner.step - twin.start.step) steps: keep one of them, or let both go on"
    bus.emit(.log(LogLine(text: text)))
    isPaused = true
    bus.emit(.control(Control(action: .pause, step: learner.step)))
  }

  /// Lets both go on for as many steps again.
  func extendTwin() {
    guard let twin else { return warn("there is no twin") }
    guard twin.end < plan.lastStep else { return warn("the run ends at step \(plan.lastStep): keep one of the two") }
    twin.end = min(plan.lastStep, twin.end + min(twin.start.steps, plan.lastStep))
    resume()
  }

  /// Ends the twin; the one that does not go on becomes a branch.
  func endTwin(_ choice: TwinChoice) {
    guard let twin else { return warn("there is no twin") }
    switch choice {
    case .cancelled:
      bus.emit(.twin(.ended(TwinEnd(step: learner.step, choice: .cancelled, branch: ""))))
    case .original:
      let branch = record(twin.own, of: twin.learner, beside: twin, as: "twin", change: twin.start.text)
      bus.emit(.twin(.ended(TwinEnd(step: learner.step, choice: .original, branch: branch))))
    case .twin:
      let branch = record(
        twin.original, of: learner, beside: twin, as: "original", change: "as it was, without: \(twin.start.text)")
      guard keep(twin, branch: branch) else { return }
    }
    self.twin = nil
    // A pause that the user asked for stays.
    if stopReason == nil, learner.step >= twin.end { resume() }
  }

  /// The run becomes its twin: its steps since the copy are told anew, as after a checkpoint that a run is taken up from.
  private func keep(_ twin: Twin, branch: String) -> Bool {
    let wasBest = learner.bestLoss < twin.bestLoss
    do {
      try learner.become(twin.learner)
    } catch {
      warn("the twin cannot be kept: \(error)")
      return false
    }
    bus.emit(.twin(.ended(TwinEnd(step: learner.step, choice: .twin, branch: branch))))
    var header = learner.workload.header
    header.recipe = twin.recipe.toml
    header.firstStep = twin.start.step
    header.totalSteps = plan.lastStep
    bus.emit(.started(header))
    changes.restart(at: twin.start.step, recipe: twin.recipe)
    for change in twin.start.changes {
      emit(
        Control(action: .set, step: twin.start.step, key: change.key, before: change.before, after: change.after))
    }
    for (_, event) in twin.own { bus.emit(event) }
    watch = Watch(Watch.Thresholds(learner.recipe), tasks: header.tasks.map(\.name))
    details.clear()
    // The one of this very step may be the run's.
    lastCheckpoint = -1
    // Its own checkpoint first: those of the steps that never were go when there is something to go on from.
    checkpoint(isBest: wasBest || learner.bestLoss < twin.bestLoss)
    checkpoints?.remove(after: twin.start.step, except: learner.step)
    return true
  }

  /// Writes a branch, with a checkpoint to go on from.
  ///
  /// - Returns: its file name; empty when there is none.
  private func record(
    _ told: [(time: Double, event: Event)], of learner: Learner, beside twin: Twin, as word: String, change: String
  ) -> String {
    guard let branches, let first = told.first, let last = told.last else { return "" }
    do {
      let place = try branches(twin.start.step)
      var recipe = learner.recipe
      recipe[Keys.Run.name] = "\(learner.workload.header.name)-\(word)"
      var header = learner.workload.header
      (header.name, header.recipe) = (recipe[Keys.Run.name], recipe.toml)
      (header.firstStep, header.totalSteps) = (twin.start.step, plan.lastStep)
      header.branch = Branch(parent: place.parent, step: twin.start.step, change: change)
      var events = [(time: first.time, event: Event.started(header))] + told
      if let checkpoints = place.checkpoints {
        events.append((last.time, .checkpointed(try save(learner, as: recipe, to: checkpoints, isBest: false))))
      }
      events.append((last.time, .finished(Finish(reason: .stopped, step: learner.step))))
      try place.record(
        events.enumerated().map { Stamped(sequence: $0.offset, time: $0.element.time, event: $0.element.event) })
      return place.name
    } catch {
      bus.emit(
        .alert(
          Alert(
            rule: "branch-failed", severity: .warning, step: learner.step, message: "no branch is recorded: \(error)")))
      return ""
    }
  }
}
