/// Which of the two domains of a pair.
public enum DomainSide: Int, Sendable, CaseIterable {
  case source
  case target
}

/// One picture of a pair of domains.
public struct DomainPicture: Sendable, Equatable, Hashable {
  /// The domain.
  public let side: DomainSide
  /// Its place among the domain's pictures.
  public let index: Int

  /// Both fields.
  public init(_ side: DomainSide, _ index: Int) { (self.side, self.index) = (side, index) }
}

/// Two pictures laid over each other: share · first + (1 − share) · second.
public struct MixedPair: Sendable, Equatable {
  /// The one whose share it is.
  public let first: DomainPicture
  /// The other.
  public let second: DomainPicture
  /// Of the first, 0 … 1.
  public let share: Float

  /// All fields.
  public init(_ first: DomainPicture, _ second: DomainPicture, share: Float) {
    (self.first, self.second, self.share) = (first, second, share)
  }
}
