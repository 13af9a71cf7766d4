internal import Data
public import Experiment
public import Models
public import Tensor

/// Several tasks of language understanding with one encoder that they share in part, and a head each.
///
/// A step trains one task, or several with PCGrad. Losses that are reported are scaled by what guessing costs
/// (`HeadKind.lossScale`), so that those of different tasks can be compared and added; what a step descends on is
/// `LossWeighting`'s.
public final class Understanding: Workload {
  /// Tasks, sizes and cost, for a run from its first step.
  public private(set) var header: Header
  /// Encoder and heads.
  public let block: ParameterBlock
  /// The encoder, with what is shared by whom.
  public let encoder: any TaskEncoder
  /// One for each task.
  public let heads: [TaskHead]
  /// The tasks.
  public let data: UnderstandingData

  let recipe: Recipe
  /// The groups at the run's beginning.
  let firstGroups: [[Int]]
  /// Validation, then test, in batches of like length.
  let heldOut: [HeldOutBatches]
  /// Whether the next evaluation is the first of the run.
  var isFirstEvaluation = false
  /// Steps done, as far as this object has seen.
  var stepsDone = 0
  let seed: UInt64
  let dropout: Float
  /// What a step descends on.
  let weighting: LossWeighting
  /// For steps of several tasks; nil where each is of one.
  let projection: ProjectedStep?

  /// Builds the model of a recipe and fills it with its first weights.
  ///
  /// - Parameter machine: goes into the header as it is.
  /// - Throws: `TrainingError` or `EncoderError` when recipe and data do not go together.
  public convenience init(recipe: Recipe, data: UnderstandingData, machine: Machine) throws {
    let reference = recipe[Keys.Tasks.reference].values.count
    let steps = max(1, recipe[Keys.Tasks.referenceSteps].values.count)
    guard reference == 0 || reference == data.tasks.count * steps else {
      let times = steps > 1 ? " at \(steps) steps" : ""
      throw TrainingError(
        "tasks.reference: has \(reference) numbers for \(data.tasks.count) tasks\(times); give one each or none")
    }
    try self.init(
      recipe: recipe, data: data, groups: try TaskGrouping.groups(of: recipe, data: data), machine: machine,
      heldOut: data.heldOutBatches)
    try data.start.fill(encoder)
    for head in heads { head.initialise(seed: seed) }
    weighting.initialise()
  }

  /// The model of a recipe on the same data with all layers shared: what gradients of tasks are compared on.
  ///
  /// - Throws: what `init` throws.
  public static func hardShared(recipe: Recipe, data: UnderstandingData, machine: Machine) throws -> Understanding {
    var recipe = recipe
    recipe[Keys.Hierarchy.bottom] += recipe[Keys.Hierarchy.middle] + recipe[Keys.Hierarchy.top]
    (recipe[Keys.Hierarchy.middle], recipe[Keys.Hierarchy.top]) = (0, 0)
    (recipe[Keys.Hierarchy.shareSteps], recipe[Keys.Hierarchy.groupSteps]) = (0, 0)
    recipe[Keys.Hierarchy.groups] = []
    recipe[Keys.Hierarchy.grouping] = .kinds
    recipe[Keys.Mixture.kind] = Recipe.Mixture.none
    recipe[Keys.Balancing.weighting] = .classes
    recipe[Keys.Balancing.gradients] = .sum
    return try Understanding(recipe: recipe, data: data, machine: machine)
  }

  /// A model without weights.
  private init(
    recipe: Recipe, data: UnderstandingData, groups: [[Int]], machine: Machine, heldOut: [HeldOutBatches]
  ) throws {
    (self.recipe, self.data, self.heldOut, firstGroups) = (recipe, data, heldOut, groups)
    seed = UInt64(recipe[Keys.Run.seed])
    dropout = Float(recipe[Keys.Encoder.dropout])
    let block = ParameterBlock()
    let encoder = TaskEncoderCatalog.encoder(of: recipe, options: data.start.options, groups: groups, in: block)
    heads = data.tasks.map { TaskHead(HeadKind($0), name: $0.name, width: encoder.options.width, in: block) }
    weighting = LossWeighting(recipe[Keys.Balancing.weighting], heads: heads, in: block)
    projection = recipe[Keys.Balancing.gradients] == .pcgrad ? ProjectedStep(of: block) : nil
    (self.block, self.encoder) = (block, encoder)
    if recipe[Keys.Encoder.frozenEmbeddings] {
      for parameter in block.parameters where parameter.name.hasPrefix("embed.") { parameter.isFrozen = true }
    }
    let groupOf = encoder.groupOfTask
    let length = recipe[Keys.Tasks.sequenceLength]
    let cost = EncoderCost(encoder.options, length: length)
    header = Header(
      name: recipe[Keys.Run.name], workload: recipe[Keys.Run.workload].rawValue, recipe: recipe.toml, seed: seed,
      firstStep: 0, totalSteps: recipe[Keys.Run.steps], tokensPerStep: recipe[Keys.Tasks.batchSize] * length,
      sequenceLength: length, vocabulary: encoder.options.vocabulary, domains: [],
      moeLayers: encoder.shapes(router: recipe[Keys.Mixture.kind].rawValue),
      layers: encoder.options.layers, totalParameters: block.parameterCount, activeParameters: cost.activeParameters,
      flopsPerToken: cost.flopsPerToken, machine: machine, version: switchyardVersion,
      tasks: data.tasks.enumerated().map { number, task in
        TaskShape(
          name: task.name, kind: task.kind.rawValue, metric: task.metrics.first?.rawValue ?? "",
          group: groupOf[number], examples: task.training.count)
      })
  }

  /// The first evaluation is to tell what the tasks have to do with each other.
  public func prepare(_ tape: Tape) { isFirstEvaluation = true }

  /// A second model in the same state.
  public func twin() throws -> (any Workload)? {
    let twin = try Understanding(
      recipe: recipe, data: data, groups: firstGroups, machine: header.machine, heldOut: heldOut)
    if let own = encoder as? HierarchicalEncoder { (twin.encoder as? HierarchicalEncoder)?.takeStart(of: own) }
    if let own = encoder as? MixtureEncoder { (twin.encoder as? MixtureEncoder)?.takeStart(of: own) }
    try twin.copyState(from: self)
    return twin
  }

  /// Takes over weights, gradients and groups.
  public func copyState(from other: any Workload) throws {
    guard let other = other as? Understanding, other.block.count == block.count else {
      throw TrainingError("the other is no run of the same tasks and levels")
    }
    try encoder.restore(other.encoder.state)
    block.values.update(from: other.block.values, count: block.count)
    if other.block.hasGradients { block.copyGradients(from: other.block) }
    stepsDone = other.stepsDone
  }

  /// The encoder's parts, then the heads, then the learnt weights of losses.
  public var parameterGroups: [ParameterGroup] {
    encoder.parts.map { ParameterGroup($0.parameters, rate: $0.rate) }
      + heads.map { ParameterGroup($0.parameters, rate: recipe[Keys.Encoder.headRate]) }
      + weighting.parameters.map { ParameterGroup([$0], rate: recipe[Keys.Balancing.uncertaintyRate]) }
  }

  /// The parameter groups that a batch of a task moves.
  func touched(by task: Int) -> [Int] {
    let heads = encoder.parts.count
    let weights = heads + self.heads.count
    return encoder.parts(of: task) + [heads + task] + (weighting.parameters.isEmpty ? [] : [weights + task])
  }

  // MARK: - Losses

  /// The scaled mean loss of a batch; nothing is drawn and nothing recorded.
  public func loss(of batch: TaskBatch, _ tape: Tape) -> Double {
    tape.begin(recording: false)
    return Double(scaledLoss(tape, batch, noise: nil).data[0])
  }

  /// The scaled mean loss of a batch without dropout. Its gradient is left in the block, which the caller has told to
  /// forget the one before.
  public func gradient(of batch: TaskBatch, _ tape: Tape) -> Double { gradient(of: batch, tape, noise: nil) }

  /// The same with what training drops.
  func gradient(of batch: TaskBatch, _ tape: Tape, noise: EncoderNoise?) -> Double {
    tape.begin(recording: true)
    let loss = scaledLoss(tape, batch, noise: noise)
    tape.backward(from: loss)
    tape.finish(block)
    return Double(loss.data[0])
  }

  /// What the head says of a batch, (N, C), and what gates did on the way.
  func outputs(
    _ tape: Tape, _ batch: TaskBatch, noise: EncoderNoise?
  ) -> (outputs: Tensor, mixture: [MixtureStatistics]) {
    let encoded = encoder.output(tape, batch.encoder, task: batch.task, noise: noise)
    let head = heads[batch.task]
    var (hidden, positions) = (encoded.hidden, batch.positions)
    if data.tasks[batch.task].kind != .labelling, recipe[Keys.Encoder.pooling] == .mean {
      let texts = batch.encoder
      (hidden, positions) = (tape.weightedMean(hidden, weights: texts.weights, length: texts.length), texts.numbers)
    }
    return (head.outputs(tape, hidden: hidden, positions: positions, noise: noise), encoded.mixture)
  }

  private func scaledLoss(_ tape: Tape, _ batch: TaskBatch, noise: EncoderNoise?) -> Tensor {
    let head = heads[batch.task]
    let loss = head.loss(tape, outputs: outputs(tape, batch, noise: noise).outputs, targets: batch.targets)
    return tape.weightedSum([(head.kind.lossScale, loss)])
  }
}
