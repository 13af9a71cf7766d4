public import Experiment

/// Where a workbench's events come from, and where its keys' commands go.
public protocol RunSource: AnyObject {
  /// Where the replay stands; nil for a live run.
  var playback: Playback? { get }
  /// Who writes the session that is followed; nil where nothing is followed.
  var writer: SessionWriter? { get }
  /// What has arrived since the last call. Never waits.
  func drain() -> Arrivals
  /// Asks the trainer for something; a replay ignores it.
  func send(_ command: Command)
  /// Asks the replay for something; a live run ignores it.
  func control(_ command: PlaybackCommand)
  /// Has `action` called on some thread whenever something has arrived; it is quick.
  func onArrival(_ action: @escaping @Sendable () -> Void)
  /// Seconds until the next event is due; nil when `onArrival` will tell.
  var secondsToNext: Double? { get }
}

/// Events that have arrived.
public struct Arrivals: Sendable, Equatable {
  /// The events in order.
  public var events: [Stamped]
  /// Whether they begin the run anew: a replay went back.
  public var restarted: Bool

  /// Makes a batch.
  public init(_ events: [Stamped] = [], restarted: Bool = false) {
    self.events = events
    self.restarted = restarted
  }
}

/// The process that writes a session which is only watched here.
public enum SessionWriter: Sendable, Equatable {
  /// It is at work.
  case writing
  /// It has ended, well or not.
  case gone
}

extension RunSource {
  /// Nothing is followed.
  public var writer: SessionWriter? { nil }
  /// Whether a trainer is at the other end.
  public var isLive: Bool { playback == nil }
}
