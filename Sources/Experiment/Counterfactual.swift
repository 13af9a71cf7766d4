/// What other choices of the router would have cost on the probe batch, layer by layer: in each layer alone, the first
/// choice of every token is replaced, and the tokens' losses are compared with those of the model as it is.
public struct Counterfactual: Sendable, Equatable {
  /// The number of optimiser steps done.
  public var step: Int
  /// Mean loss of the probe batch with the router's own choices, in nats a token.
  @Exact public var loss: Double
  /// One entry for each MoE layer, in the order of the model.
  public var layers: [LayerCounterfactual]

  /// All fields, as they are described above.
  public init(step: Int, loss: Double, layers: [LayerCounterfactual]) {
    self.step = step
    self.loss = loss
    self.layers = layers
  }
}

/// The counterfactual of one layer. Losses are means over the probe tokens whose first choice is the expert, in nats,
/// length E; NaN for an expert that no token chose.
public struct LayerCounterfactual: Sendable, Equatable {
  /// Index of the transformer layer, counted from 0.
  public var layer: Int
  /// Empty, or which sub-layer of the block this is (`a`, `b`).
  public var part: String
  /// Probe tokens whose first choice is the expert.
  public var tokens: [Int32]
  /// With the router's own choices.
  @Exact public var chosen: [Float]
  /// With the best expert that the token did not choose, at the first choice's weight.
  @Exact public var next: [Float]
  /// With an expert drawn at random among those that the token did not choose, at the first choice's weight.
  @Exact public var random: [Float]
  /// With no routed expert at all.
  @Exact public var nobody: [Float]

  /// All fields, as they are described above.
  public init(
    layer: Int, part: String = "", tokens: [Int32], chosen: [Float], next: [Float], random: [Float], nobody: [Float]
  ) {
    self.layer = layer
    self.part = part
    self.tokens = tokens
    self.chosen = chosen
    self.next = next
    self.random = random
    self.nobody = nobody
  }

  /// How much better the next choice would have been than the expert, by expert: positive means that the router was
  /// wrong on average.
  public var regret: [Float] { zip(chosen, next).map { $0 - $1 } }
}
