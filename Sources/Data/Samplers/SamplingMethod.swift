/// How draws are shared among groups of unequal size.
public enum SamplingMethod: Sendable, Equatable {
  /// All windows of all groups in one shuffled order.
  case random
  /// Every group alike.
  case uniform
  /// In proportion to size^(1/τ).
  case temperature(Double)
  /// Every group alike, each at most clip times through.
  case clusterClip(Double)

  /// The words by which methods are chosen.
  public static let names = ["random", "uniform", "temperature", "clusterclip"]

  /// The word for this one.
  public var name: String {
    switch self {
    case .random: "random"
    case .uniform: "uniform"
    case .temperature: "temperature"
    case .clusterClip: "clusterclip"
    }
  }

  /// The sampler for groups with these numbers of windows.
  ///
  /// Throws: `DataError` if temperature or clip make no sense.
  public func sampler(windowCounts: [Int], seed: UInt64) throws -> any Sampler {
    switch self {
    case .random: RandomSampler(windowCounts: windowCounts, seed: seed)
    case .uniform: try TemperatureSampler(windowCounts: windowCounts, temperature: .infinity, seed: seed)
    case .temperature(let temperature):
      try TemperatureSampler(windowCounts: windowCounts, temperature: temperature, seed: seed)
    case .clusterClip(let clip): try ClusterClipSampler(windowCounts: windowCounts, clip: clip, seed: seed)
    }
  }
}
