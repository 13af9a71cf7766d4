/// A fixed piece of held-out text of which every choice of an expert is recorded, so that the experts of two runs can be
/// compared token by token.
public struct ProbeText: Sendable, Equatable {
  /// Follows from the tokens' ids alone: runs with the same fingerprint and number of tokens have routed the same tokens.
  public var fingerprint: UInt64
  /// Number of tokens.
  public var tokens: Int

  /// All fields, as they are described above.
  public init(fingerprint: UInt64, tokens: Int) {
    self.fingerprint = fingerprint
    self.tokens = tokens
  }
}
