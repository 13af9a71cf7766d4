import Experiment
import Foundation
import Models
import Training

/// What a recipe makes, in lines for people.
struct RecipeDescription {
  let lines: [String]
  let size: ModelSize

  init(_ recipe: Recipe) throws {
    size = try RunCost(recipe).size
    let rows =
      switch recipe[Keys.Run.workload] {
      case .languageModel: try DecoderDescription(recipe).rows
      case .nlu: try UnderstandingDescription(recipe).rows
      case .tokenMerging: try TokenMergingDescription(recipe).rows
      case .domainAdaptation: try DomainAdaptationDescription(recipe).rows
      }
    let width = rows.map(\.0.count).max() ?? 0
    lines = rows.map { $0.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + $1 }
  }
}

extension ModelSize {
  /// What training with this optimiser keeps of the model all the time.
  func memory(_ optimizer: Recipe.Optimizer) -> String {
    switch optimizer {
    case .adamw: "\(Quantity.bytes(stateBytes(remembered: 2))) weights, gradients and moments"
    case .sgd: "\(Quantity.bytes(stateBytes(remembered: 1))) weights, gradients and momentum"
    }
  }
}

/// The rows of a decoder's description.
private struct DecoderDescription {
  let recipe: Recipe
  let options: DecoderOptions
  var size: ModelSize { options.size }

  init(_ recipe: Recipe) throws {
    self.recipe = recipe
    options = try DecoderOptions(recipe, tokenizerVocabulary: recipe.tokenizerVocabulary)
  }

  var rows: [(String, String)] {
    let tokens = recipe[Keys.Data.batchSize] * recipe[Keys.Data.sequenceLength]
    var rows: [(String, String)] = [
      ("recipe", recipe[Keys.Run.name]),
      ("layers", "\(options.layers), of them \(expertLayers) with experts"),
      ("width", "\(options.width), \(options.heads) heads"),
      ("vocabulary", Quantity.count(options.vocabulary) + tokenizerRemark),
    ]
    if let samplerRow { rows.append(samplerRow) }
    rows += expertRows(tokens: tokens)
    rows += [
      ("parameters", "\(Quantity.count(size.totalParameters)) in all"),
      ("", "\(Quantity.count(size.activeParameters)) active for a token\(activeRemark)"),
      (
        "training",
        "\(Quantity.short(size.flopsPerToken)) FLOP a token,"
          + " \(Quantity.short(size.flopsPerToken * Double(tokens))) a step of \(Quantity.count(tokens)) tokens"
      ),
      ("memory", size.memory(recipe[Keys.Optimizer.kind])),
      ("", "\(Quantity.bytes(options.activationBytes(tokens: tokens))) activations of a step"),
      (
        "length",
        "\(Quantity.count(recipe[Keys.Run.steps])) steps,"
          + " \(Quantity.short(Double(recipe[Keys.Run.steps] * tokens))) tokens"
      ),
    ]
    return rows
  }

  private var expertLayers: Int { (0..<options.layers).filter { options.isMoE(layer: $0) }.count }

  private var tokenizerRemark: String {
    let algorithm = recipe[Keys.Tokenizer.algorithm]
    return algorithm == .byte ? "" : ", \(algorithm.rawValue)"
  }

  private var samplerRow: (String, String)? {
    let by = "by \(recipe[Keys.Sampler.clusters])"
    switch recipe[Keys.Sampler.method] {
    case .mixture: return nil
    case .random, .uniform: return ("sampler", "\(recipe[Keys.Sampler.method].rawValue), \(by)")
    case .temperature: return ("sampler", "temperature \(recipe[Keys.Sampler.temperature]), \(by)")
    case .clusterClip: return ("sampler", "clusterclip, each at most \(recipe[Keys.Sampler.clip]) times, \(by)")
    }
  }

  /// Where the number of experts a token has is not fixed.
  private var activeRemark: String {
    switch options.moe?.router {
    case "top-p": ", at most"
    case "expert-choice": ", on average"
    default: ""
    }
  }

  private func expertRows(tokens: Int) -> [(String, String)] {
    guard let moe = options.moe, expertLayers > 0 else { return [] }
    let block =
      options.moeBlock == .cartesian
      ? "twice \(moe.experts) of width \(moe.hidden) in sequence" : "\(moe.experts) of width \(moe.hidden)"
    var rows = [("experts", "\(block), top-\(moe.k), \(moe.router)\(routerRemark(moe))")]
    if moe.shared != .none { rows.append(("shared", "one of width \(moe.sharedHidden), \(moe.shared.rawValue)")) }
    if let factor = moe.capacityFactor {
      let slots = moe.capacity(tokensPerDevice: tokens / moe.devices) ?? 0
      let devices = moe.devices == 1 ? "one device" : "each of \(moe.devices) devices"
      rows.append(("capacity", "factor \(factor): \(slots) slots an expert on \(devices)"))
      var stages: [String] = []
      if moe.rectification.fillIn { stages.append("one more choice fills empty slots") }
      if moe.rectification.intraGPU { stages.append("dropped tokens go to an expert on their device") }
      if !stages.isEmpty { rows.append(("rectified", stages.joined(separator: "; "))) }
    } else {
      rows.append(("capacity", "no limit"))
    }
    if RouterCatalog.kind(named: moe.router)?.traits.looksAhead == true {
      rows.append(("warning", "\(moe.router) looks at tokens to come: its losses are too good in a causal model"))
    }
    return rows
  }

  private func routerRemark(_ moe: MoEOptions) -> String {
    switch moe.router {
    case "mask":
      ", frequent tokens (\(Int((100 * moe.table.frequentShare).rounded())) % of the text) see \(moe.table.visible),"
        + " others 1"
    case "hash": moe.table.isBalanced ? ", balanced table" : ", random table"
    case "top-p": ", up to \(moe.topP) of the scores"
    default: ""
    }
  }
}
