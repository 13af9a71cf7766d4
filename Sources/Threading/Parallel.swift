import Foundation

/// Runs pieces of work on several threads. A piece is done whole by one of them.
public enum Parallel {
  /// The most threads that are made.
  static let most = 64

  /// The number of threads that `wanted` stands for: 0 means one for each core. More than can do any good are not made.
  public static func threads(_ wanted: Int) -> Int {
    min(wanted > 0 ? wanted : ProcessInfo.processInfo.activeProcessorCount, most)
  }

  /// Calls `body` for each piece 0 ..< pieces, in no fixed order, and returns when all are done.
  ///
  /// - Parameters:
  ///   - threads: the most that take part, the caller's included; fewer where other calls run at the same time.
  ///   - body: gets the piece and the index of the worker, below `threads`; two calls never run at once with the same
  ///     worker.
  public static func run(_ pieces: Int, threads: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
    let others = min(threads, pieces) - 1
    let workers = others > 0 ? Worker.take(others) : []
    if workers.isEmpty {
      for piece in 0..<max(pieces, 0) { body(piece, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { body in
        let job = Job(pieces: pieces, others: workers.count, body)
        for (index, worker) in workers.enumerated() { worker.begin(job, as: index + 1) }
        job.work(as: 0)
        job.wait()
      }
    }
    Worker.give(workers)
  }
}
