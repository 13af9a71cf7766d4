public import Data
public import Experiment
internal import Foundation
public import Models
public import Tensor

/// Next-token prediction with a decoder whose feed-forward layers are mixtures of experts.
public final class LanguageModel: Workload {
  /// Sizes, domains and cost of the model, for a run from its first step.
  public private(set) var header: Header
  /// The parameters of `model`.
  public var block: ParameterBlock { model.block }
  /// The model itself, for probes and reports.
  public let model: Decoder
  /// The text it is trained on.
  public let data: LanguageData

  /// The first batch is the probe batch.
  let heldOut: [Batch]
  /// Held-out text for losses by cluster.
  let heldOutByCluster: [ClusterBatch]
  let seed: UInt64
  let buckets: FrequencyBuckets
  /// The routers' first choices on the probe batch, then and now.
  var looks = ProbeLooks()
  /// By MoE layer, each expert's share of the rows of the latest training step; empty before one.
  var rowShares: [[Float]] = []
  /// By MoE layer, the choices that the latest step lost to capacity by position; empty where nobody asks.
  var dropPositions: [[Int32]] = []
  private var keepsDetails = false
  private var coefficients: Coefficients

  private struct Coefficients {
    var balance: Float
    var z: Float

    init(_ recipe: Recipe) {
      balance = Float(recipe[Keys.MoE.balanceCoefficient])
      z = Float(recipe[Keys.MoE.zCoefficient])
    }
  }

  /// Builds the model of a recipe and draws its weights.
  ///
  /// - Parameter machine: goes into the header as it is.
  /// - Throws: `TrainingError` when recipe and data do not go together.
  public init(recipe: Recipe, data: LanguageData, machine: Machine) throws {
    let options = try DecoderOptions(recipe, tokenizerVocabulary: data.tokenCounts.count)
    model = try Decoder(options)
    self.data = data
    seed = UInt64(recipe[Keys.Run.seed])
    coefficients = Coefficients(recipe)
    let buckets = FrequencyBuckets(data.tokenCounts)
    self.buckets = buckets
    model.initialise(seed: seed, std: Float(recipe[Keys.Model.initStd]))
    model.drawTables(counts: data.tokenCounts, seed: seed)
    // A corpus with little held-out text gives less than a batch, which the devices may not divide.
    let devices = recipe[Keys.MoE.devices]
    heldOut = data.heldOutBatches(count: recipe[Keys.Evaluation.batches])
      .filter { $0.inputs.count.isMultiple(of: devices) }
    heldOutByCluster = data.heldOutBatchesByCluster(
      tokens: 2 * recipe[Keys.Evaluation.batches] * data.batchSize * data.sequenceLength
    ).filter { $0.clusters.count.isMultiple(of: devices) }
    let size = options.size
    header = Header(
      name: recipe[Keys.Run.name], workload: recipe[Keys.Run.workload].rawValue, recipe: recipe.toml, seed: seed,
      firstStep: 0, totalSteps: recipe[Keys.Run.steps], tokensPerStep: data.batchSize * data.sequenceLength,
      sequenceLength: data.sequenceLength, vocabulary: options.vocabulary, domains: data.domains,
      moeLayers: model.moeLayers.map { MoEShape($0, counts: data.tokenCounts, buckets: buckets) },
      layers: options.layers, totalParameters: size.totalParameters, activeParameters: size.activeParameters,
      flopsPerToken: size.flopsPerToken, machine: machine, version: switchyardVersion,
      tokenizer: TokenizerFacts(data), sampler: data.drawsByClusters ? data.samplerName : "",
      clusters: data.clusterShapes)
  }

  /// A model of the same shape on the same data, in its beginning without drawn weights.
  private init(shapedLike other: LanguageModel) throws {
    model = try Decoder(other.model.options)
    (header, data, seed, buckets) = (other.header, other.data, other.seed, other.buckets)
    (heldOut, heldOutByCluster) = (other.heldOut, other.heldOutByCluster)
    (coefficients, keepsDetails) = (other.coefficients, other.keepsDetails)
  }

  /// A second model in the same state.
  public func twin() throws -> (any Workload)? {
    let twin = try LanguageModel(shapedLike: self)
    try twin.copyState(from: self)
    return twin
  }

  /// Takes over weights, gradients, the routers' own state and the looks at the probe batch.
  public func copyState(from other: any Workload) throws {
    guard let other = other as? LanguageModel, other.block.count == block.count else {
      throw TrainingError("the other is no language model of the same shape")
    }
    try restore(other.buffers)
    block.values.update(from: other.block.values, count: block.count)
    if other.block.hasGradients { block.copyGradients(from: other.block) }
    (rowShares, dropPositions) = (other.rowShares, other.dropPositions)
  }

  /// Takes over the coefficients of the losses and what may change of the MoE layers.
  public func adopt(_ recipe: Recipe) {
    coefficients = Coefficients(recipe)
    keepsDetails = recipe[Keys.Alerts.detail] > 0
    let places = model.moeLayers
    let masked = Dictionary(
      uniqueKeysWithValues: places.map { ($0.path, recipe.maskedExperts(layer: $0.index, part: $0.part)) })
    model.updateMoE { path, layer in
      layer.options.adopt(recipe)
      layer.options.maskedExperts = masked[path] ?? []
    }
    let routers = Set(places.map { $0.path + "router.weight" })
    for parameter in block.parameters where routers.contains(parameter.name) {
      parameter.isFrozen = recipe[Keys.MoE.freezeRouter]
    }
    guard var moe = model.options.moe, header.moeLayers.contains(where: { $0.k != recipe[Keys.MoE.k] }) else { return }
    var options = model.options
    moe.k = recipe[Keys.MoE.k]
    options.moe = moe
    for index in header.moeLayers.indices { header.moeLayers[index].k = moe.k }
    (header.activeParameters, header.flopsPerToken) = (options.size.activeParameters, options.size.flopsPerToken)
  }

  /// Forward and backward on the batch of that index, then the routers' own updates; the weights stay as they are.
  public func step(_ index: Int, _ tape: Tape) -> StepResult {
    tape.clock.enter("data")
    let batch = data.batch(at: index)
    tape.begin(recording: true)
    let output = model.forward(
      tape, inputs: batch.inputs, targets: batch.targets, length: batch.sequenceLength,
      dropout: Decoder.DropoutKey(seed: seed, step: index))
    var objective: [(weight: Float, term: Tensor)] = [(1, output.loss)]
    objective += output.moe.compactMap(\.balance).map { (coefficients.balance, $0) }
    objective += output.moe.compactMap(\.z).map { (coefficients.z, $0) }
    // A term without weight is not differentiated, only reported.
    tape.backward(from: tape.weightedSum(objective.filter { $0.weight != 0 }))
    tape.finish(block)
    model.finishStep(output.moe)
    rowShares = output.moe.map { ExpertShares.rows($0.statistics) }
    if keepsDetails { dropPositions = output.moe.map { $0.assignment.dropPositions(length: batch.sequenceLength) } }
    let moe = model.moeLayers
    return StepResult(
      loss: Double(output.loss.data[0]),
      terms: moe.isEmpty
        ? []
        : [
          NamedValue("balance", weighted(output.moe.map(\.balance), coefficients.balance)),
          NamedValue("z", weighted(output.moe.map(\.z), coefficients.z)),
        ],
      ledgers: zip(moe, output.moe).map { LayerLedger(layer: $0.index, $1.statistics) },
      tokens: batch.inputs.count,
      draws: data.drawsByClusters ? batch.windows.map { Int32($0.group) } : [])
  }

  private func weighted(_ terms: [Tensor?], _ coefficient: Float) -> Double {
    terms.reduce(0.0) { $0 + Double(coefficient) * Double($1?.data[0] ?? 0) }
  }
}

extension LayerLedger {
  /// The statistics of a layer as they go into an event.
  init(layer: Int, _ statistics: LayerStatistics) {
    self.init(
      layer: layer, part: statistics.part, devices: statistics.devices, experts: statistics.experts,
      capacity: statistics.capacity,
      routed: statistics.routed, kept: statistics.kept, dropped: statistics.dropped, padded: statistics.padded,
      rectified: statistics.rectified, filled: statistics.filled, gateMass: statistics.gateMass,
      entropy: statistics.entropy, chosenMass: statistics.chosenMass, margin: statistics.margin,
      balance: statistics.balance, z: statistics.z)
    assert(imbalance == nil, imbalance ?? "")
  }
}
