public import Experiment
import Foundation

/// A run that never happened: the events a trainer could have emitted, the same each time.
///
/// It looks like a small mixture of experts that learns, and holds what screens and sessions must cope with: experts that
/// overflow, one that stays dead for the first part, a loss that is NaN once, a pause with single steps, a changed and an
/// undone capacity factor, evaluations, checkpoints, notes and log lines.
public struct ScriptedRun: Sendable {
  /// Name of the run.
  public var name = "scripted"
  /// Number of steps.
  public var steps = 300
  /// Number of layers, all with experts.
  public var layers = 4
  /// Number of experts.
  public var experts = 8
  /// Number of virtual devices.
  public var devices = 2
  /// Choices of a token.
  public var k = 2
  /// Length of a training window in tokens.
  public var sequenceLength = 128
  /// Windows in a step.
  public var batchSize = 16
  /// Slots over fair share; 0: no limit.
  public var capacityFactor = 1.25
  /// The number that all chance follows from.
  public var seed: UInt64 = 7
  /// Moment of the first event, in seconds since 1970.
  public var start = 1_700_000_000.0
  /// Step at which the loss is NaN; 0 for never.
  public var divergedStep = 170
  /// The sub-layers of each layer: one without a name, or `a` and `b`.
  public var parts = [""]
  /// Whether the routers are masked: rare tokens see one expert, frequent ones half of them.
  public var isMasked = false
  /// Whether dropped tokens are rectified and empty slots filled.
  public var rectifies = false
  /// Whether ledgers, evaluations, counterfactuals and evaluations under other conditions tell all that can be measured.
  public var isMeasured = false
  /// Steps between evaluations.
  public var evaluationEvery = 50
  /// Whether held-out losses by position follow a law that goes on falling, instead of flattening early.
  public var isLawful = false
  /// Whether windows are drawn by clusters of documents, with ClusterClip.
  public var isClustered = false
  /// Whether a twin with less capacity trains beside it from step 200 to 261, and an alert tells the steps before 230.
  public var hasTwin = false
  /// Whether the run ends with `finished`.
  public var finishes = true

  /// The standard run.
  public init() {}

  /// A run of another length; everything else as in the standard one.
  public init(steps: Int) { self.steps = steps }

  /// A run of which all is measured.
  public static func measured(steps: Int = 300) -> ScriptedRun {
    var run = ScriptedRun(steps: steps)
    run.isMeasured = true
    return run
  }

  /// A measured run with a mask.
  public static func masked(steps: Int = 300) -> ScriptedRun {
    var run = measured(steps: steps)
    (run.name, run.isMasked, run.k) = ("scripted-mask", true, 1)
    return run
  }

  /// A measured run with both rectifications, on four devices.
  public static func rectified(steps: Int = 300) -> ScriptedRun {
    var run = measured(steps: steps)
    (run.name, run.rectifies, run.devices) = ("scripted-rectify", true, 4)
    return run
  }

  /// A measured run with two sub-layers in each of two layers.
  public static func cartesian(steps: Int = 300) -> ScriptedRun {
    var run = measured(steps: steps)
    (run.name, run.parts, run.layers, run.k) = ("scripted-cartesian", ["a", "b"], 2, 1)
    return run
  }

  /// A run of 16 evaluations whose losses by position follow hyperbolas, nearly.
  public static func lawful(steps: Int = 320) -> ScriptedRun {
    var run = ScriptedRun(steps: steps)
    (run.name, run.isLawful, run.evaluationEvery, run.layers) = ("scripted-law", true, max(1, steps / 16), 1)
    return run
  }

  /// The recipe that the header carries.
  public var recipe: Recipe {
    var recipe = Recipe()
    recipe[Keys.Run.name] = name
    recipe[Keys.Run.steps] = steps
    recipe[Keys.Run.seed] = Int(seed)
    recipe[Keys.Data.corpora] = ["gcide", "pydoc"]
    recipe[Keys.Data.sequenceLength] = sequenceLength
    recipe[Keys.Data.batchSize] = batchSize
    recipe[Keys.Model.layers] = layers
    recipe[Keys.MoE.experts] = experts
    recipe[Keys.MoE.devices] = devices
    recipe[Keys.MoE.k] = k
    recipe[Keys.MoE.capacityFactor] = capacityFactor
    recipe[Keys.Evaluation.every] = evaluationEvery
    if isMasked { recipe[Keys.MoE.router] = .mask }
    if isClustered { (recipe[Keys.Sampler.method], recipe[Keys.Sampler.clip]) = (.clusterClip, 2) }
    if parts.count > 1 { recipe[Keys.MoE.block] = .cartesian }
    if rectifies { (recipe[Keys.MoE.intraGPU], recipe[Keys.MoE.fillIn]) = (true, true) }
    return recipe
  }

  /// What the run says of itself.
  public func header(firstStep: Int = 0) -> Header {
    Header(
      name: name, workload: "language-model", recipe: recipe.toml, seed: seed, firstStep: firstStep, totalSteps: steps,
      tokensPerStep: tokensPerStep, sequenceLength: sequenceLength, vocabulary: 258, domains: ["gcide", "pydoc"],
      moeLayers: places.map { place in
        MoEShape(
          layer: place.layer, part: place.part, router: isMasked ? "mask" : "topk", experts: experts, devices: devices,
          k: k, visibility: isMasked ? visibility(place: place.number) : [])
      },
      layers: layers, totalParameters: 9_585_152, activeParameters: 3_293_696, flopsPerToken: 2.1e7,
      machine: Machine(
        processor: "Example CPU @ 2.50GHz", cores: 2, threads: 2, blasCore: "SkylakeX", sgemmGflops: 310.5),
      version: "0.1.0",
      tokenizer: isClustered
        ? TokenizerFacts(
          algorithm: "bpe", vocabulary: 258, scaffoldTokens: 0, bytesPerToken: 1.25, entropy: 5.5, redundancy: 0.25)
        : nil,
      sampler: isClustered ? "clusterclip" : "", clusters: isClustered ? clusters : [])
  }

  /// All events, stamped from sequence number 0 on.
  public var events: [Stamped] { stretch(from: 0, to: steps, firstSequence: 0, at: start) }

  /// The events of one stretch of the run: the same steps whatever the stretch, as after a resumption.
  ///
  /// - Parameters:
  ///   - first: steps already done.
  ///   - last: the last step of the stretch.
  ///   - firstSequence: sequence number of its `started` event.
  ///   - time: moment of its `started` event.
  public func stretch(from first: Int, to last: Int, firstSequence: Int, at time: Double) -> [Stamped] {
    var script = Script(sequence: firstSequence, time: time)
    script.emit(.started(header(firstStep: first)), after: 0)
    script.emit(.log(LogLine(text: "reading 2 corpora: gcide 4.1 MB, pydoc 9.8 MB")), after: 0.31)
    var factor = capacityFactor
    let draws = clusterDraws()
    if first < last {
      for step in (first + 1)...last { emit(step, last: last, factor: &factor, draws: draws, into: &script) }
    }
    if finishes {
      script.emit(.finished(Finish(reason: last == steps ? .completed : .stopped, step: last)), after: 0.01)
    }
    return script.events
  }

  private var tokensPerStep: Int { batchSize * sequenceLength }

  private func emit(
    _ number: Int, last: Int, factor: inout Double, draws: [[Int32]], into script: inout Script
  ) {
    var event = step(number, factor: factor)
    if isClustered { event.draws = draws[number - 1] }
    if hasTwin, number == 261 { script.emit(.control(Control(action: .singleStep, step: 260)), after: 3) }
    script.emit(.step(event), after: event.seconds)
    if hasTwin { emitTwin(number, into: &script) }
    if number == divergedStep {
      script.emit(
        .alert(
          Alert(
            rule: "loss-not-finite", severity: .critical, step: number,
            message: "step \(number): the loss is NaN; the update was skipped")), after: 0)
    }
    switch number {
    case 5:
      script.emit(
        .alert(
          Alert(
            rule: "dead-expert", severity: .warning, step: number,
            message: "layer \(deadLayer): expert \(deadExpert) has had no token for 5 steps")), after: 0)
    case 60:
      script.emit(.control(Control(action: .pause, step: number)), after: 0)
      script.emit(.note(Note(step: number, text: "layer \(deadLayer) looks odd: one expert gets nothing")), after: 8.5)
      script.emit(.control(Control(action: .singleStep, step: number)), after: 1.2)
    case 61: script.emit(.control(Control(action: .resume, step: number)), after: 2.25)
    case 120:
      script.emit(
        .control(
          Control(
            action: .set, step: number, key: "moe.capacity_factor", before: factor.description,
            after: (factor + 0.5).description)), after: 0)
      factor += 0.5
    case 140:
      script.emit(
        .control(
          Control(
            action: .undo, step: number, key: "moe.capacity_factor", before: factor.description,
            after: (factor - 0.5).description)), after: 0)
      factor -= 0.5
    case 200:
      script.emit(
        .control(
          Control(
            action: .set, step: number, key: "optimizer.learning_rate", before: "0.001", after: "0.0005")), after: 0)
    default: break
    }
    if number.isMultiple(of: evaluationEvery) || number == last {
      let evaluation = evaluation(number)
      script.emit(.evaluated(evaluation), after: evaluation.seconds)
      if isMeasured { emitMore(number, evaluation, into: &script) }
      script.emit(.log(LogLine(text: "step \(number): held-out loss \(evaluation.loss)")), after: 0)
    }
    if number.isMultiple(of: 100) || number == last {
      let checkpoint = Checkpoint(
        step: number, file: "step-\(number).safetensors", bytes: 115_021_824, isBest: number != divergedStep)
      script.emit(.checkpointed(checkpoint), after: 0.2)
    }
  }
}

extension ScriptedRun {
  /// All sub-layers in the order of the model.
  var places: [(number: Int, layer: Int, part: String)] {
    (0..<layers).flatMap { layer in
      parts.enumerated().map { (layer * parts.count + $0.offset, layer, $0.element) }
    }
  }

  /// A counterfactual after every second evaluation, and two evaluations under other conditions after the fourth.
  private func emitMore(_ number: Int, _ evaluation: Evaluation, into script: inout Script) {
    if number.isMultiple(of: 100) { script.emit(.counterfactual(counterfactual(number)), after: 0.4) }
    guard number == 200 else { return }
    for (condition, more) in [("disable-top-expert", 0.31), ("moe.capacity_factor=0.5", 0.074)] {
      var changed = evaluation
      changed.loss += more
      changed.bitsPerByte = changed.loss / 0.6931471805599453
      changed.positions = evaluation.positions.enumerated().map { $1 + Float(more) * Float($0 + 40) / 100 }
      (changed.layers, changed.frequencies) = ([], [])
      script.emit(
        .evaluatedUnder(
          ConditionalEvaluation(
            checkpoint: "step-\(number).safetensors", conditions: [condition], evaluation: changed)), after: 0.8)
    }
  }
}

/// Stamps events one after the other.
struct Script {
  var sequence: Int
  var time: Double
  var events: [Stamped] = []

  mutating func emit(_ event: Event, after seconds: Double) {
    time += seconds
    events.append(Stamped(sequence: sequence, time: time, event: event))
    sequence += 1
  }
}
