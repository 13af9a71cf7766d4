/// The symbols of a long chunk as a linked list, with a heap of the merges that apply: n log n for n bytes.
struct MergeChain: ~Copyable {
  private let rules: EncodingRules
  private let symbols: UnsafeMutablePointer<Int32>
  /// For each place the outcome of its symbol and the next one; `none` also for places that are gone.
  private let outcomes: UnsafeMutablePointer<UInt64>
  private let count: Int
  private var next: GrowableBuffer<Int32>
  private var previous: GrowableBuffer<Int32>
  /// A heap of rank above place; the lowest first.
  private var heap: GrowableBuffer<UInt64>

  init(
    rules: EncodingRules, symbols: UnsafeMutablePointer<Int32>, outcomes: UnsafeMutablePointer<UInt64>, count: Int
  ) {
    precondition(count < Int32.max, "a chunk has fewer than 2^31 bytes")
    self.rules = rules
    self.symbols = symbols
    self.outcomes = outcomes
    self.count = count
    next = GrowableBuffer(capacity: count)
    previous = GrowableBuffer(capacity: count)
    heap = GrowableBuffer(capacity: count)
    outcomes[count - 1] = EncodingRules.none
    for index in 0..<count {
      next.append(Int32(index + 1))
      previous.append(Int32(index - 1))
    }
    for index in 0..<count { push(index) }
  }

  /// Merges until nothing applies.
  mutating func run() {
    while let entry = pop() {
      let place = Int(entry & 0xFFFF_FFFF)
      // The entry is stale if its symbols have changed since it was pushed.
      guard outcomes[place] != EncodingRules.none, outcomes[place] >> 32 == entry >> 32 else { continue }
      let second = Int(next[place])
      let after = Int(next[second])
      symbols[place] = Int32(truncatingIfNeeded: outcomes[place])
      outcomes[second] = EncodingRules.none
      next[place] = Int32(after)
      outcomes[place] = EncodingRules.none
      if after < count {
        previous[after] = Int32(place)
        outcomes[place] = rules.outcome(symbols[place], symbols[after])
        push(place)
      }
      let before = Int(previous[place])
      if before >= 0 {
        outcomes[before] = rules.outcome(symbols[before], symbols[place])
        push(before)
      }
    }
  }

  /// Moves the symbols that are left to the front; returns their number.
  func compact() -> Int {
    var kept = 0
    var place = 0
    while place < count {
      symbols[kept] = symbols[place]
      kept += 1
      place = Int(next[place])
    }
    return kept
  }

  private mutating func push(_ place: Int) {
    let outcome = outcomes[place]
    if outcome == EncodingRules.none { return }
    let entry = (outcome >> 32) << 32 | UInt64(place)
    heap.append(entry)
    var index = heap.count - 1
    while index > 0, entry < heap[(index - 1) / 2] {
      heap[index] = heap[(index - 1) / 2]
      index = (index - 1) / 2
    }
    heap[index] = entry
  }

  private mutating func pop() -> UInt64? {
    guard heap.count > 0 else { return nil }
    let top = heap[0]
    let last = heap.removeLast()
    if heap.count == 0 { return top }
    var index = 0
    while index * 2 + 1 < heap.count {
      var child = index * 2 + 1
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      if heap[child] >= last { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = last
    return top
  }
}
