public import Experiment
import Foundation

/// Plays a session: a run whose events come from a file, at any speed, forwards and backwards.
///
/// Apart from reading the file this is a pure state machine: the time comes in from outside and nothing happens by itself.
/// The run's state at the present position is `state`; it equals what was seen live after the same events.
public struct SessionPlayer {
  /// The speeds there are, in recorded seconds a second.
  public static let speeds: [Double] = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64]

  /// The run at the present position.
  public private(set) var state = RunState()
  /// Whether time goes by.
  public private(set) var isPlaying = false
  /// Recorded seconds a second; one of `speeds`.
  public private(set) var speed = 1.0
  /// Whether playing begins again at the end.
  public var loops = false
  /// Number of events applied.
  public private(set) var position = 0

  private let reader: SessionReader
  private var timeline = Timeline()
  /// Playing time at `clock`.
  private var playhead = 0.0
  /// The latest time that was handed in.
  private var clock: Double?
  private var snapshots: [Snapshot] = []
  private var buffer: [Stamped] = []

  private struct Snapshot {
    var position: Int
    var state: RunState
  }

  /// Opens a session, standing before its first event, paused.
  /// - Throws: `SessionError`.
  public init(path: String) throws(SessionError) {
    reader = try SessionReader(path: path)
    try reader.extend(&timeline)
  }

  /// The session file.
  public var path: String { reader.path }
  /// Number of events in the session.
  public var count: Int { timeline.entries.count }
  /// The step shown; 0 before the first.
  public var step: Int { state.step }
  /// The last step of the session.
  public var lastStep: Int { timeline.entries.last { $0.kind == .step }?.step ?? 0 }
  /// Whether all events have been applied.
  public var isAtEnd: Bool { position == count }
  /// Playing time that has gone by, in seconds.
  public var elapsed: Double { playhead }
  /// Playing time of the whole session, in seconds; long waits are cut short.
  public var duration: Double { timeline.moments.last ?? 0 }
  /// `REPLAY step N/M ×k`, for the status line.
  public var statusLine: String {
    let factor = speed < 1 ? "1/\(Int(1 / speed))" : "\(Int(speed))"
    return "REPLAY step \(step)/\(lastStep) ×\(factor)" + (isPlaying ? "" : " paused") + (loops ? " loop" : "")
  }

  /// Starts to play. At the end it starts again from the beginning.
  public mutating func play(now: Double) throws(SessionError) {
    if isAtEnd { try move(to: 0) }
    clock = now
    isPlaying = true
  }

  /// Stops playing where it is.
  public mutating func pause() {
    isPlaying = false
    clock = nil
  }

  /// Takes the nearest speed there is.
  public mutating func setSpeed(_ wanted: Double) {
    speed = Self.speeds.min { abs(log($0 / wanted)) < abs(log($1 / wanted)) } ?? 1
  }

  /// Twice as fast, up to 64 times.
  public mutating func faster() { setSpeed(min(speed * 2, 64)) }

  /// Half as fast, down to a quarter.
  public mutating func slower() { setSpeed(max(speed / 2, 0.25)) }

  /// Applies the events that are due at this time.
  ///
  /// - Parameter now: seconds of any clock that only goes forwards.
  /// - Returns: whether the state has changed.
  @discardableResult
  public mutating func advance(to now: Double) throws(SessionError) -> Bool {
    guard isPlaying, let before = clock else { return false }
    clock = now
    playhead += max(0, now - before) * speed
    let due = timeline.moments.partitioningIndex { $0 > playhead }
    let old = position
    try apply(upTo: max(due, position))
    if isAtEnd {
      if loops && count > 0 {
        // One turn at a time: what is over the end is dropped, so that a short session cannot spin.
        try move(to: 0)
        return true
      }
      playhead = duration
      pause()
    }
    return position != old
  }

  /// Shows the next step, and what happened until the one after it.
  public mutating func stepForward() throws(SessionError) {
    pause()
    if let stop = timeline.allStops.first(where: { $0 > position }) { try move(to: stop) }
  }

  /// Shows the step before.
  public mutating func stepBackward() throws(SessionError) {
    pause()
    // From within a step's events this goes back to the start of that step.
    try move(to: timeline.allStops.last { $0 < position } ?? 0)
  }

  /// Shows this step, or the nearest before it. Playing goes on.
  public mutating func seek(step: Int) throws(SessionError) {
    try move(to: timeline.stop(ofStep: step) ?? timeline.allStops.first ?? 0)
  }

  /// Goes forwards, or with a negative number backwards, in recorded time. Playing goes on.
  public mutating func skip(seconds: Double) throws(SessionError) {
    let target = min(max(0, playhead + seconds), duration)
    try move(to: timeline.moments.partitioningIndex { $0 > target })
    playhead = target
  }

  /// Goes to the end.
  public mutating func seekToEnd() throws(SessionError) { try move(to: count) }

  /// Looks for events that were written since: of a session that is still being recorded.
  /// - Returns: how many there are.
  @discardableResult
  public mutating func refresh() throws(SessionError) -> Int {
    let before = count
    try reader.extend(&timeline)
    return count - before
  }

  private mutating func move(to target: Int) throws(SessionError) {
    if target < position {
      let snapshot = snapshots.last { $0.position <= target }
      state = snapshot?.state ?? RunState()
      position = snapshot?.position ?? 0
    }
    try apply(upTo: target)
    playhead = position == 0 ? 0 : timeline.moments[position - 1]
  }

  private mutating func apply(upTo target: Int) throws(SessionError) {
    // Few snapshots of long runs: each holds the whole history up to it.
    let spacing = max(1000, count / 8)
    while position < target {
      let sequence = timeline.entries[position].sequence
      if buffer.first.map({ $0.sequence > sequence }) ?? true || (buffer.last?.sequence ?? -1) < sequence {
        buffer = try reader.portion(after: sequence - 1)
      }
      guard let index = buffer.firstIndex(where: { $0.sequence == sequence }) else {
        throw SessionError(file: reader.path, message: "has changed while it was played")
      }
      var next = index
      while next < buffer.count, position < target {
        state.apply(buffer[next])
        next += 1
        position += 1
        if position.isMultiple(of: spacing), (snapshots.last?.position ?? 0) < position {
          snapshots.append(Snapshot(position: position, state: state))
        }
      }
    }
  }
}

extension Array {
  /// Index of the first element that satisfies the condition, where all after it do, too.
  func partitioningIndex(where condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
