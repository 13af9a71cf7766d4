import Dispatch
import Synchronization

/// The pieces of one call, from which several threads take in turn.
final class Job: Sendable {
  private let pieces: Int
  // Lies in the caller's frame, which stays until `wait` has returned.
  private nonisolated(unsafe) let body: UnsafePointer<(_ piece: Int, _ worker: Int) -> Void>
  private let next = Atomic<Int>(0)
  /// Threads beside the caller's that are not done, and `asleep` where the caller waits for the last of them.
  private let others: Atomic<Int>
  private let finished = DispatchSemaphore(value: 0)
  private static let asleep = 1 << 32

  init(pieces: Int, others: Int, _ body: UnsafePointer<(_ piece: Int, _ worker: Int) -> Void>) {
    self.pieces = pieces
    self.others = Atomic(others)
    self.body = body
  }

  /// Does pieces until none is left.
  func work(as worker: Int) {
    while true {
      let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if piece >= pieces { return }
      body.pointee(piece, worker)
    }
  }

  /// Told by every thread but the caller's when it has nothing more to do with this.
  func leave() {
    if others.wrappingSubtract(1, ordering: .acquiringAndReleasing).oldValue == Self.asleep + 1 { finished.signal() }
  }

  /// Returns when all others have left.
  func wait() {
    if Patience.spent({ others.load(ordering: .acquiring) == 0 }),
      others.wrappingAdd(Self.asleep, ordering: .acquiringAndReleasing).oldValue > 0
    {
      finished.wait()
    }
  }
}
