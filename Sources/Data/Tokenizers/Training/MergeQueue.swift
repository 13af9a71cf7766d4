/// What may come to the head of the queue Q of Scaffold-BPE; plain BPE has pairs alone.
struct QueueEntry: BitwiseCopyable {
  /// The count of the pair or the frequency of the token when it was pushed.
  var value: Int
  /// Left token, right token, and 1 in the last bit for a pair: at equal values the lower one is taken first.
  var key: UInt64
  /// The number of the pair in its table, or the token.
  var index: Int

  static func pair(_ key: UInt64, index: Int, value: Int) -> QueueEntry {
    QueueEntry(value: value, key: compact(key) | 1, index: index)
  }

  static func token(_ token: Int, left: Int32, right: Int32, value: Int) -> QueueEntry {
    QueueEntry(value: value, key: compact(TokenPair.key(left, right)), index: token)
  }

  var isPair: Bool { key & 1 == 1 }
  var left: Int32 { Int32(truncatingIfNeeded: key >> 33) }
  var right: Int32 { Int32(truncatingIfNeeded: key >> 1 & 0x7FFF_FFFF) }

  /// Tokens take 31 bits each, which leaves room for the kind.
  private static func compact(_ key: UInt64) -> UInt64 { (key >> 32) << 33 | (key & 0x7FFF_FFFF) << 1 }

  @inline(__always)
  func precedes(_ other: QueueEntry) -> Bool {
    value != other.value ? value > other.value : key < other.key
  }
}

/// A heap with four children a node. Entries are not moved when their values change: the owner looks at the head.
struct MergeQueue: ~Copyable {
  private var entries = GrowableBuffer<QueueEntry>(capacity: 1 << 12)

  var isEmpty: Bool { entries.count == 0 }
  var head: QueueEntry { entries[0] }

  mutating func push(_ entry: QueueEntry) {
    entries.append(entry)
    var index = entries.count - 1
    let base = entries.base
    while index > 0 {
      let parent = (index &- 1) >> 2
      if !entry.precedes(base[parent]) { break }
      base[index] = base[parent]
      index = parent
    }
    base[index] = entry
  }

  mutating func removeHead() {
    let last = entries.removeLast()
    if entries.count > 0 { sink(last) }
  }

  /// Puts the head where it belongs with another value.
  mutating func replaceHead(value: Int) {
    var entry = entries[0]
    entry.value = value
    sink(entry)
  }

  private mutating func sink(_ entry: QueueEntry) {
    let base = entries.base
    let count = entries.count
    var index = 0
    while true {
      let first = index &* 4 &+ 1
      if first >= count { break }
      var best = first
      var child = first &+ 1
      while child < min(first &+ 4, count) {
        if base[child].precedes(base[best]) { best = child }
        child &+= 1
      }
      if !base[best].precedes(entry) { break }
      base[index] = base[best]
      index = best
    }
    base[index] = entry
  }
}
