internal import Tensor

/// What a probe file says about the layer to run: the JSON object in its metadata entry `spec`.
struct MoESpecification {
  enum Block: String, CaseIterable {
    case moe
    case cartesian
  }

  /// The routers that the probe's rules speak of.
  private static let routers = ["topk", "mask", "hash", "expert-choice", "bias-balanced"]

  var block: Block
  /// Without the sizes that are read off the tensors.
  var options: MoEOptions
  var balanceCoefficient: Double
  var zCoefficient: Double

  /// - Throws: at anything that is not as the rules say, naming the key.
  init(_ file: Safetensors) throws(ProbeError) {
    var keys = try SpecificationKeys(file)
    block = try keys.word("block")
    options = MoEOptions(
      router: try keys.word("router", among: Self.routers), activation: try keys.word("activation"),
      experts: try keys.whole("experts"), k: try keys.whole("k"), hidden: 1)
    options.scores = try keys.word("scores", default: .softmax)
    options.devices = try keys.whole("devices", default: 1)
    options.capacityFactor = try keys.isNull("capacity_factor") ? nil : keys.number("capacity_factor", above: 0)
    options.priority = try keys.word("priority", default: .position)
    options.renormalize = try keys.flag("renormalize")
    options.straightThrough = try keys.flag("straight_through")
    options.shared = try keys.word("shared_expert", default: SharedExpertMode.none)
    options.sharedHidden = 1
    options.biasRate = try keys.number("bias_rate", default: 0, atLeast: 0)
    options.normEpsilon = try keys.number("norm_eps", default: 1e-6, above: 0)
    balanceCoefficient = try keys.number("balance_coef", default: 0, atLeast: 0)
    zCoefficient = try keys.number("z_coef", default: 0, atLeast: 0)
    if let value = keys.take("rectify") {
      var inner = try SpecificationKeys(value, path: "rectify")
      options.rectification = Rectification(
        intraGPU: try inner.flag("intra_gpu"), fillIn: try inner.flag("fill_in"),
        fillPriority: try inner.word("fill_priority", default: .extraScore))
      try inner.refuseRest()
    }
    try keys.refuseRest()
  }
}
