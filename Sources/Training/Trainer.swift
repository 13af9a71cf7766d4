public import Experiment
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

    /// Where the run comes from; nil for one of its own.
    public var branch: Branch?

    /// Without `firstStep`, `firstTokens` and `bestLoss`, a run from its beginning.
    public init(
      firstStep: Int = 0, firstTokens: Int = 0, lastStep: Int, bestLoss: Double = .infinity, branch: Branch? = nil
    ) {
      self.branch = branch
      self.firstStep = firstStep
      self.firstTokens = firstTokens
      self.lastStep = lastStep
      self.bestLoss = bestLoss
    }
  }

  let learner: Learner
  let bus: EventBus
  let control: RunControl
  let checkpoints: Checkpoints?
  let tape: Tape
  let plan: Plan
  let branches: ((_ step: Int) throws -> BranchPlace)?
  private let evaluates: Bool
  private let beforeCheckpoint: () -> Void
  private var lastEvaluated = -1
  var lastCheckpoint = -1
  var isPaused = false
  var singleSteps = 0
  var stopReason: Finish.Reason?
  var changes: ChangeStack
  var watch: Watch
  var details = DetailRing()
  var twin: Twin?

  /// - Parameters:
  ///   - recipe: with the values that changeable keys have now.
  ///   - optimizer: over the workload's block; with its moments when a run is taken up again.
  ///   - checkpoints: nil writes none.
  ///   - beforeCheckpoint: called before each checkpoint is written; returns when all events emitted so far are safe, so
  ///     that a run taken up from the checkpoint has no hole in its session.
  ///   - changes: what can be taken back, of a run that is taken up again.
  ///   - branches: gives the place of a branch that begins after a step; nil records none.
  ///   - evaluates: false for benchmarks, which measure steps alone.
  public init(
    recipe: Recipe, workload: any Workload, optimizer: any Optimizer, pool: ThreadPool, bus: EventBus,
    control: RunControl,
    checkpoints: Checkpoints?, plan: Plan, beforeCheckpoint: @escaping () -> Void = {},
    changes: ChangeStack = ChangeStack(), branches: ((_ step: Int) throws -> BranchPlace)? = nil, evaluates: Bool = true
  ) {
    learner = Learner(
      workload, optimizer, recipe, step: plan.firstStep, tokens: plan.firstTokens, bestLoss: plan.bestLoss)
    self.bus = bus
    self.control = control
    self.checkpoints = checkpoints
    self.plan = plan
    self.evaluates = evaluates
    self.beforeCheckpoint = beforeCheckpoint
    self.changes = changes
    self.branches = branches
    tape = Tape(pool: pool)
    watch = Watch(Watch.Thresholds(recipe), tasks: workload.header.tasks.map(\.name))
    lastEvaluated = plan.firstStep == 0 ? -1 : plan.firstStep
    lastCheckpoint = plan.firstStep
  }

  /// Trains to the end of the plan, or until told to stop, and says how it ended.
  @discardableResult
  public func run() -> Finish {
    let workload = learner.workload
    var header = workload.header
    header.recipe = learner.recipe.toml
    header.firstStep = plan.firstStep
    header.totalSteps = plan.lastStep
    header.branch = plan.branch
    bus.emit(.started(header))
    for warning in workload.warnings {
      bus.emit(.alert(Alert(rule: warning.rule, severity: .warning, step: learner.step, message: warning.message)))
    }
    if learner.step == 0, evaluates { workload.prepare(tape) }
    while learner.step < plan.lastStep {
      obey()
      if stopReason != nil { break }
      oneStep()
      stepTwin()
      if isDue(every: learner.recipe[Keys.Evaluation.every]) { evaluate() }
      if isDue(every: learner.recipe[Keys.Record.checkpointEvery]) { checkpoint() }
      pauseForChoice()
    }
    waitForChoice()
    if stopReason == nil { evaluate() }
    checkpoint()
    let finish = Finish(reason: stopReason ?? .completed, step: learner.step)
    bus.emit(.finished(finish))
    return finish
  }

  private func isDue(every interval: Int) -> Bool { interval > 0 && learner.step % interval == 0 }

  private func oneStep() {
    let step = learner.advance(tape)
    tell(.step(step))
    let keep = learner.recipe[Keys.Alerts.detail]
    if keep > 0 {
      let layers = learner.workload.details
      if !layers.isEmpty { details.add(StepDetail(step: step.step, layers: layers), keeping: keep) }
    }
    let alerts = watch.look(at: step)
    for alert in alerts { tell(.alert(alert)) }
    if !alerts.isEmpty, let told = details.tell(at: step.step) { bus.emit(.detailed(told)) }
  }

  /// Emits what belongs to the run's own course, which beside a twin may become a branch.
  private func tell(_ event: Event) {
    let stamped = bus.emit(event)
    twin?.original.append((stamped.time, event))
  }

  private func evaluate() {
    guard evaluates, lastEvaluated != learner.step else { return }
    lastEvaluated = learner.step
    let evaluation = learner.evaluate(tape)
    tell(.evaluated(evaluation))
    if evaluation.loss < learner.bestLoss {
      learner.bestLoss = evaluation.loss
      checkpoint(isBest: true)
    }
    evaluateTwin()
  }

  func checkpoint(isBest: Bool = false) {
    guard let checkpoints, lastCheckpoint != learner.step || isBest else { return }
    lastCheckpoint = learner.step
    beforeCheckpoint()
    do {
      bus.emit(.checkpointed(try save(learner, as: learner.recipe, to: checkpoints, isBest: isBest)))
    } catch {
      bus.emit(
        .alert(
          Alert(
            rule: "checkpoint-failed", severity: .critical, step: learner.step,
            message: "no checkpoint at step \(learner.step): \(error). The run goes on.")))
    }
  }

  /// Writes all that is needed to go on from where a learner stands.
  func save(
    _ learner: Learner, as recipe: Recipe, to checkpoints: Checkpoints, isBest: Bool
  ) throws -> Checkpoint {
    let snapshot = Checkpoints.Snapshot(
      step: learner.step, tokens: learner.tokens, recipe: recipe.toml, bestLoss: learner.bestLoss)
    let workload = learner.workload
    let (file, bytes) = try checkpoints.save(
      snapshot, block: workload.block, optimizer: learner.optimizer, buffers: workload.buffers, isBest: isBest)
    return Checkpoint(
      step: learner.step, file: file, bytes: bytes, isBest: isBest, weightHash: workload.block.hash)
  }
}
