/// The learning rate over a run, as far as it is known: straight between points.
public struct RatePath: Sendable, Equatable {
  /// One place on it.
  public struct Point: Sendable, Equatable {
    /// Tokens trained.
    public var tokens: Int
    /// The learning rate there.
    public var rate: Double

    /// The rate after so many tokens.
    public init(tokens: Int, rate: Double) {
      self.tokens = tokens
      self.rate = rate
    }
  }

  /// By tokens ascending.
  public let points: [Point]

  /// A path through these points.
  ///
  /// - Returns: nil unless tokens rise from at least 1, all rates are finite and at least 0, and one is above 0.
  public init?(_ points: [Point]) {
    guard let first = points.first, first.tokens >= 1,
      zip(points, points.dropFirst()).allSatisfy({ $0.tokens < $1.tokens }),
      points.allSatisfy({ $0.rate >= 0 && $0.rate.isFinite }), points.contains(where: { $0.rate > 0 })
    else { return nil }
    self.points = points
  }
}
