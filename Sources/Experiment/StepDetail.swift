/// What is not recorded of every step, for those before an alert.
public struct StepDetails: Sendable, Equatable {
  /// The step of the alert.
  public var step: Int
  /// The steps up to it, rising.
  public var steps: [StepDetail]

  /// All fields, as they are described above.
  public init(step: Int, steps: [StepDetail]) {
    self.step = step
    self.steps = steps
  }
}

/// One step in full detail, beside its ledgers.
public struct StepDetail: Sendable, Equatable {
  /// The step.
  public var step: Int
  /// By MoE layer, in the order of the model.
  public var layers: [LayerDetail]

  /// All fields, as they are described above.
  public init(step: Int, layers: [LayerDetail]) {
    self.step = step
    self.layers = layers
  }
}

/// One layer in one step.
public struct LayerDetail: Sendable, Equatable {
  /// Index of the transformer layer, counted from 0.
  public var layer: Int
  /// Empty, or which sub-layer of the block this is.
  public var part: String
  /// Norm of the gradient of the router's weights before clipping; NaN where it has none.
  @Exact public var routerGradient: Float
  /// Norm of the router's weights after the step; NaN where it has none.
  @Exact public var routerNorm: Float
  /// Regular choices lost to capacity by position in the sequence, in up to `bins` stretches of equal length.
  public var dropped: [Int32]

  /// Stretches of a sequence at most.
  public static let bins = 64

  /// All fields, as they are described above.
  public init(layer: Int, part: String = "", routerGradient: Float, routerNorm: Float, dropped: [Int32]) {
    self.layer = layer
    self.part = part
    self.routerGradient = routerGradient
    self.routerNorm = routerNorm
    self.dropped = dropped
  }
}
