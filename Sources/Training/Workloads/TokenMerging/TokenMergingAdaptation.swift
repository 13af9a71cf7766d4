public import Data
public import Experiment
internal import Foundation
public import Models
public import Tensor

/// Classification of pictures with a pretrained vision transformer that merges tokens, of which little is trained.
///
/// Source: PYRA, Xiong et al. 2024, arXiv:2403.09192, with the training of the authors' code: cross-entropy, no
/// augmentation, drop-path that rises over the blocks.
public final class TokenMergingAdaptation: Workload {
  /// Sizes and cost of the model, for a run from its first step.
  public private(set) var header: Header
  /// What is trained; the frozen weights are not among it.
  public var block: ParameterBlock { model.parameters.trained }
  /// The model itself.
  public let model: VisionTransformer
  /// The pictures.
  public let data: ImageTaskData
  /// The generators of the factors first, where there are any and they have a rate of their own; then the rest.
  public let parameterGroups: [ParameterGroup]
  /// What the user should know before the first step.
  public let warnings: [(rule: String, message: String)]

  let normalisation: ImageNormalisation
  let batches: ImageBatches
  let settings: Settings
  /// Steps done.
  var steps = 0
  /// Highest accuracy on the test pictures of all evaluations that tested; NaN before one.
  var best = Double.nan
  /// Of all evaluations since the run was started or taken up again.
  var times = ForwardTimes()
  var hasShown = false

  /// What evaluations go by.
  struct Settings {
    let seed: UInt64
    let batchSize: Int
    let validationBatches: Int
    let testsEachEvaluation: Bool
    /// The step at which the run ends.
    let lastStep: Int
  }

  /// Builds the model of a recipe, loads its weights and draws the others.
  ///
  /// - Parameters:
  ///   - lastStep: the step at which the run ends.
  ///   - machine: goes into the header as it is.
  /// - Throws: what is wrong with recipe, pictures or weights, in one line.
  public init(recipe: Recipe, data: ImageTaskData, lastStep: Int, machine: Machine) throws {
    let seed = UInt64(recipe[Keys.Run.seed])
    let backbone = try VisionBackbone(recipe, classes: data.classes.count, task: try recipe.pictureTask)
    let options = try backbone.options.merging(recipe)
    model = VisionTransformer(options, trains: try recipe.trains(options))
    model.initialise(seed: seed, drawsAll: recipe[Keys.Adaptation.loraStart] == .released)
    try backbone.load(into: model)
    self.data = data
    normalisation = backbone.normalisation
    let batchSize = recipe[Keys.Images.batchSize]
    guard batchSize <= data.training.count else {
      throw TrainingError(
        "images.batch_size: is \(batchSize), but \(data.task) has \(data.training.count) pictures to train on")
    }
    batches = ImageBatches(count: data.training.count, batchSize: batchSize, seed: seed)
    settings = Settings(
      seed: seed, batchSize: batchSize, validationBatches: recipe[Keys.Evaluation.batches],
      testsEachEvaluation: recipe[Keys.Images.testsEachEvaluation], lastStep: lastStep)
    parameterGroups = Self.groups(model.parameters.trained, recipe)
    let leftOut = [data.skippedSummary, data.ignoredSummary].compactMap { $0 }
    var warnings = backbone.warnings + leftOut.map { (rule: "pictures-skipped", message: $0) }
    if let note = options.note(on: recipe) { warnings.append((rule: "schedule-cut", message: note)) }
    self.warnings = warnings
    let plan = TokenMergingPlan(
      options, model, TrainedPasses(recipe, options), size: data.training.size, batch: batchSize)
    header = Header(
      name: recipe[Keys.Run.name], workload: recipe[Keys.Run.workload].rawValue, recipe: recipe.toml, seed: seed,
      firstStep: 0, totalSteps: recipe[Keys.Run.steps], tokensPerStep: plan.tokensPerStep, sequenceLength: plan.tokens,
      vocabulary: 0, domains: [data.task], moeLayers: [], layers: options.blocks.count,
      totalParameters: plan.totalParameters, activeParameters: plan.totalParameters,
      flopsPerToken: plan.operationsPerToken,
      machine: machine, version: switchyardVersion, trainedParameters: plan.partlyTrained)
  }

  /// A model of the same shape on the same pictures, without weights.
  private init(shapedLike other: TokenMergingAdaptation) {
    let trained = Set(other.block.parameters.map(\.name))
    model = VisionTransformer(other.model.options) { trained.contains($0) }
    (header, data, warnings, normalisation) = (other.header, other.data, other.warnings, other.normalisation)
    (batches, settings, times, hasShown) = (other.batches, other.settings, other.times, other.hasShown)
    let own = Dictionary(uniqueKeysWithValues: model.parameters.trained.parameters.map { ($0.name, $0) })
    parameterGroups = other.parameterGroups.map { group in
      ParameterGroup(group.parameters.compactMap { own[$0.name] }, rate: group.rate)
    }
    let (frozen, theirs) = (model.parameters.frozen, other.model.parameters.frozen)
    if frozen.count > 0 { frozen.values.update(from: theirs.values, count: frozen.count) }
  }

  /// A second model in the same state.
  public func twin() throws -> (any Workload)? {
    let twin = TokenMergingAdaptation(shapedLike: self)
    try twin.copyState(from: self)
    return twin
  }

  /// Takes over the trained weights, their gradients, and what evaluations have found.
  public func copyState(from other: any Workload) throws {
    guard let other = other as? TokenMergingAdaptation, other.block.count == block.count else {
      throw TrainingError("the other is no token-merging run of the same shape")
    }
    block.values.update(from: other.block.values, count: block.count)
    if other.block.hasGradients { block.copyGradients(from: other.block) }
    (steps, best) = (other.steps, other.best)
  }

  /// Nothing of it changes in a run.
  public func adopt(_ recipe: Recipe) {}

  /// Forward and backward on the batch of that index; the weights stay as they are.
  public func step(_ index: Int, _ tape: Tape) -> StepResult {
    tape.clock.enter("data")
    let indices = batches.indices(at: index)
    tape.begin(recording: true)
    let images = self.images(tape, data.training, indices)
    let output = model.forward(tape, images: images, ViTPass(noise: ViTNoise(seed: settings.seed, step: index)))
    guard let logits = output.logits else { preconditionFailure("a transformer without head") }
    let loss = ClassificationLoss(logits, labels: indices.map { data.training.labels[$0] })
    tape.backward(from: [(logits, loss.gradient)])
    tape.finish(block)
    steps = index + 1
    return StepResult(loss: loss.mean, terms: [], ledgers: [], tokens: output.state.images * output.state.start)
  }

  /// Pictures as the model reads them: (indices, 3, size, size).
  func images(_ tape: Tape, _ examples: ImageExamples, _ indices: some Collection<Int>) -> Tensor {
    let images = tape.constant([indices.count, 3, examples.size, examples.size])
    examples.write(indices, normalisation, to: images.data)
    return images
  }

  private static func groups(_ block: ParameterBlock, _ recipe: Recipe) -> [ParameterGroup] {
    let own = recipe[Keys.Merging.learningRate]
    let gates = block.parameters.filter { $0.name.contains(".gate.") }
    if gates.isEmpty || own == 0 { return [ParameterGroup(block.parameters)] }
    let rest = block.parameters.filter { !$0.name.contains(".gate.") }
    return [ParameterGroup(gates, rate: own / recipe[Keys.Optimizer.learningRate]), ParameterGroup(rest)]
  }
}
