import Dispatch
import Foundation
import Synchronization

/// A thread that does its share of one job after another, and between them waits a moment before it goes to sleep.
///
/// Workers belong to the whole process. A call takes those that are idle; where several calls compete, each gets fewer.
final class Worker: Sendable {
  private enum State {
    static let idle = 0
    static let called = 1
    static let asleep = 2
  }

  private static let idle = Mutex<(workers: [Worker], made: Int)>(([], 0))

  private let state = Atomic<Int>(State.idle)
  private let wake = DispatchSemaphore(value: 0)
  // Written before `state` says so and read after.
  private nonisolated(unsafe) var call: (job: Job, index: Int)?

  /// Up to `count` workers that belong to the caller until it gives them back.
  static func take(_ count: Int) -> [Worker] {
    idle.withLock { idle in
      while idle.workers.count < count, idle.made < Parallel.most {
        let worker = Worker()
        idle.workers.append(worker)
        idle.made += 1
        worker.start()
      }
      let taken = Array(idle.workers.suffix(count))
      idle.workers.removeLast(taken.count)
      return taken
    }
  }

  /// Gives workers back that have left their job.
  static func give(_ workers: [Worker]) {
    idle.withLock { $0.workers += workers.reversed() }
  }

  private func start() {
    let thread = Thread { [self] in
      while true { serve() }
    }
    thread.name = "switchyard.worker"
    thread.start()
  }

  /// Has the worker take part in a job.
  func begin(_ job: Job, as index: Int) {
    call = (job, index)
    if state.exchange(State.called, ordering: .acquiringAndReleasing) == State.asleep { wake.signal() }
  }

  private func serve() {
    if Patience.spent({ state.load(ordering: .acquiring) == State.called }),
      state.compareExchange(expected: State.idle, desired: State.asleep, ordering: .acquiringAndReleasing).exchanged
    {
      wake.wait()
    }
    guard let (job, index) = call else { preconditionFailure("a worker was called without a job") }
    call = nil
    // Before the job is left: from then on the next call may come.
    state.store(State.idle, ordering: .releasing)
    job.work(as: index)
    job.leave()
  }
}
