public import Data
public import Experiment
internal import Models
public import Tensor

/// Classification of pictures of one domain with few labels of another: PCS, C-VisDiT, and what they are compared with.
///
/// Source: C-VisDiT, Xiong et al. 2023, arXiv:2309.15575, on PCS, Yue et al. 2021, arXiv:2103.16765; notes 2. The methods
/// that take two optimiser steps an iteration do so here: even steps are of the source, odd ones of the target. The labels
/// of targets, and of the source's other pictures, are in `scoring` alone, which only `evaluate` reads.
public final class DomainAdaptation: Workload {
  /// Sizes and cost of the model, for a run from its first step.
  public let header: Header
  /// What is trained; the frozen weights are not among it.
  public var block: ParameterBlock { network.model.parameters.trained }
  /// Projection, classifier and discriminator; then what of the transformer is trained, with a lower rate.
  public let parameterGroups: [ParameterGroup]
  /// What the user should know before the first step.
  public let warnings: [(rule: String, message: String)]
  /// What is carried from step to step.
  package internal(set) var state = AdaptationState()

  let data: DomainPairData
  let scoring: DomainScoring
  let network: DomainNetwork
  let normalisation: ImageNormalisation
  let settings: DomainSettings
  let batches: DomainBatches
  /// Of all targets, to be mixed with labelled source pictures.
  let mixedBatches: CyclingBatches
  let draws: DomainDraws
  /// For each source picture its class, where training knows it.
  let knownClasses: [Int?]
  /// Whether what the frozen blocks make of all pictures is kept.
  package var keepsTrunk: Bool
  /// It, once it has been worked out.
  var trunk: TrunkTokens?

  /// Builds the model of a recipe, loads its weights and draws the others.
  ///
  /// - Parameters:
  ///   - data: what training sees.
  ///   - scoring: what it does not see.
  ///   - machine: goes into the header as it is.
  /// - Throws: what is wrong with recipe, pictures or weights, in one line.
  public init(recipe: Recipe, data: DomainPairData, scoring: DomainScoring, machine: Machine) throws {
    let settings = DomainSettings(recipe)
    (self.settings, self.data, self.scoring) = (settings, data, scoring)
    try Self.check(recipe, data)
    let backbone = try VisionBackbone(recipe, classes: 0, task: nil, side: Keys.Domains.size)
    let options = backbone.options.adapted(recipe)
    let heads = DomainHeads(recipe, classes: data.classes.count)
    network = DomainNetwork(options, heads, seed: settings.seed, trains: try recipe.trains(options))
    network.initialise(seed: settings.seed, drawsAll: recipe[Keys.Adaptation.loraStart] == .released)
    try backbone.load(into: network.model)
    normalisation = backbone.normalisation
    batches = DomainBatches(
      data, batchSize: settings.batchSize, labelledBatch: settings.labelledBatch, seed: settings.seed)
    mixedBatches = CyclingBatches(
      count: data.target.count, batchSize: settings.dispersal.batchSize, seed: settings.seed, stream: "mixed.cross")
    draws = DomainDraws(
      seed: settings.seed, alpha: settings.dispersal.alpha, batchSize: settings.dispersal.batchSize)
    knownClasses = Self.knownClasses(data)
    parameterGroups = Self.groups(network.model.parameters.trained, rate: recipe[Keys.Alignment.backboneRate])
    warnings = backbone.warnings + data.skipped.map { (rule: "pictures-skipped", message: $0) }
    let plan = DomainAdaptationPlan(
      recipe, options, network.model, heads,
      counts: .init(source: data.source.count, target: data.target.count, labelled: data.labelled.count))
    keepsTrunk = plan.keepsTrunk
    if keepsTrunk, let folder = settings.trunkFolder { try TrunkFile.prepare(folder) }
    header = Header(
      name: recipe[Keys.Run.name], workload: recipe[Keys.Run.workload].rawValue, recipe: recipe.toml,
      seed: settings.seed, firstStep: 0, totalSteps: recipe[Keys.Run.steps], tokensPerStep: plan.tokensPerStep,
      sequenceLength: plan.tokens, vocabulary: 0, domains: [data.source.name, data.target.name], moeLayers: [],
      layers: options.blocks.count, totalParameters: plan.totalParameters, activeParameters: plan.totalParameters,
      flopsPerToken: plan.operationsPerToken, machine: machine, version: switchyardVersion,
      tasks: settings.alternates ? Self.tasks(data) : [], trainedParameters: plan.partlyTrained)
  }

  /// What source and target steps are told apart by.
  private static func tasks(_ data: DomainPairData) -> [TaskShape] {
    func task(_ name: String, _ domain: DomainPictures) -> TaskShape {
      TaskShape(name: name, kind: domain.name, metric: "accuracy", examples: domain.count)
    }
    return [task("source", data.source), task("target", data.target)]
  }

  /// A model of the same shape on the same pictures, without weights.
  private init(shapedLike other: DomainAdaptation) {
    let trained = Set(other.block.parameters.map(\.name))
    network = DomainNetwork(other.network.model.options, other.network.heads, seed: other.settings.seed) {
      trained.contains($0)
    }
    (header, data, scoring, warnings) = (other.header, other.data, other.scoring, other.warnings)
    (normalisation, settings, batches) = (other.normalisation, other.settings, other.batches)
    (mixedBatches, draws, knownClasses) = (other.mixedBatches, other.draws, other.knownClasses)
    (keepsTrunk, trunk) = (other.keepsTrunk, other.trunk)
    let own = Dictionary(
      uniqueKeysWithValues: network.model.parameters.trained.parameters.map { ($0.name, $0) })
    parameterGroups = other.parameterGroups.map { group in
      ParameterGroup(group.parameters.compactMap { own[$0.name] }, rate: group.rate)
    }
    let (frozen, theirs) = (network.model.parameters.frozen, other.network.model.parameters.frozen)
    if frozen.count > 0 { frozen.values.update(from: theirs.values, count: frozen.count) }
  }

  /// A second model in the same state.
  public func twin() throws -> (any Workload)? {
    let twin = DomainAdaptation(shapedLike: self)
    try twin.copyState(from: self)
    return twin
  }

  /// Takes over the trained weights, their gradients, and all else that steps leave behind.
  public func copyState(from other: any Workload) throws {
    guard let other = other as? DomainAdaptation, other.block.count == block.count,
      other.data.hash == data.hash
    else {
      throw TrainingError("the other is no domain-adaptation run of the same shape")
    }
    block.values.update(from: other.block.values, count: block.count)
    if other.block.hasGradients { block.copyGradients(from: other.block) }
    state = other.state
  }

  /// Nothing of it changes in a run.
  public func adopt(_ recipe: Recipe) {}

  /// Forward and backward on the batches of that index; the weights stay as they are, but for the classifier's rows,
  /// which are scaled to unit length, and at the beginning of an epoch of PCS become means of the memory banks.
  public func step(_ index: Int, _ tape: Tape) -> StepResult {
    tape.clock.enter("data")
    let place = self.place(ofStep: index)
    readTrunk(tape)
    defer { state.steps = index + 1 }
    guard settings.alternates else { return jointStep(index, place, tape) }
    if place.isTarget { return targetStep(index, place, tape) }
    if place.iteration == 0 { beginEpoch(place.epoch, tape) }
    return sourceStep(index, place, tape)
  }

  private static func knownClasses(_ data: DomainPairData) -> [Int?] {
    var classes = [Int?](repeating: nil, count: data.source.count)
    for (picture, label) in zip(data.labelled.indices, data.labelled.classes) { classes[picture] = label }
    return classes
  }

  private static func groups(_ block: ParameterBlock, rate: Double) -> [ParameterGroup] {
    let heads = block.parameters.filter { $0.name.hasPrefix(DomainNetwork.prefix) }
    let backbone = block.parameters.filter { !$0.name.hasPrefix(DomainNetwork.prefix) }
    return [ParameterGroup(heads)] + (backbone.isEmpty ? [] : [ParameterGroup(backbone, rate: rate)])
  }

  /// Keys that do not fit the pictures.
  private static func check(_ recipe: Recipe, _ data: DomainPairData) throws(TrainingError) {
    guard data.labelled.count > 0 else { throw TrainingError("domains.source: no picture of it has a label") }
    for domain in [data.source, data.target] {
      guard domain.count > 1 else { throw TrainingError("\(domain.name): has \(domain.count) pictures, too few") }
      let most = recipe[Keys.Prototypes.clusters].values.map { Int($0) * data.classes.count }.max() ?? 0
      if recipe[Keys.Alignment.method] == .pcs, most > domain.count {
        throw TrainingError(
          "prototypes.clusters: asks for \(most) clusters, but \(domain.name) has \(domain.count) pictures")
      }
    }
  }
}

extension DomainHeads {
  /// The layers behind the transformer of a recipe.
  init(_ recipe: Recipe, classes: Int) {
    let method = recipe[Keys.Alignment.method]
    self.init(
      width: recipe[Keys.Alignment.projection], classes: classes,
      temperature: Float(recipe[Keys.Alignment.temperature]),
      discriminator: method.isAdversarial ? recipe[Keys.Alignment.discriminator] : nil,
      isConditional: method == .cdan)
  }
}
