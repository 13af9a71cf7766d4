import Dispatch
import Foundation
import Synchronization

/// Runs pieces of work on several threads. A piece is done whole by one of them.
public enum Parallel {
  /// The number of threads that `wanted` stands for: 0 means one for each core. More than can do any good are not made.
  public static func threads(_ wanted: Int) -> Int {
    min(wanted > 0 ? wanted : ProcessInfo.processInfo.activeProcessorCount, 64)
  }

  /// Calls `body` for each piece 0 ..< pieces, in no fixed order, and returns when all are done.
  ///
  /// - Parameter body: gets the piece and the index of the worker; two calls never run at once with the same worker.
  public static func run(_ pieces: Int, threads: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
    let workers = min(threads, pieces)
    if workers <= 1 {
      for piece in 0..<max(pieces, 0) { body(piece, 0) }
      return
    }
    let next = Atomic<Int>(0)
    // Disjoint pieces: the caller promises that pieces do not write to the same memory.
    nonisolated(unsafe) let body = body
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        while true {
          let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
          if piece >= pieces { return }
          body(piece, worker)
        }
      }
    }
  }
}
