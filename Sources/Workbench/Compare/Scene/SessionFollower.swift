internal import Experiment
internal import Sessions

/// Reads a session piece by piece, and goes on looking while it is being written.
struct SessionFollower {
  let path: String
  /// Sequence number of the last event read; −1 before the first.
  private var last = -1
  /// Whether all that was there has been read.
  private(set) var isRead = false
  private var isFinished = false
  /// When to look again, in seconds since 1970.
  private(set) var due: Double?
  private var wait = shortestWait

  /// Events that are read at a time, so that keys are not kept waiting.
  private static let piece = 400
  /// Seconds between looks: writers commit once a second. Where nothing comes the wait grows.
  private static let shortestWait = 1.0
  private static let longestWait = 16.0

  init(path: String) { (self.path, due) = (path, 0) }

  /// The next events, if it is time to look.
  ///
  /// - Throws: `SessionError`; after that it never looks again.
  mutating func read(at now: Double) throws(SessionError) -> [Stamped]? {
    guard let due, due <= now else { return nil }
    self.due = nil
    let events = try SessionReader(path: path).events(after: last, limit: Self.piece)
    let wasRead = isRead
    isRead = events.count < Self.piece
    for event in events {
      switch event.event {
      case .started: isFinished = false
      case .finished: isFinished = true
      default: break
      }
    }
    last = events.last?.sequence ?? last
    if !isRead {
      self.due = now
    } else if !isFinished {
      wait = events.isEmpty ? min(Self.longestWait, wait * 2) : Self.shortestWait
      self.due = now + wait
    }
    return events.isEmpty && wasRead ? nil : events
  }
}
