internal import Tensor

/// ToMe's choice of pairs: tokens at even positions look for the most alike one at an odd position, and the r that come
/// closest are its sources. Carries no gradient.
///
/// Source: Bolya et al. 2022, arXiv:2210.09461, section 3.1; the class token, at position 0, is never a source.
enum BipartiteMatching {
  /// - Parameters:
  ///   - qkv: (B · N, 3D), queries, keys and values side by side.
  ///   - removed: r, at most (N − 1) / 2.
  static func plan(_ tape: Tape, qkv: Tensor, heads: Int, images: Int, removed: Int) -> MergePlan {
    let tokens = qkv.rows / images
    var sources = Array(repeating: Int32(0), count: images * removed)
    var destinations = sources
    sources.withUnsafeMutableBufferPointer { sources in
      destinations.withUnsafeMutableBufferPointer { destinations in
        // Each image writes its own stretch.
        nonisolated(unsafe) let (sources, destinations) = (sources, destinations)
        tape.pool.parallel(images) { image, worker in
          let pairs = match(qkv, heads: heads, image: image, tokens: tokens, tape.pool, worker)
          for (k, pair) in pairs.prefix(removed).enumerated() {
            sources[image * removed + k] = Int32(2 * pair.even)
            destinations[image * removed + k] = Int32(2 * pair.odd + 1)
          }
        }
      }
    }
    return MergePlan(images: images, tokens: tokens, sources: sources, destinations: destinations)
  }

  private struct Pair {
    let (even, odd): (Int, Int)
    let score: Float
  }

  /// The best partner of every token at an even position but the class token, most alike first.
  private static func match(
    _ qkv: Tensor, heads: Int, image: Int, tokens: Int, _ pool: ThreadPool, _ worker: Int
  ) -> [Pair] {
    let d = qkv.columns / 3
    let width = d / heads
    let (evens, odds) = ((tokens + 1) / 2, tokens / 2)
    let metric = pool.scratch(worker, count: tokens * width + evens * odds)
    let scores = metric + tokens * width
    for token in 0..<tokens {
      let (keys, mean) = (qkv.data + (image * tokens + token) * 3 * d + d, metric + token * width)
      mean.update(from: keys, count: width)
      for head in 1..<heads {
        for i in 0..<width { mean[i] += keys[head * width + i] }
      }
      // The length takes care of the number of heads as well.
      var square: Float = 0
      for i in 0..<width { square += mean[i] * mean[i] }
      let length = square.squareRoot()
      for i in 0..<width { mean[i] /= length }
    }
    BLAS.multiply(
      transposeB: true, m: evens, n: odds, k: width, metric, lda: 2 * width, metric + width, ldb: 2 * width, scores,
      ldc: odds)
    var pairs: [Pair] = []
    pairs.reserveCapacity(evens)
    for even in 1..<evens {
      let row = scores + even * odds
      var (best, score) = (0, -Float.infinity)
      // Of equals the first; NaN, from a key of length 0, is never better.
      for odd in 0..<odds where row[odd] > score { (best, score) = (odd, row[odd]) }
      pairs.append(Pair(even: even, odd: best, score: score))
    }
    return pairs.sorted { $0.score != $1.score ? $0.score > $1.score : $0.even < $1.even }
  }
}
