import Foundation

/// A hash table from chunks of bytes to one number each. Chunks are only added.
///
/// Chunks of up to 8 bytes, which is most of them in text, are compared as one word without a look at their bytes.
struct ChunkTable: ~Copyable {
  private struct Slot {
    /// The bytes of a short chunk, the hash of a long one.
    var key: UInt64
    /// Where the bytes lie in `bytes`.
    var offset: Int
    /// Its length; -1 where the slot is free.
    var length: Int
    var value: Int
  }

  private var slots: UnsafeMutablePointer<Slot>
  private var shift: UInt64
  private var capacity: Int
  private(set) var count = 0
  /// The bytes of all chunks, one after another.
  private(set) var bytes: GrowableBuffer<UInt8>

  init(capacity wanted: Int = 1 << 12) {
    var capacity = 16
    while capacity < wanted { capacity *= 2 }
    self.capacity = capacity
    shift = UInt64(64 - capacity.trailingZeroBitCount)
    slots = Self.makeSlots(capacity)
    bytes = GrowableBuffer(capacity: capacity * 4)
  }

  deinit { slots.deallocate() }

  private static func makeSlots(_ capacity: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
    slots.initialize(repeating: Slot(key: 0, offset: 0, length: -1, value: 0), count: capacity)
    return slots
  }

  /// Forgets all chunks and keeps the memory.
  mutating func removeAll() {
    for index in 0..<capacity { slots[index].length = -1 }
    count = 0
    bytes.removeAll()
  }

  /// Where the number of the chunk of `length` bytes at `chunk` lies, until the next call; a new one is `fresh`.
  ///
  /// - Parameters:
  ///   - readable: how many bytes may be read from `chunk` on, at least `length`.
  ///   - isNew: set to true if the chunk was not there.
  @inline(__always)
  mutating func value(
    of chunk: UnsafePointer<UInt8>, length: Int, readable: Int, fresh: Int = 0, isNew: inout Bool
  ) -> UnsafeMutablePointer<Int> {
    let key = Self.key(of: chunk, length: length, readable: readable)
    var index = slot(of: key, length)
    while slots[index].length >= 0 {
      if slots[index].key == key, slots[index].length == length,
        length <= 8 || memcmp(bytes.base + slots[index].offset, chunk, length) == 0
      {
        isNew = false
        return valuePointer(index)
      }
      index = (index &+ 1) & (capacity &- 1)
    }
    isNew = true
    return insert(key, chunk, length, fresh, index)
  }

  /// The number of the chunk, or nil if it is not there.
  func find(_ chunk: UnsafePointer<UInt8>, length: Int) -> Int? {
    let key = Self.key(of: chunk, length: length, readable: length)
    var index = slot(of: key, length)
    while slots[index].length >= 0 {
      if slots[index].key == key, slots[index].length == length,
        length <= 8 || memcmp(bytes.base + slots[index].offset, chunk, length) == 0
      {
        return slots[index].value
      }
      index = (index &+ 1) & (capacity &- 1)
    }
    return nil
  }

  /// Calls `body` with every chunk and its number, in no meaningful order.
  func forEach(_ body: (UnsafeBufferPointer<UInt8>, Int) -> Void) {
    for index in 0..<capacity where slots[index].length >= 0 {
      let chunk = UnsafeBufferPointer(start: bytes.base + slots[index].offset, count: slots[index].length)
      body(chunk, slots[index].value)
    }
  }

  private func valuePointer(_ index: Int) -> UnsafeMutablePointer<Int> {
    let slot = UnsafeMutableRawPointer(slots + index)
    return (slot + MemoryLayout<Slot>.offset(of: \.value)!).assumingMemoryBound(to: Int.self)
  }

  @inline(never)
  private mutating func insert(
    _ key: UInt64, _ chunk: UnsafePointer<UInt8>, _ length: Int, _ value: Int, _ free: Int
  ) -> UnsafeMutablePointer<Int> {
    var index = free
    if count * 2 >= capacity {
      grow()
      index = slot(of: key, length)
      while slots[index].length >= 0 { index = (index &+ 1) & (capacity &- 1) }
    }
    slots[index] = Slot(key: key, offset: bytes.count, length: length, value: value)
    bytes.append(chunk, count: length)
    count += 1
    return valuePointer(index)
  }

  private mutating func grow() {
    let old = slots
    let oldCapacity = capacity
    capacity *= 2
    shift -= 1
    slots = Self.makeSlots(capacity)
    for index in 0..<oldCapacity where old[index].length >= 0 {
      var place = slot(of: old[index].key, old[index].length)
      while slots[place].length >= 0 { place = (place &+ 1) & (capacity &- 1) }
      slots[place] = old[index]
    }
    old.deallocate()
  }

  @inline(__always)
  private func slot(of key: UInt64, _ length: Int) -> Int {
    let mixed = (key ^ UInt64(truncatingIfNeeded: length) &* 0xA24B_AED4_963E_E407) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: ((mixed ^ mixed &>> 32) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  @inline(__always)
  private static func key(of chunk: UnsafePointer<UInt8>, length: Int, readable: Int) -> UInt64 {
    let raw = UnsafeRawPointer(chunk)
    if length <= 8 {
      if readable >= 8 {
        let word = raw.loadUnaligned(as: UInt64.self)
        return length == 8 ? word : word & ((1 &<< UInt64(length &* 8)) &- 1)
      }
      var word: UInt64 = 0
      for index in 0..<length { word |= UInt64(chunk[index]) &<< UInt64(index &* 8) }
      return word
    }
    // The last word overlaps the one before it where the length is no multiple of 8.
    var hash: UInt64 = 0x2545_F491_4F6C_DD1D
    var offset = 0
    while offset &+ 8 < length {
      hash = mix(hash, raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    return mix(hash, raw.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self))
  }

  @inline(__always)
  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    // Never zero times anything: the sum keeps words that happen to equal the hash from erasing what came before.
    return (product.high ^ product.low) &+ (hash &<< 23 | hash &>> 41)
  }
}
