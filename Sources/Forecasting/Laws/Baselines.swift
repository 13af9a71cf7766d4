/// Simple laws of the mean loss alone, beside which the temporal law has to prove itself.
public struct Baselines: Sendable, Equatable {
  /// E + A · x^-b.
  public var power: PowerLaw
  /// p0/(1 + p1 · x) + p2.
  public var reciprocal: HyperbolaLaw
  /// p0 + p1 · ln x.
  public var logarithm: LogarithmLaw
  /// The last fitted mean loss.
  public var last: Double

  /// Least squares over the fitted checkpoints.
  ///
  /// Shapes: x and losses (m).
  init(x: [Double], losses: [Double]) {
    power = PowerLaw(RateTable(.power, x: x).fit(losses))
    reciprocal = HyperbolaLaw(RateTable(.overTime, x: x).fit(losses))
    logarithm = LogarithmLaw.fit(x: x, losses)
    last = losses[losses.count - 1]
  }
}
