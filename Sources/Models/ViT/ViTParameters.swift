public import Tensor

/// A model's parameters in two blocks: those that are trained, and those that are only read.
///
/// The frozen block never gets memory for gradients, and an optimiser over the trained one keeps no state for it.
public final class ViTParameters {
  /// What an optimiser works on.
  public let trained = ParameterBlock()
  /// What stays as it is.
  public let frozen = ParameterBlock()
  private let trains: (String) -> Bool

  /// - Parameter trains: whether the parameter of that name is trained.
  public init(trains: @escaping (String) -> Bool) { self.trains = trains }

  /// Both blocks' parameters.
  public var all: [Parameter] { trained.parameters + frozen.parameters }

  func declare(_ name: String, _ shape: [Int], decays: Bool? = nil) -> Parameter {
    let isTrained = trains(name)
    let parameter = (isTrained ? trained : frozen).declare(name, shape, decays: decays ?? (shape.count > 1))
    parameter.isFrozen = !isTrained
    return parameter
  }

  /// What adaptation trains: low-rank corrections, adapters, the generators of a reducer, and the head.
  public static func isAdaptation(_ name: String) -> Bool {
    [".lora.", ".adapter.", ".gate."].contains { name.contains($0) } || name.hasPrefix("head.")
  }
}
