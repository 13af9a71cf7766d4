import Foundation
import Threading

/// Runs the pieces of an operation on a fixed number of threads.
///
/// Work is cut into pieces by size, never by the number of threads, and a piece is always done whole by one thread:
/// results do not depend on how many threads there are. OpenBLAS itself is kept on one thread.
public final class ThreadPool: @unchecked Sendable {
  // Sendable because `scratch` entry w is touched only by the worker that holds index w, and `parallel` does not nest.
  /// Number of threads, the calling one included.
  public let threads: Int
  private var scratch: [(buffer: UnsafeMutablePointer<Float>, count: Int)?]
  private var packed: (buffer: UnsafeMutablePointer<Float>, count: Int)?

  /// - Parameter threads: 0 means one for each core.
  public init(threads: Int = 0) {
    self.threads = threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
    scratch = Array(repeating: nil, count: self.threads)
    BLAS.useOneThread()
  }

  deinit {
    for entry in scratch + [packed] { if let entry { free(entry.buffer) } }
  }

  /// Calls `body` for each piece 0 ..< pieces, in no fixed order, and returns when all are done.
  ///
  /// - Parameter body: gets the piece and the index of the worker, which names its scratch memory.
  public func parallel(_ pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
    Parallel.run(pieces, threads: threads, body)
  }

  /// Cuts 0 ..< count into ranges of `grain` and runs them.
  public func parallel(count: Int, grain: Int, _ body: (_ range: Range<Int>, _ worker: Int) -> Void) {
    let pieces = (count + grain - 1) / grain
    parallel(pieces) { piece, worker in
      body(piece * grain..<min(count, (piece + 1) * grain), worker)
    }
  }

  /// Memory that belongs to one worker until the operation ends, not cleared.
  public func scratch(_ worker: Int, count: Int) -> UnsafeMutablePointer<Float> {
    Self.grown(&scratch[worker], count: count)
  }

  /// Memory for the packed operand of the one product that runs at a time, not cleared.
  func packedOperand(count: Int) -> UnsafeMutablePointer<Float> {
    Self.grown(&packed, count: count)
  }

  private static func grown(
    _ entry: inout (buffer: UnsafeMutablePointer<Float>, count: Int)?, count: Int
  ) -> UnsafeMutablePointer<Float> {
    if let entry, entry.count >= count { return entry.buffer }
    if let entry { free(entry.buffer) }
    let buffer = alignedMemory(bytes: count * 4).bindMemory(to: Float.self, capacity: count)
    entry = (buffer, count)
    return buffer
  }
}
