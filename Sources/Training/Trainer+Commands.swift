internal import Experiment

/// What comes from outside, between two steps.
extension Trainer {
  /// Takes the commands that have come, and while paused waits for more.
  func obey() {
    for command in control.take() { carryOut(command) }
    while isPaused && singleSteps == 0 && stopReason == nil {
      for command in control.take(waiting: 0.5) { carryOut(command) }
    }
    if singleSteps > 0 { singleSteps -= 1 }
  }

  /// At the run's last step there is nothing more to do beside a twin than to choose.
  func waitForChoice() {
    while twin != nil && stopReason == nil {
      for command in control.take(waiting: 0.5) { carryOut(command) }
    }
    if twin != nil { endTwin(.original) }
  }

  func carryOut(_ command: Command) {
    let step = learner.step
    switch command {
    case .pause:
      guard !isPaused else { return }
      isPaused = true
      emit(Control(action: .pause, step: step))
    case .resume:
      if let twin, step >= twin.end { extendTwin() } else { resume() }
    case .singleStep:
      isPaused = true
      singleSteps += 1
      emit(Control(action: .singleStep, step: step))
    case .stop(let reason):
      stopReason = reason
      emit(Control(action: .stop, step: step))
    case .set(let key, let value): set(key, value)
    case .undo(let key):
      guard let last = changes.last(of: key) else { return }
      change(.undo, key: last.key, value: last.before)
    case .startTwin(let settings, let steps): startTwin(settings, steps: steps)
    case .extendTwin: extendTwin()
    case .endTwin(let choice): endTwin(choice)
    case .counterfactual: counterfactual()
    case .note(let text): bus.emit(.note(Note(step: step, text: text)))
    }
  }

  func resume() {
    guard isPaused else { return }
    isPaused = false
    singleSteps = 0
    emit(Control(action: .resume, step: learner.step))
  }

  /// Tells what was done and remembers what can be taken back.
  func emit(_ control: Control) {
    changes.take(control)
    bus.emit(.control(control))
  }

  func warn(_ text: String) { bus.emit(.log(LogLine(level: .warning, text: text))) }

  private func counterfactual() {
    if let result = learner.workload.counterfactual(tape, step: learner.step) {
      bus.emit(.counterfactual(result))
    } else {
      warn("no counterfactual: it needs held-out text and experts that tokens choose")
    }
  }

  private func set(_ key: String, _ value: String) {
    guard let declaration = RecipeKey.named(key), declaration.changeable else {
      return warn("\(key) cannot be changed while a run is under way")
    }
    change(.set, key: key, value: value)
  }

  private func change(_ action: Control.Action, key: String, value: String) {
    guard twin == nil else { return warn("\(key) stays as it is beside a twin: keep one of the two first") }
    guard let declaration = RecipeKey.named(key) else { return }
    let before = learner.recipe[declaration].toml
    do {
      let changed = try learner.recipe.changing(key, to: value)
      if let refusal = learner.workload.refusal(of: changed) { return warn(refusal) }
      learner.adopt(changed)
      watch.thresholds = Watch.Thresholds(learner.recipe)
      let after = learner.recipe[declaration].toml
      emit(Control(action: action, step: learner.step, key: key, before: before, after: after))
    } catch {
      warn("\(error)")
    }
  }
}
