public import Experiment
import Foundation
import GRDB

/// Writes a run's events to a session file, on a thread of its own.
///
/// Events are committed at most half a second after they were emitted, so a killed process loses no more than that. When
/// the disk is full or fails, recording stops with an alert and the run goes on; what was committed stays readable.
public final class SessionRecorder: @unchecked Sendable {
  // Sendable because `database` and `writer` belong to the recording thread once it has started, and `outcome` is touched
  // under `condition` only.

  /// The session file.
  public let path: String
  /// Sequence number that the session's next event must have: what `EventBus` is to start with.
  public let nextSequence: Int

  /// Closed after the database: closing it earlier would take SQLite's own locks away.
  private let lock: Int32
  private let database: DatabaseQueue
  private var writer: EventWriter
  private let condition = NSCondition()
  private var outcome = Outcome.idle
  private var queue: EventQueue?
  /// Calls of `flush()` so far, and how many of them have been served.
  private var flushesWanted = 0
  private var flushesDone = 0

  private enum Outcome { case idle, recording, closed(SessionError?) }

  /// How long events may wait for those that come after them.
  private static let commitInterval = 0.4

  /// Makes a new session.
  ///
  /// - Parameters:
  ///   - path: must not exist yet; its folder must.
  ///   - maximumBytes: recording stops with an alert before the file gets larger; nil for no limit.
  /// - Throws: `SessionError`.
  public init(creating path: String, maximumBytes: Int? = nil) throws(SessionError) {
    self.path = path
    (database, writer) = try SessionError.wrapping(path) {
      let database = try SessionFormat.kind.create(path, maximumBytes: maximumBytes)
      return (database, try database.read { try EventWriter($0) })
    }
    lock = try SessionLock.take(path)
    nextSequence = 0
  }

  /// Takes up an existing session, also one whose writer was killed, to add to it. One of an older version of the layout is
  /// brought to the present one at once.
  ///
  /// - Throws: `SessionError` for a file that is no session, damaged, of a newer version, or being written.
  public init(appendingTo path: String, maximumBytes: Int? = nil) throws(SessionError) {
    self.path = path
    let lock = try SessionLock.take(path)
    self.lock = lock
    do throws(SessionError) {
      (database, writer, nextSequence) = try SessionError.wrapping(path) {
        let database = try SessionFormat.kind.openForAppending(path, maximumBytes: maximumBytes)
        let last = try database.read { try Int.fetchOne($0, sql: "SELECT max(sequence) FROM event") }
        return (database, try database.read { try EventWriter($0) }, (last ?? -1) + 1)
      }
    } catch {
      // Otherwise this process could not open the session a second time.
      SessionLock.release(lock)
      throw error
    }
  }

  /// Adds a few events to a session in one transaction and closes it: what is found out about a run after its end, such as
  /// the evaluation of a checkpoint. The run is not taken up by it.
  ///
  /// - Parameters:
  ///   - events: in order; none of them `started`, `step` or `finished`, which only a run emits.
  ///   - path: the session.
  ///   - time: moment of the events, in seconds since 1970; by default now.
  /// - Returns: the events as they were written, with the session's next sequence numbers.
  /// - Throws: `SessionError` for a file that is no session, damaged, of a newer version, without a run in it, or being
  ///   written by another process. The session then holds none of the events.
  @discardableResult
  public static func append(
    _ events: [Event], to path: String, time: Double? = nil
  ) throws(SessionError) -> [Stamped] {
    for event in events {
      switch event {
      case .started, .step, .finished: preconditionFailure("only a run emits its steps, start and end")
      default: break
      }
    }
    let recorder = try SessionRecorder(appendingTo: path)
    defer { recorder.finish() }
    guard recorder.nextSequence > 0 else { throw SessionError(file: path, message: "holds no run to add to") }
    let time = time ?? Date().timeIntervalSince1970
    let stamped = events.enumerated().map { index, event in
      Stamped(sequence: recorder.nextSequence + index, time: time, event: event)
    }
    try recorder.commit(stamped)
    return stamped
  }

  /// Records events that are all there already as a closed session.
  ///
  /// - Parameter path: must not exist yet; its folder must.
  /// - Throws: `SessionError`.
  public static func write(_ events: some Sequence<Stamped>, to path: String) throws(SessionError) {
    let recorder = try SessionRecorder(creating: path)
    let queue = EventQueue()
    for event in events { queue.put(event) }
    queue.close()
    recorder.record(from: queue)
    if let failure = recorder.finish() { throw failure }
  }

  /// Starts to record all that comes through the queue, until the queue is closed.
  ///
  /// - Parameters:
  ///   - queue: a subscription of the run's bus.
  ///   - onFailure: called once, on the recording thread, when recording has to stop. It may emit the alert on the bus.
  public func record(from queue: EventQueue, onFailure: @escaping @Sendable (Alert) -> Void = { _ in }) {
    condition.withLock {
      outcome = .recording
      self.queue = queue
    }
    let thread = Thread { [self] in
      let failure = run(queue, onFailure)
      condition.withLock {
        outcome = .closed(failure)
        condition.broadcast()
      }
    }
    thread.name = "session recorder"
    thread.start()
  }

  /// Waits until all events emitted so far are committed, or recording has stopped.
  ///
  /// To be called before a checkpoint gets its name: a resumed run must not start after the session's last step.
  public func flush() {
    condition.lock()
    defer { condition.unlock() }
    guard case .recording = outcome else { return }
    flushesWanted += 1
    let mine = flushesWanted
    queue?.wake()
    while flushesDone < mine, case .recording = outcome { condition.wait() }
  }

  /// Waits until the queue is closed, everything is written and the file is one again.
  ///
  /// - Returns: why recording stopped early, or nil.
  @discardableResult
  public func finish() -> SessionError? {
    condition.lock()
    defer { condition.unlock() }
    while true {
      switch outcome {
      case .idle:
        close()
        outcome = .closed(nil)
      case .recording: condition.wait()
      case .closed(let failure): return failure
      }
    }
  }

  private func run(_ queue: EventQueue, _ onFailure: (Alert) -> Void) -> SessionError? {
    var failure: SessionError?
    var step = 0
    while !queue.isFinished {
      let wanted = condition.withLock { flushesWanted }
      let events = collect(queue)
      defer {
        condition.withLock {
          flushesDone = wanted
          condition.broadcast()
        }
      }
      for case .step(let event) in events.map(\.event) { step = event.step }
      // After a failure events are still taken, so that they do not pile up.
      guard failure == nil, !events.isEmpty else { continue }
      do throws(SessionError) {
        try commit(events)
      } catch {
        failure = error
        close()
        onFailure(
          Alert(
            rule: "recording-stopped", severity: .critical, step: step,
            message: "recording stopped, the run goes on: \(error)"))
      }
    }
    if failure == nil { close() }
    return failure
  }

  /// Takes events for a little while, so that a fast run does not commit each one alone.
  private func collect(_ queue: EventQueue) -> [Stamped] {
    if isFlushWanted { return queue.drain() }
    var events = queue.drain(waiting: 1)
    if events.isEmpty { return [] }
    let deadline = Date(timeIntervalSinceNow: Self.commitInterval)
    while !queue.isFinished && !isFlushWanted {
      let left = deadline.timeIntervalSinceNow
      if left <= 0 { break }
      events += queue.drain(waiting: left)
    }
    return events
  }

  private var isFlushWanted: Bool { condition.withLock { flushesDone < flushesWanted } }

  private func commit(_ events: [Stamped]) throws(SessionError) {
    try SessionError.wrapping(path) {
      try database.write { database in
        for event in events { try writer.write(event, to: database) }
      }
    }
  }

  /// Brings everything into the one file. A reader may hold that up; then the file stays readable as it is.
  private func close() {
    try? database.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      try database.execute(sql: "PRAGMA journal_mode = DELETE")
    }
    try? database.close()
    SessionLock.release(lock)
  }
}
