public import Tensor

/// One mixture-of-experts layer with the norm before it and the residual around it: y = x + O(RMSNorm(x)).
public struct SparseBlock {
  /// (D)
  public let norm: Parameter
  /// What runs between norm and residual.
  public var layer: MoELayer

  /// Declares the norm, as `norm` or `prefix` + `norm.weight`, and the layer's parameters.
  ///
  /// - Throws: when the options contradict each other.
  public init(
    _ options: MoEOptions, width: Int, in block: ParameterBlock, prefix: String = "", norm: String? = nil
  ) throws(MoEError) {
    self.norm = block.declare(norm ?? prefix + "norm.weight", [width], decays: false)
    layer = try MoELayer(options, width: width, in: block, prefix: prefix)
  }

  /// Runs the block on x (N, D).
  ///
  /// - Parameters:
  ///   - intervention: what is changed of the router's choices.
  ///   - dropping: what dropout does to the layer's output.
  public func forward(
    _ tape: Tape, _ x: Tensor, tokenIDs: [Int32]? = nil, intervention: RoutingIntervention = .none,
    dropping: ((Tensor) -> Tensor)? = nil
  ) -> MoEResult {
    let u = tape.rmsNorm(x, weight: tape.parameter(norm), epsilon: Float(layer.options.normEpsilon))
    var result = layer.forward(tape, u, tokenIDs: tokenIDs, intervention: intervention)
    result.output = tape.add(x, dropping?(result.output) ?? result.output)
    return result
  }
}
