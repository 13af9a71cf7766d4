/// What is known of a run: the fold of its events. The screen, the summary and the checks are functions of this.
///
/// Equal events in equal order give equal states, whether they come live or from a session. `apply` takes time in
/// proportion to the event, not to the run. Memory: see `StepHistory`, `LayerHistory` and `DrawHistory`; everything else
/// is bounded.
public struct RunState: Sendable, Equatable {
  /// Where a run stands.
  public enum Status: Sendable, Equatable {
    /// No event has come yet.
    case waiting
    case running
    case paused
    /// Asked to stop; the current step is being finished.
    case stopping
    case finished(Finish.Reason)
  }

  /// A remark with the moment it was made.
  public struct TimedLine: Sendable, Equatable {
    /// Seconds since 1970.
    @Exact public var time: Double
    /// What was said.
    public var line: LogLine
  }

  /// The losses by band of one evaluation.
  public struct TimedBands: Sendable, Equatable {
    /// The step after which it was made.
    public var step: Int
    /// Band 0 has the largest clusters.
    public var losses: [BandLoss]
  }

  /// The header of the latest stretch.
  public private(set) var header: Header?
  /// The recipe as it stands, with all changes made while running; nil when the header's cannot be read.
  public private(set) var recipe: Recipe?
  /// Where the run stands.
  public private(set) var status = Status.waiting
  /// The latest step, with its ledgers by device and expert.
  public private(set) var latest: Step?
  /// All steps, by column.
  public private(set) var steps = StepHistory()
  /// The MoE layers in the order of the model; rows as in `steps`.
  public private(set) var layers: [LayerHistory] = []
  /// From which clusters windows were drawn; empty where none are.
  public private(set) var draws = DrawHistory()
  /// Which tasks the steps were of; empty for a run without tasks.
  public private(set) var tasks = TaskHistory()
  /// The clusters of the header by size.
  public private(set) var bands = ClusterBands([])
  /// The held-out losses by band of clusters, of the evaluations that have any.
  public private(set) var bandLosses: [TimedBands] = []
  /// All evaluations, in order. Tables of pairs, domains, frequencies, clusters and probe choices, matrices and pictures are kept of the latest ones only, as many as
  /// have `tableLimit` cells together; the session has them all.
  public private(set) var evaluations: [Evaluation] = []
  /// The latest evaluations under other conditions, at most `lineLimit`.
  public private(set) var conditionalEvaluations: [ConditionalEvaluation] = []
  /// The latest counterfactuals, at most `lineLimit`.
  public private(set) var counterfactuals: [Counterfactual] = []
  /// All checkpoints, in order, deleted ones included.
  public private(set) var checkpoints: [Checkpoint] = []
  /// The latest alerts, at most `lineLimit`.
  public private(set) var alerts: [Alert] = []
  /// The latest controls, at most `lineLimit`.
  public private(set) var controls: [Control] = []
  /// Changes that can be taken back.
  public private(set) var changes = ChangeStack()
  /// The latest twin beside the run; nil before the first.
  public private(set) var twin: TwinState?
  /// The latest steps that are known in full detail, rising, at most `lineLimit`.
  public private(set) var details: [StepDetail] = []
  /// The latest notes, at most `lineLimit`.
  public private(set) var notes: [Note] = []
  /// The latest log lines, at most `lineLimit`.
  public private(set) var log: [TimedLine] = []
  /// How the latest stretch ended.
  public private(set) var finish: Finish?
  /// Sequence number of the last event applied; −1 before the first.
  public private(set) var lastSequence = -1
  /// Moment of the first event, in seconds since 1970.
  @Exact public private(set) var startTime: Double = 0
  /// Moment of the last event applied.
  @Exact public private(set) var lastTime: Double = 0
  /// Ledgers whose identities were checked.
  public private(set) var ledgersChecked = 0
  /// The first ledger that does not balance, with its step, or nil.
  public private(set) var imbalance: String?

  /// How many lines of alerts, controls, notes and log are kept, each.
  public static let lineLimit = 1000
  /// How many MoE layers are followed, so that a stranger's session cannot grow without bound.
  static let layerLimit = 256
  /// Cells of the tables of all evaluations together, from which on the oldest let theirs go.
  static let tableLimit = 1 << 22

  /// The state before the first event.
  public init() {}

  /// Changes that `undo` would take back, the last first to go.
  public var undoStack: [Control] { changes.changes }

  /// The twin that trains beside the run at present.
  public var activeTwin: TwinState? { twin.flatMap { $0.end == nil ? $0 : nil } }

  /// Whether all books balance so far.
  public var booksBalance: Bool { imbalance == nil }

  /// Number of optimiser steps done.
  public var step: Int { steps.step.last ?? header?.firstStep ?? 0 }

  /// Takes in one event.
  public mutating func apply(_ stamped: Stamped) {
    if lastSequence < 0 { startTime = stamped.time }
    lastSequence = stamped.sequence
    lastTime = stamped.time
    twin?.take(stamped.event, time: stamped.time)
    switch stamped.event {
    case .started(let header): start(header)
    case .step(let step): take(step, time: stamped.time)
    case .evaluated(let evaluation): take(evaluation)
    case .evaluatedUnder(let evaluation): Self.append(evaluation, to: &conditionalEvaluations)
    case .counterfactual(let counterfactual): Self.append(counterfactual, to: &counterfactuals)
    case .checkpointed(let checkpoint): checkpoints.append(checkpoint)
    case .alert(let alert): Self.append(alert, to: &alerts)
    case .detailed(let detailed):
      for step in detailed.steps where step.step > details.last?.step ?? 0 { Self.append(step, to: &details) }
    case .twin(.started(let start)): twin = TwinState(start)
    case .twin: break
    case .control(let control): take(control)
    case .note(let note): Self.append(note, to: &notes)
    case .log(let line): Self.append(TimedLine(time: stamped.time, line: line), to: &log)
    case .finished(let finish):
      self.finish = finish
      status = .finished(finish.reason)
    }
  }

  private mutating func start(_ header: Header) {
    self.header = header
    recipe = try? Recipe(toml: header.recipe, file: header.name)
    status = .running
    finish = nil
    changes.restart(at: header.firstStep, recipe: recipe)
    // A stretch that begins ends what was under way: the copy died with the trainer.
    let time = lastTime
    if let start = activeTwin?.start {
      twin?.take(.twin(.ended(TwinEnd(step: start.step, choice: .cancelled, branch: ""))), time: time)
    }
    // Steps after the checkpoint that the run is taken up from are done again.
    let kept = steps.index(ofStep: header.firstStep).map { $0 + 1 } ?? 0
    draws.restart(steps: kept, clusters: header.clusters.count)
    tasks.restart(steps: kept, tasks: header.tasks.count)
    bands = ClusterBands(header.clusters)
    guard kept < steps.count else { return }
    steps.cut(to: kept)
    for index in layers.indices { layers[index].cut(to: kept) }
    latest = nil
    evaluations.removeAll { $0.step > header.firstStep }
    bandLosses.removeAll { $0.step > header.firstStep }
    checkpoints.removeAll { $0.step > header.firstStep }
    alerts.removeAll { $0.step > header.firstStep }
    details.removeAll { $0.step > header.firstStep }
    counterfactuals.removeAll { $0.step > header.firstStep }
    conditionalEvaluations.removeAll { $0.evaluation.step > header.firstStep }
  }

  private mutating func take(_ step: Step, time: Double) {
    let index = steps.count
    steps.append(step, time: time)
    latest = step
    draws.append(step.draws, at: index)
    tasks.append(step.task, at: index)
    for ledger in step.ledgers { take(ledger, at: index, step: step.step) }
  }

  private mutating func take(_ evaluation: Evaluation) {
    evaluations.append(evaluation)
    if !evaluation.clusters.isEmpty {
      bandLosses.append(TimedBands(step: evaluation.step, losses: bands.losses(evaluation.clusters)))
    }
    var cells = 0
    for index in evaluations.indices.reversed() {
      let own = evaluations[index].tableCells
      if own == 0, index < evaluations.count - 1 { break }
      cells += own
      guard cells > Self.tableLimit, index < evaluations.count - 1 else { continue }
      evaluations[index].forgetTables()
    }
  }

  private mutating func take(_ ledger: LayerLedger, at index: Int, step: Int) {
    ledgersChecked += 1
    if imbalance == nil, let fault = ledger.imbalance { imbalance = "step \(step): \(fault)" }
    guard ledger.isWellFormed else { return }
    if let known = layers.firstIndex(where: { $0.layer == ledger.layer && $0.part == ledger.part }) {
      guard layers[known].experts == ledger.experts, layers[known].count <= index else {
        imbalance = imbalance ?? "step \(step): layer \(ledger.layer)\(ledger.part) does not go on as it began"
        return
      }
      layers[known].append(ledger, at: index)
    } else if layers.count < Self.layerLimit {
      let shape = header?.moeLayers.first { $0.layer == ledger.layer && $0.part == ledger.part }
      layers.append(LayerHistory(ledger, isMixture: shape?.isMixture ?? false))
      layers[layers.count - 1].append(ledger, at: index)
    }
  }

  private mutating func take(_ control: Control) {
    Self.append(control, to: &controls)
    switch control.action {
    case .pause, .singleStep: status = .paused
    case .resume: status = .running
    case .stop: status = .stopping
    case .set, .undo:
      changes.take(control)
      change(control)
    }
  }

  private mutating func change(_ control: Control) {
    if let changed = try? recipe?.changing(control.key, to: control.after) { recipe = changed }
  }

  private static func append<Line>(_ line: Line, to lines: inout [Line]) {
    lines.append(line)
    if lines.count > lineLimit { lines.removeFirst(lines.count - lineLimit) }
  }
}
