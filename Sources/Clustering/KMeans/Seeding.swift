internal import Tensor

/// k-means++: each next seed is drawn with probability proportional to its distance, 1 - cos, from the nearest seed so far.
///
/// Distances are brought up to date for a batch of seeds at a time, by products. Within a batch a row is proposed by the
/// old distances and accepted with probability new / old, which gives exactly the distribution of one seed at a time:
/// a distance never grows.
final class Seeding {
  private let rows: RowMatrix
  private let random: CounterRandom
  private let pool: ThreadPool
  private var draws: UInt64 = 0
  private var distances: [Float]
  private var chosen: [Int] = []
  private var isChosen: Set<Int> = []

  /// Rows that differ by rounding alone are the same row.
  private static let same: Float = 1e-6
  private static let largestBatch = 64

  init(_ rows: RowMatrix, random: CounterRandom, pool: ThreadPool) {
    (self.rows, self.random, self.pool) = (rows, random, pool)
    distances = Array(repeating: .infinity, count: rows.count)
  }

  /// The seeds, K × d. - Precondition: at most as many as rows.
  func choose(_ clusters: Int) -> [Float] {
    add(Int(unit() * Double(rows.count)))
    var batch = bringUpToDate(from: 0)
    while chosen.count < clusters {
      let cumulative = batch
      let total = cumulative[rows.count - 1]
      guard total > 0 else { break }
      let first = chosen.count
      // Early seeds change distances the most: small batches keep proposals from being rejected.
      let end = min(clusters, first + min(max(first / 4, 1), Self.largestBatch))
      var rejected = 0
      while chosen.count < end, rejected < 200 {
        let row = place(unit() * total, in: cumulative)
        let old = distances[row]
        if old > 0, unit() * Double(old) < Double(distance(row, since: first)) {
          add(row)
        } else {
          rejected += 1
        }
      }
      batch = bringUpToDate(from: first)
    }
    // All rows left are copies of seeds.
    var row = 0
    while chosen.count < clusters {
      if !isChosen.contains(row) { add(row) }
      row += 1
    }
    var seeds: [Float] = []
    seeds.reserveCapacity(clusters * rows.width)
    for row in chosen { seeds += UnsafeBufferPointer(start: rows.row(row), count: rows.width) }
    return seeds
  }

  private func add(_ row: Int) {
    chosen.append(row)
    isChosen.insert(row)
  }

  /// A number in [0, 1), a multiple of 2⁻⁵³.
  private func unit() -> Double {
    let words = random.words(at: draws)
    draws += 1
    return Double((UInt64(words[1]) << 32 | UInt64(words[0])) >> 11) * 0x1p-53
  }

  /// The first row whose cumulative distance lies beyond `value`.
  private func place(_ value: Double, in cumulative: [Double]) -> Int {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The distance of a row from all seeds, those added since the last batch included.
  private func distance(_ row: Int, since first: Int) -> Float {
    if isChosen.contains(row) { return 0 }
    var nearest = distances[row]
    for seed in chosen[first...] {
      var dot: Float = 0
      let (a, b) = (rows.row(row), rows.row(seed))
      for index in 0..<rows.width { dot += a[index] * b[index] }
      nearest = min(nearest, 1 - dot)
    }
    return nearest < Self.same ? 0 : nearest
  }

  /// Compares all rows with the seeds from number `first` on. - Returns: the running sum of the distances.
  private func bringUpToDate(from first: Int) -> [Double] {
    let (rows, added) = (rows, chosen.count - first)
    if added > 0 {
      var seeds: [Float] = []
      for row in chosen[first...] { seeds += UnsafeBufferPointer(start: rows.row(row), count: rows.width) }
      distances.withUnsafeMutableBufferPointer { distances in
        nonisolated(unsafe) let distances = distances
        pool.parallel(count: rows.count, grain: 512) { [pool] range, worker in
          let cosines = pool.scratch(worker, count: range.count * added)
          BLAS.multiply(
            transposeB: true, m: range.count, n: added, k: rows.width, rows.row(range.lowerBound), lda: rows.width,
            seeds, ldb: rows.width, cosines, ldc: added)
          for (place, row) in range.enumerated() {
            var largest = -Float.infinity
            for index in place * added..<(place + 1) * added { largest = max(largest, cosines[index]) }
            let nearest = min(distances[row], 1 - largest)
            distances[row] = nearest < Self.same ? 0 : nearest
          }
        }
      }
      for row in chosen[first...] { distances[row] = 0 }
    }
    var sum = 0.0
    return distances.map { distance in
      sum += Double(distance)
      return sum
    }
  }
}
