extension MoEOptions {
  /// Refuses sizes out of range and combinations that have no meaning.
  ///
  /// - Parameter tokens: rows of the input, if known; `devices` must divide it.
  /// - Throws: the first fault found. Keys are spelled as in the probe's specification.
  public func check(tokens: Int? = nil) throws(MoEError) {
    guard let kind = RouterCatalog.kind(named: router) else {
      throw MoEError("router", "router: '\(router)' is none of \(RouterCatalog.names.joined(separator: ", "))")
    }
    try checkSizes(tokens: tokens)
    let traits = kind.traits
    if scores == .sigmoid, !traits.allowsSigmoid {
      throw MoEError("scores", "scores: sigmoid is for the router bias-balanced only, not for \(router)")
    }
    for (key, isOn) in [("intra_gpu", rectification.intraGPU), ("fill_in", rectification.fillIn)] where isOn {
      if !traits.queues || !traits.rectifies {
        throw MoEError(key, "rectify.\(key): has no meaning with the router \(router)")
      }
      if capacityFactor == nil {
        throw MoEError(key, "rectify.\(key): needs a capacity_factor, since nothing is dropped or padded without one")
      }
    }
    if rectification.fillIn, k >= experts {
      throw MoEError("fill_in", "rectify.fill_in: needs k + 1 experts with k = \(k), but experts is \(experts)")
    }
    if !traits.queues, capacityFactor == nil {
      throw MoEError("capacity_factor", "capacity_factor: the router \(router) needs one")
    }
    if traits.usesTokenIDs, table.visible < 1 {
      throw MoEError("mask_visible", "mask_visible: must be at least 1, not \(table.visible)")
    }
    if straightThrough, !renormalize, k > 1 || rectification.fillIn || !traits.queues {
      throw MoEError(
        "straight_through",
        "straight_through: needs renormalize where a token may have several experts (k > 1, fill_in, expert-choice)")
    }
  }

  private func checkSizes(tokens: Int?) throws(MoEError) {
    for (key, value) in [("experts", experts), ("k", k), ("devices", devices), ("hidden", hidden)] where value < 1 {
      throw MoEError(key, "\(key): must be at least 1, not \(value)")
    }
    if k > experts { throw MoEError("k", "k: \(k) choices of \(experts) experts (k must not exceed experts)") }
    if experts % devices != 0 {
      throw MoEError("devices", "devices: \(devices) does not divide the number of experts, \(experts)")
    }
    if let tokens, tokens % devices != 0 {
      throw MoEError("devices", "devices: \(devices) does not divide the number of tokens, \(tokens) (rows of x)")
    }
    if let factor = capacityFactor, !(factor > 0 && factor.isFinite) {
      throw MoEError("capacity_factor", "capacity_factor: must be a finite number above 0, not \(factor)")
    }
    if !(temperature > 0 && temperature.isFinite) {
      throw MoEError("temperature", "temperature: must be a finite number above 0, not \(temperature)")
    }
    if let wrong = maskedExperts.first(where: { $0 < 0 || $0 >= experts }) {
      throw MoEError("masked", "masked: expert \(wrong) of \(experts)")
    }
    if !(biasRate >= 0 && biasRate.isFinite) {
      throw MoEError("bias_rate", "bias_rate: must be a finite number of at least 0, not \(biasRate)")
    }
    if !(normEpsilon > 0 && normEpsilon.isFinite) {
      throw MoEError("norm_eps", "norm_eps: must be a finite number above 0, not \(normEpsilon)")
    }
    if shared != .none, sharedHidden < 1 {
      throw MoEError("shared_expert", "shared_expert: its inner width must be at least 1, not \(sharedHidden)")
    }
  }
}
