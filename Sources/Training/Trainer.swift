public import Experiment
internal import Foundation
public import Tensor

/// Runs a workload: steps, evaluations, checkpoints, commands from outside, and an event for each of them.
///
/// Belongs to one thread, which should be a plain one with a large stack (`Trainer.thread`). Everything that leaves it
/// goes through the bus, everything that enters through the control.
public final class Trainer {
  /// How far this stretch of the run goes and from where.
  public struct Plan: Sendable {
    /// Steps already done.
    public var firstStep: Int
    /// Tokens already seen.
    public var firstTokens: Int
    /// The step after which this stretch ends, counted from the run's beginning.
    public var lastStep: Int
    /// Lowest held-out loss so far.
    public var bestLoss: Double

    /// Without `firstStep`, `firstTokens` and `bestLoss`, a run from its beginning.
    public init(firstStep: Int = 0, firstTokens: Int = 0, lastStep: Int, bestLoss: Double = .infinity) {
      self.firstStep = firstStep
      self.firstTokens = firstTokens
      self.lastStep = lastStep
      self.bestLoss = bestLoss
    }
  }

  private let workload: any Workload
  private let bus: EventBus
  private let control: RunControl
  private let checkpoints: Checkpoints?
  private let tape: Tape
  private let optimizer: AdamW
  private let plan: Plan
  private let evaluates: Bool
  private let beforeCheckpoint: () -> Void
  private var recipe: Recipe
  private var schedule: Schedule
  private var step: Int
  private var tokens: Int
  private var bestLoss: Double
  private var lastEvaluated = -1
  private var lastCheckpoint = -1
  private var isPaused = false
  private var singleSteps = 0
  private var stopReason: Finish.Reason?
  private var changes: [(key: String, before: String, after: String)] = []
  private var watch = Watch()

  /// - Parameters:
  ///   - recipe: with the values that changeable keys have now.
  ///   - optimizer: over the workload's block; with its moments when a run is taken up again.
  ///   - checkpoints: nil writes none.
  ///   - beforeCheckpoint: called before each checkpoint is written; returns when all events emitted so far are safe, so
  ///     that a run taken up from the checkpoint has no hole in its session.
  ///   - evaluates: false for benchmarks, which measure steps alone.
  public init(
    recipe: Recipe, workload: any Workload, optimizer: AdamW, pool: ThreadPool, bus: EventBus, control: RunControl,
    checkpoints: Checkpoints?, plan: Plan, beforeCheckpoint: @escaping () -> Void = {}, evaluates: Bool = true
  ) {
    self.recipe = recipe
    self.workload = workload
    self.bus = bus
    self.control = control
    self.checkpoints = checkpoints
    self.plan = plan
    self.evaluates = evaluates
    self.beforeCheckpoint = beforeCheckpoint
    self.optimizer = optimizer
    tape = Tape(pool: pool)
    schedule = Schedule(recipe)
    step = plan.firstStep
    tokens = plan.firstTokens
    bestLoss = plan.bestLoss
    lastEvaluated = plan.firstStep == 0 ? -1 : plan.firstStep
    lastCheckpoint = plan.firstStep
    workload.adopt(recipe)
  }

  /// Trains to the end of the plan, or until told to stop, and says how it ended.
  @discardableResult
  public func run() -> Finish {
    var header = workload.header
    header.recipe = recipe.toml
    header.firstStep = plan.firstStep
    header.totalSteps = plan.lastStep
    bus.emit(.started(header))
    for warning in workload.warnings {
      bus.emit(.alert(Alert(rule: warning.rule, severity: .warning, step: step, message: warning.message)))
    }
    if step == 0, evaluates { workload.prepare(tape) }
    while step < plan.lastStep {
      obey()
      if stopReason != nil { break }
      oneStep()
      if isDue(every: recipe[Keys.Evaluation.every]) { evaluate() }
      if isDue(every: recipe[Keys.Record.checkpointEvery]) { checkpoint() }
    }
    if stopReason == nil { evaluate() }
    checkpoint()
    let finish = Finish(reason: stopReason ?? .completed, step: step)
    bus.emit(.finished(finish))
    return finish
  }

  private func isDue(every interval: Int) -> Bool { interval > 0 && step % interval == 0 }

  // MARK: - One step

  private func oneStep() {
    let start = monotonicSeconds()
    tape.clock.restart()
    workload.block.forgetGradients()
    let result = workload.step(step, tape)
    tape.clock.enter("optimizer")
    let learningRate = recipe[Keys.Optimizer.learningRate] * schedule.factor(at: step + 1)
    let norm = optimizer.step(learningRate: learningRate, tape.pool)
    tape.clock.stop()
    let seconds = monotonicSeconds() - start
    step += 1
    tokens += result.tokens
    let rate = Double(result.tokens) / seconds
    let event = Step(
      step: step, tokens: tokens, loss: result.loss, terms: result.terms, learningRate: learningRate,
      gradientNorm: norm, tokensPerSecond: rate, seconds: seconds,
      phases: tape.clock.seconds.map { NamedValue($0.name, $0.seconds) },
      gflops: rate * workload.header.flopsPerToken * 1e-9, residentBytes: currentResidentBytes(),
      ledgers: result.ledgers, draws: result.draws)
    bus.emit(.step(event))
    for alert in watch.look(at: event) { bus.emit(.alert(alert)) }
  }

  private func evaluate() {
    guard evaluates, lastEvaluated != step else { return }
    lastEvaluated = step
    let start = monotonicSeconds()
    let result = workload.evaluate(tape)
    bus.emit(
      .evaluated(
        Evaluation(result, step: step, tokens: tokens, seconds: monotonicSeconds() - start)))
    if result.loss < bestLoss {
      bestLoss = result.loss
      checkpoint(isBest: true)
    }
  }

  private func checkpoint(isBest: Bool = false) {
    guard let checkpoints, lastCheckpoint != step || isBest else { return }
    lastCheckpoint = step
    beforeCheckpoint()
    let snapshot = Checkpoints.Snapshot(step: step, tokens: tokens, recipe: recipe.toml, bestLoss: bestLoss)
    do {
      let (file, bytes) = try checkpoints.save(
        snapshot, block: workload.block, optimizer: optimizer, buffers: workload.buffers, isBest: isBest)
      bus.emit(.checkpointed(Checkpoint(step: step, file: file, bytes: bytes, isBest: isBest)))
    } catch {
      bus.emit(
        .alert(
          Alert(
            rule: "checkpoint-failed", severity: .critical, step: step,
            message: "no checkpoint at step \(step): \(error). The run goes on.")))
    }
  }

  // MARK: - Commands

  /// Takes the commands that have come, and while paused waits for more.
  private func obey() {
    for command in control.take() { carryOut(command) }
    while isPaused && singleSteps == 0 && stopReason == nil {
      for command in control.take(waiting: 0.5) { carryOut(command) }
    }
    if singleSteps > 0 { singleSteps -= 1 }
  }

  private func carryOut(_ command: Command) {
    switch command {
    case .pause:
      guard !isPaused else { return }
      isPaused = true
      bus.emit(.control(Control(action: .pause, step: step)))
    case .resume:
      guard isPaused else { return }
      isPaused = false
      singleSteps = 0
      bus.emit(.control(Control(action: .resume, step: step)))
    case .singleStep:
      isPaused = true
      singleSteps += 1
      bus.emit(.control(Control(action: .singleStep, step: step)))
    case .stop(let reason):
      stopReason = reason
      bus.emit(.control(Control(action: .stop, step: step)))
    case .set(let key, let value):
      set(key, value)
    case .undo:
      guard let last = changes.popLast() else { return }
      change(.undo, key: last.key, value: last.before)
    case .counterfactual:
      counterfactual()
    case .note(let text):
      bus.emit(.note(Note(step: step, text: text)))
    }
  }

  private func counterfactual() {
    if let result = workload.counterfactual(tape, step: step) {
      bus.emit(.counterfactual(result))
    } else {
      let text = "no counterfactual: it needs held-out text and experts that tokens choose"
      bus.emit(.log(LogLine(level: .warning, text: text)))
    }
  }

  private func set(_ key: String, _ value: String) {
    guard let declaration = RecipeKey.named(key), declaration.changeable else {
      bus.emit(.log(LogLine(level: .warning, text: "\(key) cannot be changed while a run is under way")))
      return
    }
    let before = recipe[declaration].toml
    if change(.set, key: key, value: value) {
      changes.append((key, before, recipe[declaration].toml))
    }
  }

  @discardableResult
  private func change(_ action: Control.Action, key: String, value: String) -> Bool {
    guard let declaration = RecipeKey.named(key) else { return false }
    let before = recipe[declaration].toml
    do {
      let changed = try recipe.applying(set: "\(key)=\(value)")
      recipe = changed
      schedule = Schedule(recipe)
      workload.adopt(recipe)
      bus.emit(
        .control(Control(action: action, step: step, key: key, before: before, after: recipe[declaration].toml)))
      return true
    } catch {
      bus.emit(.log(LogLine(level: .warning, text: "\(error)")))
      return false
    }
  }
}

extension AdamW {
  /// The optimiser of a recipe.
  public convenience init(_ block: ParameterBlock, _ recipe: Recipe) {
    self.init(
      block,
      options: Options(
        beta1: Float(recipe[Keys.Optimizer.beta1]), beta2: Float(recipe[Keys.Optimizer.beta2]),
        epsilon: Float(recipe[Keys.Optimizer.epsilon]), weightDecay: Float(recipe[Keys.Optimizer.weightDecay]),
        clip: recipe[Keys.Optimizer.clip]))
  }
}
