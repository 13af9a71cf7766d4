/// The last times from a key to its picture, in seconds.
public struct LatencyRing: Hashable, Sendable {
  /// Values, the oldest of which give way.
  public private(set) var seconds: [Double] = []
  /// How many were noted in all.
  public private(set) var count = 0
  private let capacity: Int

  /// Makes an empty ring.
  public init(capacity: Int = 2048) { self.capacity = max(1, capacity) }

  /// Notes a time; what is not finite or negative is no time.
  public mutating func add(_ value: Double) {
    guard value.isFinite, value >= 0 else { return }
    if seconds.count < capacity { seconds.append(value) } else { seconds[count % capacity] = value }
    count += 1
  }

  /// The smallest value that at least this share of all does not exceed (nearest rank); nil without values.
  public func quantile(_ share: Double) -> Double? {
    guard !seconds.isEmpty else { return nil }
    let rank = Int((min(1, max(0, share)) * Double(seconds.count)).rounded(.up))
    return seconds.sorted()[max(0, rank - 1)]
  }
}
