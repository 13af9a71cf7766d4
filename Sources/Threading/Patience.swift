import Dispatch
import Foundation

/// How long a thread looks for what it waits for before it goes to sleep.
///
/// To wake a thread takes the system about 50 µs on a virtual machine, several times what the shortest operations of a
/// step last; and the next operation mostly begins a few microseconds after the last.
enum Patience {
  private static let nanoseconds: UInt64 = 200_000
  private static let looks = 200

  /// Looks again and again until `isOver` or the time is up; lets other threads have the core meanwhile.
  ///
  /// - Returns: whether the time was up first.
  @inline(__always)
  static func spent(_ isOver: () -> Bool) -> Bool {
    // Most waits are over within a microsecond or two, without asking the system for anything.
    for _ in 0..<looks where isOver() { return false }
    let end = DispatchTime.now().uptimeNanoseconds + nanoseconds
    while DispatchTime.now().uptimeNanoseconds < end {
      if isOver() { return false }
      sched_yield()
    }
    return !isOver()
  }
}
