/// What it took to bring one picture to the terminal.
public struct DrawCost: Hashable, Sendable {
  /// Bytes written.
  public var bytes: Int
  /// Seconds that writing took. A terminal at the end of a slow line takes its bytes late.
  public var seconds: Double

  /// Makes a cost.
  public init(bytes: Int = 0, seconds: Double = 0) {
    self.bytes = bytes
    self.seconds = seconds
  }
}
