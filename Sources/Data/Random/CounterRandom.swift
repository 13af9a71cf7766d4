/// A stream of 64-bit random numbers named by (seed, stream): number `i` can be drawn without the ones before it.
public struct CounterRandom: Sendable {
  private let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>

  /// The stream `stream` of `seed`; different streams of one seed are independent.
  public init(seed: UInt64, stream: UInt64) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = SIMD2(UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
  }

  /// The pair of numbers 2·`index` and 2·`index` + 1.
  private func pair(_ index: UInt64) -> (UInt64, UInt64) {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), stream.x, stream.y)
    let block = Philox.block(counter: counter, key: key)
    return (UInt64(block.x) | UInt64(block.y) << 32, UInt64(block.z) | UInt64(block.w) << 32)
  }

  /// Number `index` of the stream.
  public func value(at index: UInt64) -> UInt64 {
    let both = pair(index >> 1)
    return index & 1 == 0 ? both.0 : both.1
  }

  /// A shuffle of 0 ..< `count` (Fisher–Yates from the end, one number of the stream a swap).
  ///
  /// The index below a bound is the high word of number × bound: its bias, bound / 2⁶⁴, is far below what can be seen,
  /// and no draw is ever rejected, so that swap `i` always uses number `i`.
  public func permutation(_ count: Int) -> [Int32] {
    precondition(count <= Int(Int32.max), "a permutation of more than 2³¹ - 1 items")
    var items = (0..<Int32(count)).map { $0 }
    shuffle(&items)
    return items
  }

  /// Shuffles `items` in place by the same rule as `permutation`.
  public func shuffle(_ items: inout [Int32]) {
    items.withUnsafeMutableBufferPointer { items in
      var last = items.count - 1
      var index: UInt64 = 0
      while last > 0 {
        let both = pair(index)
        for number in [both.0, both.1] where last > 0 {
          items.swapAt(last, Int(number.multipliedFullWidth(by: UInt64(last + 1)).high))
          last -= 1
        }
        index += 1
      }
    }
  }
}
