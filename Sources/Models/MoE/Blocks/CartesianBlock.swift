public import Tensor

/// Two layers in sequence with a norm before each and residuals: choosing one expert in each amounts to choosing one
/// of all pairs.
///
///     z = x + Oᵃ(RMSNorm(x; a.norm))
///     y = z + Oᵇ(RMSNorm(z; b.norm))
///
/// Source: Su et al. 2024, "CartesianMoE", arXiv:2410.16077.
public struct CartesianBlock {
  /// The sub-layers `a` and `b`.
  public var sublayers: [SparseBlock]

  /// Declares the parameters of both sub-layers under `prefix` + `a.` and `b.`.
  ///
  /// - Parameter b: options of the second sub-layer if they differ.
  /// - Throws: when the options contradict each other.
  public init(
    _ options: MoEOptions, b: MoEOptions? = nil, width: Int, in block: ParameterBlock, prefix: String = ""
  ) throws(MoEError) {
    sublayers = [
      try SparseBlock(options, width: width, in: block, prefix: prefix + "a."),
      try SparseBlock(b ?? options, width: width, in: block, prefix: prefix + "b."),
    ]
  }

  /// Runs both sub-layers on x (N, D); one result for each.
  ///
  /// The output of the block is the `output` of the second result; losses and statistics are each sub-layer's own.
  public func forward(_ tape: Tape, _ x: Tensor, tokenIDs: [Int32]? = nil) -> [MoEResult] {
    var a = sublayers[0].forward(tape, x, tokenIDs: tokenIDs)
    var b = sublayers[1].forward(tape, a.output, tokenIDs: tokenIDs)
    a.statistics.part = "a"
    b.statistics.part = "b"
    return [a, b]
  }

  /// Moves the routers' own states on after an optimiser step.
  public mutating func finishStep(_ statistics: [LayerStatistics]) {
    for (index, part) in statistics.enumerated() { sublayers[index].layer.finishStep(part) }
  }
}
