public import Experiment

/// A run that is under way in this process.
public final class LiveSource: RunSource {
  private let queue: EventQueue
  private let trainer: RunControl

  /// Joins a bus's queue and the trainer's control.
  public init(queue: EventQueue, control: RunControl) {
    self.queue = queue
    trainer = control
  }

  /// Never.
  public var playback: Playback? { nil }
  /// What waits in the queue.
  public func drain() -> Arrivals { Arrivals(queue.drain()) }
  /// Hands the command to the trainer.
  public func send(_ command: Command) { trainer.send(command) }
  /// Nothing.
  public func control(_ command: PlaybackCommand) {}
  /// Passed on to the queue.
  public func onArrival(_ action: @escaping @Sendable () -> Void) { queue.onArrival(action) }
  /// The queue tells.
  public var secondsToNext: Double? { nil }
}
