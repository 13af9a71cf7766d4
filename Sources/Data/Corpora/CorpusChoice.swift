/// A corpus to train on, with its share.
public struct CorpusChoice: Sendable, Equatable {
  /// The name in the catalogue.
  public var name: String
  /// The share of the windows drawn from it, relative to the other weights.
  public var weight: Double
  /// At most so many bytes of its training side are used; nil is all.
  public var maximumBytes: Int?

  /// The corpus `name` with its weight and, if wanted, a limit.
  public init(name: String, weight: Double = 1, maximumBytes: Int? = nil) {
    self.name = name
    self.weight = weight
    self.maximumBytes = maximumBytes
  }
}
