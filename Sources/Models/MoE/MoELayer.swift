public import Tensor

/// A mixture-of-experts layer: router, capacity, rectification, experts and, if wanted, a shared expert.
///
/// No norm and no residual: those belong to what surrounds it. The probe and training run the same code.
public struct MoELayer {
  /// What says so may be changed between steps; sizes may not.
  public var options: MoEOptions
  /// Model width, D.
  public let width: Int
  /// Scores and chooses; holds its own state, such as tables and biases.
  public var router: any Router
  /// (E, D, F)
  public let up: Parameter
  /// (E, D, F), with swiglu.
  public let gate: Parameter?
  /// (E, F, D)
  public let down: Parameter
  /// The expert that every token passes through; nil without one.
  public let shared: SharedExpert?

  /// Declares the layer's parameters in `block` as `prefix` + `router.weight`, `experts.up`, `experts.gate`,
  /// `experts.down`, `shared.up` …, `coefficient.weight`, `coefficient.bias`.
  ///
  /// - Throws: when the options contradict each other.
  public init(_ options: MoEOptions, width: Int, in block: ParameterBlock, prefix: String = "") throws(MoEError) {
    try options.check()
    guard let kind = RouterCatalog.kind(named: options.router) else {
      throw MoEError("router", "router: '\(options.router)' is none of \(RouterCatalog.names.joined(separator: ", "))")
    }
    self.options = options
    self.width = width
    router = kind.init(RouterShape(options, width: width), in: block, prefix: prefix)
    let (e, f) = (options.experts, options.hidden)
    up = block.declare(prefix + "experts.up", [e, width, f])
    gate = options.activation == .swiglu ? block.declare(prefix + "experts.gate", [e, width, f]) : nil
    down = block.declare(prefix + "experts.down", [e, f, width])
    shared = options.shared == .none ? nil : SharedExpert(options, width: width, in: block, prefix: prefix)
  }

  /// Runs the layer on `u` (N, D).
  ///
  /// - Parameter tokenIDs: ids of the N tokens; needed by routers that look at them.
  /// - Parameter intervention: what is changed of the router's choices; only while the tape does not record.
  /// - Precondition: `options.devices` divides N; the intervention has no `refusal` for this router.
  public func forward(
    _ tape: Tape, _ u: Tensor, tokenIDs: [Int32]? = nil, intervention: RoutingIntervention = .none
  ) -> MoEResult {
    let n = u.rows
    precondition(u.columns == width, "MoE layer of width \(width): input \(u.shape)")
    precondition(n % options.devices == 0, "MoE layer: \(options.devices) devices do not divide \(n) tokens")
    precondition(tokenIDs == nil || tokenIDs!.count == n, "MoE layer: \(tokenIDs!.count) token ids for \(n) tokens")
    tape.clock.enter("routing")
    let traits = type(of: router).traits
    let routing = router.route(
      RoutingRequest(
        input: u, tokenIDs: tokenIDs, width: options.k + (options.rectification.fillIn ? 1 : 0),
        devices: options.devices, capacity: options.capacity(tokensPerDevice: n / options.devices),
        regular: options.k, temperature: options.temperature, masked: options.maskedExperts),
      on: tape, regular: options.k, intervention: intervention)
    let assignment = Dispatch(options: options, tape: tape).settle(routing, tokens: n, traits: traits)
    let balance = tape.balance(
      routing.scores, assignment, isNormalised: options.scores == .softmax, wanted: traits.balances)
    let weights = tape.combineWeights(routing.scores, assignment, options)
    let grouping = Grouping(assignment, arena: tape.arena)
    tape.clock.enter("measures")
    let measures = tape.routingMeasures(routing, assignment, isChosenByScore: traits.queues && traits.hasWeight)
    let statistics = LayerStatistics(assignment, routing, balance, measures)
    tape.clock.enter("experts")
    let routed = tape.experts(
      u, weights: weights, grouping: grouping, up: tape.parameter(up),
      gate: gate.map { tape.parameter($0) }, down: tape.parameter(down))
    return MoEResult(
      output: shared?.join(tape, routed: routed, u) ?? routed, balance: balance.loss, z: routing.z,
      statistics: statistics, assignment: assignment, scores: routing.scores, weights: weights)
  }

  /// Moves the router's own state (such as balancing biases) on after an optimiser step.
  public mutating func finishStep(_ statistics: LayerStatistics) {
    if options.isRouterFrozen { return }
    let e = options.experts
    router.finishStep(
      choices: (0..<e).map { expert in
        options.maskedExperts.contains(expert)
          ? -1 : (0..<statistics.devices).reduce(0) { $0 + Int(statistics.routed[$1 * e + expert]) }
      }, rate: options.biasRate)
  }
}

/// What a layer's forward pass gives.
public struct MoEResult {
  /// (N, D)
  public var output: Tensor
  /// The balance loss without its coefficient, on the tape; nil where it has no meaning.
  public var balance: Tensor?
  /// The z loss without its coefficient, on the tape; nil without logits.
  public var z: Tensor?
  /// What became of the tokens, counted by (device, expert).
  public var statistics: LayerStatistics
  /// Who took which token, for reports; valid until the arena is reset.
  public var assignment: Assignment
  /// g: the router's scores, (N, E); valid until the arena is reset.
  public var scores: Tensor
  /// Combine weights, (N, `assignment.pairColumns`); valid until the arena is reset.
  public var weights: Tensor
}
