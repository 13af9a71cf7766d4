import Experiment
import Foundation
import Sessions
import Training

/// A run under way in this process: the trainer on its thread, the recorder on its own.
///
/// Whoever shows the run takes `events` and sends to `control`; when the trainer has ended, `finish()` closes the session.
final class LiveRun: @unchecked Sendable {
  // Sendable because everything set after `start` is written before `ended` is signalled and read after it.
  let bus: EventBus
  let control = RunControl()
  /// The events of this run for its screen or printer.
  let events: EventQueue
  let session: URL
  /// Writes the session.
  let recorder: SessionRecorder
  private let ended = DispatchSemaphore(value: 0)
  private var result: Finish?

  /// Records into a new file, or goes on with one that exists.
  init(recorder: SessionRecorder) {
    self.recorder = recorder
    session = URL(fileURLWithPath: recorder.path)
    bus = EventBus(firstSequence: recorder.nextSequence)
    events = bus.subscribe()
    let bus = self.bus
    recorder.record(from: bus.subscribe()) { bus.emit(.alert($0)) }
  }

  /// Starts the trainer on a plain thread with a large stack.
  ///
  /// - Parameter make: builds the trainer, on that thread.
  func start(_ make: @escaping @Sendable (EventBus, RunControl) -> Trainer) {
    let thread = Thread { [self] in
      result = make(bus, control).run()
      bus.close()
      ended.signal()
    }
    thread.stackSize = 16 << 20
    thread.name = "trainer"
    thread.start()
  }

  /// Waits until the trainer has ended and the session is closed.
  func finish() -> Finish? {
    ended.wait()
    _ = recorder.finish()
    return result
  }
}
