/// What is known of a pair of tokens. The two types are not private, as those of a buffer in a type that cannot be copied
/// would end builds without optimisation in a broken module (Swift 6.3.1).
struct MergePair: BitwiseCopyable {
  /// Times the pair occurs now, overlaps counted.
  var count = 0
  /// Where its places lie in `places`, and how many there are.
  var start = 0
  var placeCount = 0
  /// Places that the merge being made adds.
  var pending = 0
  /// Whether the places are in order of text.
  var isSorted = true
}

/// A place where a merge makes a pair.
struct PairAddition: BitwiseCopyable {
  var pair: Int
  var place: UInt32
}

/// The training text as lists of tokens (L of the papers), with the count of every pair and the frequency of every token.
///
/// All distinct chunks lie one after another in `cells`, one cell a byte. The first cell of a token holds the token, the
/// last one of a longer token holds minus its length, and those between hold negative numbers; a border stands before,
/// between and after the chunks. So neighbours are found on both sides without links. For each pair the places are kept
/// where it has arisen: a merge visits these alone. A place is never wrong twice, since tokens at a place only grow.
struct MergeState: ~Copyable {
  private static var border: Int32 { .min }

  private var cells = GrowableBuffer<Int32>()
  /// For each cell its chunk.
  private var chunks = GrowableBuffer<UInt32>()
  /// For each chunk how often it occurs.
  private var times = GrowableBuffer<Int>()
  private var table = PairTable(capacity: 1 << 16)
  private var pairs = GrowableBuffer<MergePair>(capacity: 1 << 15)
  private var keys = GrowableBuffer<UInt64>(capacity: 1 << 15)
  private var places = GrowableBuffer<UInt32>()
  private var additions = GrowableBuffer<PairAddition>()
  private var touched = GrowableBuffer<Int>()
  private var lengths = GrowableBuffer<Int32>()
  private var frequencies = GrowableBuffer<Int>()

  /// Cells are numbered with 32 bits.
  static let largest = Int(UInt32.max) - 2

  /// - Parameters:
  ///   - chunks: the distinct chunks of the text.
  ///   - specials: the number of tokens before the 256 bytes.
  ///
  /// Throws: `DataError` if the distinct chunks have more than about four billion bytes.
  init(chunks counter: ChunkCounter, specials: Int) throws {
    for _ in 0..<specials { addToken(length: 0) }
    for _ in 0..<256 { addToken(length: 1) }
    let byteTokens = ByteAlphabet.place.map { $0 + Int32(specials) }
    cells.append(Self.border)
    chunks.append(0)
    var isTooLarge = false
    counter.forEach { chunk, count in
      for byte in chunk { frequencies[Int(byteTokens[Int(byte)])] += count }
      if chunk.count < 2 || isTooLarge { return }
      isTooLarge = cells.count + chunk.count > Self.largest
      let number = UInt32(times.count)
      times.append(count)
      for byte in chunk {
        cells.append(byteTokens[Int(byte)])
        chunks.append(number)
      }
      cells.append(Self.border)
      chunks.append(number)
    }
    if isTooLarge {
      throw DataError("the text has more than 4 GB of different chunks; train on a part of it")
    }
    countPairs()
  }

  /// The frequency of `token` in the text as it stands.
  func frequency(_ token: Int) -> Int { frequencies[token] }

  /// The count of the pair with number `index`.
  func count(_ index: Int) -> Int { pairs[index].count }

  /// A new token of `length` bytes, with the next number.
  mutating func addToken(length: Int32) {
    lengths.append(length)
    frequencies.append(0)
  }

  /// Gives the length of a special token that merges have formed after all.
  func setLength(_ length: Int32, of token: Int) { lengths[token] = length }

  /// The length of `token` in bytes.
  func length(of token: Int) -> Int32 { lengths[token] }

  private mutating func countPairs() {
    for index in 1..<max(cells.count, 1) where cells[index] >= 0 && cells[index - 1] >= 0 {
      let pair = pairIndex(TokenPair.key(cells[index - 1], cells[index]))
      pairs.base[pair].count += times[Int(chunks[index])]
      pairs.base[pair].pending += 1
    }
    for pair in 0..<pairs.count { makeRoom(for: pair) }
    for index in 1..<max(cells.count, 1) where cells[index] >= 0 && cells[index - 1] >= 0 {
      put(UInt32(index - 1), in: table.find(TokenPair.key(cells[index - 1], cells[index])))
    }
  }

  /// Pushes every pair.
  func fill(_ queue: inout MergeQueue) {
    for pair in 0..<pairs.count where pairs[pair].count > 0 {
      queue.push(.pair(keys[pair], index: pair, value: pairs[pair].count))
    }
  }

  @inline(__always)
  private mutating func pairIndex(_ key: UInt64) -> Int {
    let index = table.index(of: key)
    if index == pairs.count {
      pairs.append(MergePair())
      keys.append(key)
    }
    return index
  }

  /// Room in `places` for the pending places of a pair, behind those it has.
  private mutating func makeRoom(for pair: Int) {
    let old = pairs[pair]
    let start = places.extend(by: old.placeCount + old.pending)
    if old.placeCount > 0 {
      (places.base + start).update(from: places.base + old.start, count: old.placeCount)
      pairs.base[pair].isSorted = false
    }
    pairs.base[pair].start = start
    pairs.base[pair].pending = 0
  }

  @inline(__always)
  private func put(_ place: UInt32, in pair: Int) {
    let record = pairs.base + pair
    places.base[record.pointee.start &+ record.pointee.placeCount] = place
    record.pointee.placeCount &+= 1
  }

  /// Replaces the pair `left`, `right` with number `index` by `result`, in each chunk from left to right, and pushes the
  /// pairs that arise.
  mutating func merge(_ index: Int, _ left: Int32, _ right: Int32, into result: Int32, queue: inout MergeQueue) {
    additions.removeAll()
    touched.removeAll()
    let record = pairs[index]
    if !record.isSorted {
      var unsorted = UnsafeMutableBufferPointer(start: places.base + record.start, count: record.placeCount)
      unsorted.sort()
    }
    let leftLength = Int(lengths[Int(left)])
    let rightLength = Int(lengths[Int(right)])
    var replaced = 0
    for number in 0..<record.placeCount {
      let place = Int(places.base[record.start &+ number])
      let second = place &+ leftLength
      guard cells.base[place] == left, cells.base[second] == right else { continue }
      replaced &+= replace(index, left, right, result, place, second, after: second &+ rightLength)
    }
    pairs.base[index].placeCount = 0
    pairs.base[index].isSorted = true
    frequencies.base[Int(left)] -= replaced
    frequencies.base[Int(right)] -= replaced
    frequencies.base[Int(result)] += replaced
    for number in 0..<touched.count { makeRoom(for: touched[number]) }
    for number in 0..<additions.count { put(additions[number].place, in: additions[number].pair) }
    for number in 0..<touched.count {
      let pair = touched[number]
      if pairs[pair].count > 0 { queue.push(.pair(keys[pair], index: pair, value: pairs[pair].count)) }
    }
  }

  /// Replaces one occurrence; returns how often its chunk occurs.
  @inline(__always)
  private mutating func replace(
    _ index: Int, _ left: Int32, _ right: Int32, _ result: Int32, _ place: Int, _ second: Int, after: Int
  ) -> Int {
    let weight = times.base[Int(chunks.base[place])]
    let before = cells.base[place &- 1]
    let next = cells.base[after]
    pairs.base[index].count &-= weight
    cells.base[place] = result
    cells.base[second] = -1
    cells.base[after &- 1] = Int32(truncatingIfNeeded: place &- after)
    if before != Self.border {
      let start = before >= 0 ? place &- 1 : place &+ Int(before)
      let previous = cells.base[start]
      pairs.base[table.find(TokenPair.key(previous, left))].count &-= weight
      add(TokenPair.key(previous, result), start, weight)
    }
    if next >= 0 {
      pairs.base[table.find(TokenPair.key(right, next))].count &-= weight
      add(TokenPair.key(result, next), place, weight)
    }
    return weight
  }

  @inline(__always)
  private mutating func add(_ key: UInt64, _ place: Int, _ weight: Int) {
    let pair = pairIndex(key)
    if pairs.base[pair].pending == 0 { touched.append(pair) }
    pairs.base[pair].pending &+= 1
    pairs.base[pair].count &+= weight
    additions.append(PairAddition(pair: pair, place: UInt32(truncatingIfNeeded: place)))
  }
}
