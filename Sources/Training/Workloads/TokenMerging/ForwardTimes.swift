internal import Experiment

/// How long forward passes took with and without merging, over all evaluations of a run.
///
/// A process that is held up for a moment makes any one time nonsense, so that rates go by the median of all that were
/// measured so far.
public struct ForwardTimes: Sendable, Equatable {
  /// Batches that an evaluation also sends through without merging, each after the same one with it.
  static let plainBatches = 3

  /// Seconds an image, one for each batch.
  private var merging: [Double] = []
  private var plain: [Double] = []

  /// Nothing measured yet.
  public init() {}

  /// Images a second with merging; 0 before anything was measured.
  public var rate: Double { Self.rate(merging) }

  /// The same without merging.
  public var plainRate: Double { Self.rate(plain) }

  /// Takes the times of an evaluation's batches, in seconds an image and in their order.
  ///
  /// The first batch only warms up what the steps since the last evaluation have cooled, where there are others.
  public mutating func add(merging: [Double], plain: [Double]) {
    self.merging += merging.count > 1 ? merging.dropFirst() : merging[...]
    self.plain += plain.count > 1 ? plain.dropFirst() : plain[...]
  }

  private static func rate(_ seconds: [Double]) -> Double {
    seconds.isEmpty ? 0 : 1 / max(seconds.median, 1e-9)
  }
}
