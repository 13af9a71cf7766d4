/// Two adjacent tokens as one number.
enum TokenPair {
  @inline(__always)
  static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) &<< 32 | UInt64(UInt32(bitPattern: right))
  }
}

/// A place in a table of pairs. Not nested: within a type that cannot be copied it ends builds without optimisation in a
/// broken module (Swift 6.3.1).
struct PairSlot: BitwiseCopyable {
  var key: UInt64
  /// -1 where the place is free.
  var index: Int
}

/// A hash table from pairs of tokens to numbers that count up from 0.
struct PairTable: ~Copyable {
  private var slots: GrowableBuffer<PairSlot>
  private var mask: Int
  /// The number of pairs.
  private(set) var count = 0

  init(capacity wanted: Int = 1 << 12) {
    var capacity = 16
    while capacity < wanted { capacity *= 2 }
    mask = capacity - 1
    slots = GrowableBuffer(repeating: PairSlot(key: 0, index: -1), count: capacity)
  }

  /// The number of a pair, or -1.
  @inline(__always)
  func find(_ key: UInt64) -> Int {
    let slot = slots.base[place(of: key)]
    if slot.index < 0 || slot.key == key { return slot.index }
    return findFurther(key)
  }

  /// The number of a pair; a new one gets the next.
  @inline(__always)
  mutating func index(of key: UInt64) -> Int {
    if count &* 2 > mask { grow() }
    var place = place(of: key)
    while slots.base[place].index >= 0 {
      if slots.base[place].key == key { return slots.base[place].index }
      place = (place &+ 1) & mask
    }
    slots.base[place] = PairSlot(key: key, index: count)
    count &+= 1
    return count &- 1
  }

  private func findFurther(_ key: UInt64) -> Int {
    var place = place(of: key)
    while slots.base[place].index >= 0 {
      if slots.base[place].key == key { return slots.base[place].index }
      place = (place &+ 1) & mask
    }
    return -1
  }

  private mutating func grow() {
    mask = mask * 2 + 1
    var old = GrowableBuffer(repeating: PairSlot(key: 0, index: -1), count: mask + 1)
    swap(&slots, &old)
    for index in 0..<old.count where old[index].index >= 0 {
      var place = place(of: old[index].key)
      while slots.base[place].index >= 0 { place = (place &+ 1) & mask }
      slots.base[place] = old[index]
    }
  }

  @inline(__always)
  private func place(of key: UInt64) -> Int {
    let mixed = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: ((mixed ^ mixed &>> 29) &* 0xBF58_476D_1CE4_E5B9) &>> 20) & mask
  }
}
