internal import Tensor

/// Puts tokens in the order of descending scores; equal scores keep their order.
///
/// A radix sort on the bits of the scores: linear, stable, without allocation.
struct ScoreQueue {
  private let keys: UnsafeMutablePointer<UInt32>
  private let spareKeys: UnsafeMutablePointer<UInt32>
  private let spareTokens: UnsafeMutablePointer<Int32>
  private let histogram: UnsafeMutablePointer<Int32>
  /// The tokens, in order after `sort`.
  let tokens: UnsafeMutablePointer<Int32>
  /// How many tokens were added.
  private(set) var count = 0

  /// - Parameter capacity: the most tokens that will be in the queue at a time.
  init(capacity: Int, arena: Arena) {
    keys = arena.allocate(UInt32.self, count: capacity)
    spareKeys = arena.allocate(UInt32.self, count: capacity)
    tokens = arena.allocate(Int32.self, count: capacity)
    spareTokens = arena.allocate(Int32.self, count: capacity)
    histogram = arena.allocate(Int32.self, count: 256)
  }

  mutating func removeAll() { count = 0 }

  /// - Parameter score: at least 0, so that its bits order as it does.
  mutating func add(_ token: Int, score: Float) {
    keys[count] = ~score.bitPattern
    tokens[count] = Int32(truncatingIfNeeded: token)
    count += 1
  }

  /// Sorts `tokens`; an even number of passes leaves the result where it began.
  func sort() {
    var (k, t, spareK, spareT) = (keys, tokens, spareKeys, spareTokens)
    for shift: UInt32 in [0, 8, 16, 24] {
      histogram.update(repeating: 0, count: 256)
      for i in 0..<count { histogram[Int((k[i] >> shift) & 255)] += 1 }
      var start: Int32 = 0
      for digit in 0..<256 {
        let next = start + histogram[digit]
        histogram[digit] = start
        start = next
      }
      for i in 0..<count {
        let digit = Int((k[i] >> shift) & 255)
        let place = Int(histogram[digit])
        histogram[digit] += 1
        spareK[place] = k[i]
        spareT[place] = t[i]
      }
      (k, t, spareK, spareT) = (spareK, spareT, k, t)
    }
  }
}
