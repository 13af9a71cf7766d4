public import Experiment
internal import Foundation
public import Tensor

extension Machine {
  /// This machine, with the given threads.
  ///
  /// - Parameter measured: whether to measure the rate of sgemm, which takes about a third of a second.
  public static func current(pool: ThreadPool, measured: Bool) -> Machine {
    Machine(
      processor: processorName, cores: ProcessInfo.processInfo.activeProcessorCount, threads: pool.threads,
      blasCore: BLAS.coreName, sgemmGflops: measured ? sgemmRate(pool: pool) : 0)
  }

  /// The processor's own name; `unknown` where the system does not tell it.
  public static let processorName: String = {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":", maxSplits: 1).last
    return model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }()

  /// The rate at which this machine multiplies two 2048 × 2048 matrices, in GFLOP/s: the best of three.
  public static func sgemmRate(pool: ThreadPool) -> Double {
    let n = 2048
    let arena = Arena(chunkBytes: 3 * n * n * 4)
    let (a, b, c) = (arena.floats(n * n), arena.floats(n * n), arena.floats(n * n))
    for i in 0..<n * n {
      a[i] = Float(i % 7) - 3
      b[i] = Float(i % 5) - 2
      c[i] = 0
    }
    var best = Double.infinity
    for _ in 0..<3 {
      let start = monotonicSeconds()
      // As many pieces as threads: the packing of B then counts least, and the peer gets its best.
      let rows = (n + pool.threads - 1) / pool.threads
      pool.parallel(count: n, grain: rows) { range, _ in
        let first = range.lowerBound * n
        BLAS.multiply(m: range.count, n: n, k: n, a + first, lda: n, b, ldb: n, c + first, ldc: n)
      }
      best = min(best, monotonicSeconds() - start)
    }
    return 2e-9 * Double(n * n * n) / best
  }
}

/// Bytes of memory that this process holds.
public func currentResidentBytes() -> Int {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
