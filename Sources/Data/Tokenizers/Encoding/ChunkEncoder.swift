/// Merges the bytes of one chunk after another: one merge at a time, the one of lowest rank, the leftmost first.
///
/// Chunks that come again are looked up. One thread uses an encoder at a time; ids do not depend on what it met before.
struct ChunkEncoder: ~Copyable {
  private let rules: EncodingRules
  private var known = ChunkTable()
  private var knownIDs = GrowableBuffer<Int32>()
  private var symbols = GrowableBuffer<Int32>()
  private var outcomes = GrowableBuffer<UInt64>()

  /// Longer chunks are merged anew each time: they hardly ever come again.
  private static let longestKnown = 64
  /// Longer chunks are merged with a heap instead of by looking through all pairs.
  private static let longestScanned = 48
  /// So many chunks are kept, then all are forgotten.
  private static let mostKnown = 1 << 18

  init(rules: EncodingRules) {
    self.rules = rules
  }

  /// Appends the ids of the chunk of `length` bytes; `readable` bytes may be read from `chunk` on.
  @inline(__always)
  mutating func encode(
    _ chunk: UnsafePointer<UInt8>, length: Int, readable: Int, to ids: inout GrowableBuffer<Int32>
  ) {
    if length > Self.longestKnown {
      merge(chunk, length, to: &ids)
      return
    }
    var isNew = false
    let entry = known.value(of: chunk, length: length, readable: readable, isNew: &isNew)
    if isNew {
      learn(chunk, length, to: &ids, entry)
    } else {
      // Where the ids lie, and in the low byte how many they are.
      let start = knownIDs.base + entry.pointee >> 8
      let count = entry.pointee & 0xFF
      let end = ids.extend(by: count)
      for index in 0..<count { ids.base[end &+ index] = start[index] }
    }
  }

  @inline(never)
  private mutating func learn(
    _ chunk: UnsafePointer<UInt8>, _ length: Int, to ids: inout GrowableBuffer<Int32>,
    _ entry: UnsafeMutablePointer<Int>
  ) {
    let start = ids.count
    merge(chunk, length, to: &ids)
    entry.pointee = knownIDs.count << 8 | (ids.count - start)
    knownIDs.append(ids.base + start, count: ids.count - start)
    if known.count >= Self.mostKnown {
      known.removeAll()
      knownIDs.removeAll()
    }
  }

  private mutating func merge(_ chunk: UnsafePointer<UInt8>, _ length: Int, to ids: inout GrowableBuffer<Int32>) {
    if let whole = rules.wholeChunk(chunk, length) {
      ids.append(whole)
      return
    }
    mergeSymbols(chunk, length)
    for index in 0..<symbols.count { rules.append(symbols[index], to: &ids) }
  }

  /// The symbols of a chunk after merging, before scaffold tokens are taken apart.
  mutating func symbols(_ chunk: UnsafePointer<UInt8>, length: Int) -> [Int32] {
    if let whole = rules.wholeChunk(chunk, length) { return [whole] }
    mergeSymbols(chunk, length)
    return Array(UnsafeBufferPointer(start: symbols.base, count: symbols.count))
  }

  /// Leaves the merged symbols of a chunk in `symbols`.
  private mutating func mergeSymbols(_ chunk: UnsafePointer<UInt8>, _ length: Int) {
    symbols.removeAll()
    outcomes.removeAll()
    _ = outcomes.extend(by: length)
    rules.byteSymbols.withUnsafeBufferPointer { bytes in
      for index in 0..<length { symbols.append(bytes[Int(chunk[index])]) }
    }
    for index in 0..<length - 1 { outcomes[index] = rules.outcome(symbols[index], symbols[index + 1]) }
    if length <= Self.longestScanned { mergeByScanning() } else { mergeWithHeap() }
  }

  /// Looks through all pairs for the best one, again and again.
  private mutating func mergeByScanning() {
    let (symbols, outcomes) = (symbols.base, outcomes.base)
    var count = self.symbols.count
    while count > 1 {
      // An outcome is a rank above a symbol, and a rank has one symbol: the lowest outcome is that of the lowest rank.
      var best = EncodingRules.none
      var place = 0
      for index in 0..<count &- 1 where outcomes[index] < best {
        best = outcomes[index]
        place = index
      }
      if best == EncodingRules.none { break }
      symbols[place] = Int32(truncatingIfNeeded: best)
      count &-= 1
      for index in place &+ 1..<count {
        symbols[index] = symbols[index &+ 1]
        outcomes[index] = outcomes[index &+ 1]
      }
      if place > 0 { outcomes[place &- 1] = rules.outcome(symbols[place &- 1], symbols[place]) }
      if place < count &- 1 { outcomes[place] = rules.outcome(symbols[place], symbols[place &+ 1]) }
    }
    self.symbols.truncate(to: count)
  }

  private mutating func mergeWithHeap() {
    var chain = MergeChain(rules: rules, symbols: symbols.base, outcomes: outcomes.base, count: symbols.count)
    chain.run()
    symbols.truncate(to: chain.compact())
  }
}
