/// Says when the next picture may be drawn, from what the last ones cost.
///
/// A picture for which the user waits (after a key, a resize) comes as soon as the rate allows. One that only shows that
/// the run went on waits for three things: the restful rate, the budget of bytes, and a line that is not busy with the
/// last picture. So a slow line gets fewer pictures, and a wide screen no more bytes than a small one.
public struct DrawingPace: Hashable, Sendable {
  /// What must not be exceeded.
  public struct Limits: Hashable, Sendable {
    /// Most pictures a second.
    public var picturesPerSecond: Double
    /// Most pictures a second while nobody presses a key.
    public var restfulPicturesPerSecond: Double
    /// Most bytes a second while nobody presses a key, on the average.
    public var bytesPerSecond: Double

    /// Twenty pictures a second for keys, eight and 8 KB a second for a run that goes on.
    public static let standard = Limits(
      picturesPerSecond: 20, restfulPicturesPerSecond: 8, bytesPerSecond: 8_000)
    /// Four pictures a second for keys, two and 1.5 KB a second for a run that goes on.
    public static let lowBandwidth = Limits(
      picturesPerSecond: 4, restfulPicturesPerSecond: 2, bytesPerSecond: 1_500)

    /// Makes limits.
    public init(picturesPerSecond: Double, restfulPicturesPerSecond: Double, bytesPerSecond: Double) {
      self.picturesPerSecond = max(0.5, picturesPerSecond)
      self.restfulPicturesPerSecond = max(0.25, restfulPicturesPerSecond)
      self.bytesPerSecond = max(100, bytesPerSecond)
    }
  }

  /// What must not be exceeded.
  public let limits: Limits
  /// Writing may take this share of the time; the rest is the line's rest.
  private static let writingShare = 0.25
  /// Keys that are answered at once though the rate would have them wait: a few in a hurry, not a key held down.
  private static let burst = 4.0
  /// Seconds after which a picture is drawn whatever it costs: a screen that stands still for longer looks dead. A large
  /// picture on a slow line may take its time.
  private var longestWait: Double { limits.bytesPerSecond < 4_000 ? 8 : 5 }

  private var last = -Double.infinity
  /// When the rate will have paid for the pictures that keys have had so far.
  private var paidFor = -Double.infinity
  /// Until when the line is busy with what a key has asked for.
  private var busy = -Double.infinity
  /// Seconds from the last picture on until its bytes and its writing are paid for.
  private var debt = 0.0

  /// Begins with nothing drawn.
  public init(_ limits: Limits = .standard) { self.limits = limits }

  /// The moment from which on the next picture may be drawn.
  /// - Parameter isAwaited: whether the user waits for it.
  public func due(isAwaited: Bool) -> Double {
    // After a picture of the run's own going on, a key is answered at once.
    if isAwaited { return max(busy, paidFor - (Self.burst - 1) / limits.picturesPerSecond) }
    return last + max(1 / min(limits.picturesPerSecond, limits.restfulPicturesPerSecond), min(debt, longestWait))
  }

  /// Notes a picture and what it cost.
  public mutating func drew(at now: Double, cost: DrawCost, isAwaited: Bool) {
    last = now
    let writing = cost.seconds / Self.writingShare
    if isAwaited {
      // A slow line holds keys back too, or pictures would queue up behind it.
      busy = now + min(writing, longestWait)
      paidFor = max(paidFor, now) + 1 / limits.picturesPerSecond
      // What the user asked for is not held against the run, but the line must get rid of it.
      debt = writing
    } else {
      debt = max(writing, Double(cost.bytes) / limits.bytesPerSecond)
    }
  }
}
