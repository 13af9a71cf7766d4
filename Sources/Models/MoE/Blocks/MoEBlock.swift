public import Tensor

/// What stands in place of a transformer's feed-forward layer.
public enum MoEBlockKind: String, Sendable, CaseIterable {
  /// One layer of experts with its norm and residual.
  case sparse
  /// Two such layers in sequence: choosing one expert in each amounts to choosing one of all pairs.
  case cartesian

  /// What the block's sub-layers are called.
  public var parts: [String] { self == .cartesian ? ["a", "b"] : [""] }
}

/// One or two mixture-of-experts layers in sequence, each with a norm before it and a residual around it.
///
/// Cartesian:
///
///     z = x + Oᵃ(RMSNorm(x; a.norm))
///     y = z + Oᵇ(RMSNorm(z; b.norm))
///
/// Source: Su et al. 2024, "CartesianMoE", arXiv:2410.16077.
public struct MoEBlock {
  /// One, or `a` and `b`.
  public var sublayers: [SparseBlock]
  /// Empty, or `a` and `b`: the names of the sub-layers in ledgers.
  public let parts: [String]

  /// Declares the parameters: of a Cartesian block under `prefix` + `a.` and `b.`.
  ///
  /// - Parameters:
  ///   - b: options of the second sub-layer if they differ.
  ///   - norm: full name of the norm of a sparse block, if it is not `prefix` + `norm.weight`.
  /// - Throws: when the options contradict each other.
  public init(
    _ kind: MoEBlockKind, _ options: MoEOptions, b: MoEOptions? = nil, width: Int, in block: ParameterBlock,
    prefix: String = "", norm: String? = nil
  ) throws(MoEError) {
    parts = kind.parts
    switch kind {
    case .sparse:
      sublayers = [try SparseBlock(options, width: width, in: block, prefix: prefix, norm: norm)]
    case .cartesian:
      sublayers = [
        try SparseBlock(options, width: width, in: block, prefix: prefix + "a."),
        try SparseBlock(b ?? options, width: width, in: block, prefix: prefix + "b."),
      ]
    }
  }

  /// Runs the sub-layers on x (N, D); one result for each.
  ///
  /// The output of the block is the `output` of the last result; losses and statistics are each sub-layer's own.
  ///
  /// - Parameters:
  ///   - interventions: what is changed of the choices of each sub-layer's router; empty: nothing.
  ///   - dropping: what dropout does to the output of sub-layer number n before it joins the residual stream.
  public func forward(
    _ tape: Tape, _ x: Tensor, tokenIDs: [Int32]? = nil, interventions: ArraySlice<RoutingIntervention> = [],
    dropping: ((Tensor, Int) -> Tensor)? = nil
  ) -> [MoEResult] {
    var results: [MoEResult] = []
    for (index, sublayer) in sublayers.enumerated() {
      var result = sublayer.forward(
        tape, results.last?.output ?? x, tokenIDs: tokenIDs,
        intervention: interventions.isEmpty ? .none : interventions[interventions.startIndex + index],
        dropping: dropping.map { drop in { drop($0, index) } })
      result.statistics.part = parts[index]
      results.append(result)
    }
    return results
  }

  /// Moves the routers' own states on after an optimiser step.
  public mutating func finishStep(_ statistics: [LayerStatistics]) {
    for (index, part) in statistics.enumerated() { sublayers[index].layer.finishStep(part) }
  }
}
