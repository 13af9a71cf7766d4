public import Tensor

/// Parameters that an optimiser treats alike: one factor of the learning rate, one count of steps.
public struct ParameterGroup {
  /// What belongs to it.
  public var parameters: [Parameter]
  /// The learning rate is multiplied by it.
  public var rate: Double

  /// - Parameter rate: 1 for the run's own learning rate.
  public init(_ parameters: [Parameter], rate: Double = 1) {
    self.parameters = parameters
    self.rate = rate
  }
}
