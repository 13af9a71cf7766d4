public import Experiment
public import Sessions

/// A run that another process trains and records: its session is read as it grows. Nothing is written, and nothing asked.
public final class FollowSource: RunSource {
  private let reader: SessionReader
  private let now: () -> Double
  /// Sequence number of the last event handed out; −1 before the first.
  private var told = -1
  /// When the file is looked at again.
  private var due = -Double.infinity
  private var fault: SessionError?
  private var lastTime = 0.0
  /// Whether a process writes the session, as of the last look.
  public private(set) var writer: SessionWriter?

  /// Begins with all that has been recorded so far.
  /// - Parameter now: seconds of a clock that only goes forwards.
  /// - Throws: `SessionError` when the file cannot be opened or is no session.
  public init(path: String, now: @escaping () -> Double) throws(SessionError) {
    reader = try SessionReader(path: path)
    self.now = now
    writer = reader.isBeingWritten ? .writing : .gone
  }

  /// Never: what is shown is the run as it is now.
  public var playback: Playback? { nil }

  /// What was recorded since the last call; looks at the file twice a second.
  public func drain() -> Arrivals {
    let time = now()
    guard time >= due else { return Arrivals() }
    due = time + FollowSource.interval
    // Asked before reading: what a writer leaves when it goes is then read once more.
    let isWritten = reader.isBeingWritten
    do throws(SessionError) {
      let events = try reader.events(after: told, limit: FollowSource.chunk)
      fault = nil
      if let last = events.last { (told, lastTime) = (last.sequence, last.time) }
      if events.count == FollowSource.chunk { due = time } else { writer = isWritten ? .writing : .gone }
      return Arrivals(events)
    } catch {
      due = time + FollowSource.patience
      writer = isWritten ? .writing : .gone
      guard fault != error else { return Arrivals() }
      fault = error
      let line = LogLine(level: .error, text: error.message)
      return Arrivals([Stamped(sequence: told + 1, time: lastTime, event: .log(line))])
    }
  }

  /// Nobody here can steer that run.
  public func send(_ command: Command) {}
  /// There is nothing to move.
  public func control(_ command: PlaybackCommand) {}
  /// Files do not call.
  public func onArrival(_ action: @escaping @Sendable () -> Void) {}
  /// Until the next look at the file; nil once nobody writes it any more.
  public var secondsToNext: Double? { max(0, due - now()) }

  /// Seconds between two looks: the recorder commits about as often.
  private static let interval = 0.5
  /// Seconds until a file is tried again that could not be read.
  private static let patience = 2.0
  /// Events that are read at once.
  private static let chunk = 500
}
