internal import Experiment
internal import Models

extension MoEOptions {
  /// The MoE layers that a recipe describes.
  ///
  /// - Parameter vocabulary: number of token ids, for routers that look at them.
  init(_ recipe: Recipe, vocabulary: Int) {
    self.init(
      router: recipe[Keys.MoE.router].rawValue, activation: Activation(recipe[Keys.Model.activation]),
      experts: recipe[Keys.MoE.experts], k: recipe[Keys.MoE.k], hidden: recipe[Keys.MoE.expertWidth])
    scores = recipe[Keys.MoE.scores] == .sigmoid ? .sigmoid : .softmax
    devices = recipe[Keys.MoE.devices]
    priority = recipe[Keys.MoE.priority] == .score ? .score : .position
    renormalize = recipe[Keys.MoE.renormalize]
    straightThrough = recipe[Keys.MoE.straightThrough]
    shared =
      switch recipe[Keys.MoE.sharedExpert] {
      case .none: .none
      case .add: .add
      case .coefficient: .coefficient
      }
    let sharedWidth = recipe[Keys.MoE.sharedWidth]
    sharedHidden = shared == .none ? 0 : sharedWidth == 0 ? hidden : sharedWidth
    self.vocabulary = vocabulary
    table.visible = recipe[Keys.MoE.maskVisible]
    table.frequentShare = recipe[Keys.MoE.maskShare]
    table.isBalanced = recipe[Keys.MoE.tableDraw] == .balanced
    topP = recipe[Keys.MoE.topP]
    normEpsilon = recipe[Keys.Model.normEpsilon]
    adopt(recipe)
  }

  /// Takes over the keys that may change between steps. A capacity factor of 0 means no limit.
  mutating func adopt(_ recipe: Recipe) {
    let factor = recipe[Keys.MoE.capacityFactor]
    capacityFactor = factor == 0 ? nil : factor
    rectification = Rectification(
      intraGPU: recipe[Keys.MoE.intraGPU], fillIn: recipe[Keys.MoE.fillIn],
      fillPriority: recipe[Keys.MoE.fillPriority] == .firstScore ? .firstScore : .extraScore)
    biasRate = recipe[Keys.MoE.biasRate]
    k = recipe[Keys.MoE.k]
    temperature = recipe[Keys.MoE.temperature]
    isRouterFrozen = recipe[Keys.MoE.freezeRouter]
  }
}
