import Foundation

/// Hands every event of a run to every subscriber, in order.
///
/// Emitting never waits for a subscriber: each has a queue of its own, which it drains on its own thread.
public final class EventBus: @unchecked Sendable {
  // Sendable because all mutable state is touched under `lock` only.
  private let lock = NSLock()
  private var queues: [EventQueue] = []
  private var nextSequence: Int
  private let now: @Sendable () -> Double

  /// - Parameters:
  ///   - firstSequence: sequence number of the first event; a resumed run goes on where its session ends.
  ///   - now: seconds since 1970; tests hand in a clock of their own. By default the system's clock.
  public init(firstSequence: Int = 0, now: (@Sendable () -> Double)? = nil) {
    nextSequence = firstSequence
    self.now = now ?? { Date().timeIntervalSince1970 }
  }

  /// A queue that receives all events emitted from now on.
  public func subscribe() -> EventQueue {
    let queue = EventQueue()
    lock.withLock { queues.append(queue) }
    return queue
  }

  /// Stamps an event and puts it into every queue.
  ///
  /// - Returns: the event as subscribers get it.
  @discardableResult
  public func emit(_ event: Event) -> Stamped {
    lock.lock()
    let stamped = Stamped(sequence: nextSequence, time: now(), event: event)
    nextSequence += 1
    // Under the lock, so that all queues see the same order.
    for queue in queues { queue.put(stamped) }
    lock.unlock()
    return stamped
  }

  /// Tells every subscriber that no event will follow.
  public func close() {
    lock.withLock { for queue in queues { queue.close() } }
  }
}

/// The events that one subscriber has not yet taken.
public final class EventQueue: @unchecked Sendable {
  // Sendable because all mutable state is touched under `condition` only.
  private let condition = NSCondition()
  private var waiting: [Stamped] = []
  private var closed = false
  private var isWoken = false
  private var wakeUp: (@Sendable () -> Void)?

  /// An empty queue. Queues of a run are made by `EventBus.subscribe()`.
  public init() {}

  /// Calls `action` on the emitting thread whenever an event arrives; it must be quick (write a byte to a pipe).
  public func onArrival(_ action: @escaping @Sendable () -> Void) {
    condition.withLock { wakeUp = action }
  }

  /// Adds an event at the end.
  public func put(_ event: Stamped) {
    condition.lock()
    waiting.append(event)
    condition.signal()
    let action = wakeUp
    condition.unlock()
    action?()
  }

  /// Says that no event will follow.
  public func close() {
    condition.lock()
    closed = true
    condition.broadcast()
    let action = wakeUp
    condition.unlock()
    action?()
  }

  /// Makes the present or next wait of `drain(waiting:)` end at once, also without an event.
  public func wake() {
    condition.withLock {
      isWoken = true
      condition.broadcast()
    }
  }

  /// Takes all that is waiting, at once, without waiting.
  public func drain() -> [Stamped] {
    condition.withLock {
      defer { waiting = [] }
      return waiting
    }
  }

  /// Waits until an event arrives, the queue is closed or the time is up, then takes all that is there.
  public func drain(waiting seconds: Double) -> [Stamped] {
    condition.lock()
    defer { condition.unlock() }
    let deadline = Date(timeIntervalSinceNow: seconds)
    while waiting.isEmpty && !closed && !isWoken {
      if !condition.wait(until: deadline) { break }
    }
    isWoken = false
    defer { waiting = [] }
    return waiting
  }

  /// Whether the queue is closed and everything has been taken.
  public var isFinished: Bool {
    condition.withLock { closed && waiting.isEmpty }
  }
}
