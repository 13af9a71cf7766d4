/// The hash that decides on which side of the split a document falls.
///
/// Its constants are part of the data format: a change would move documents between training and held-out text. Words of
/// eight bytes are read as little-endian, so that the value is the same on every machine.
public enum StableHash {
  private static let prime: UInt64 = 0x9FB2_1C65_1E98_DF25
  private static let start: UInt64 = 0x2545_F491_4F6C_DD1D

  /// The 64-bit hash of `bytes`.
  public static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBufferPointer { hash($0) }
  }

  /// The 64-bit hash of the bytes in `buffer`.
  static func hash(_ buffer: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(buffer)
    var state = start ^ (UInt64(raw.count) &* prime)
    var offset = 0
    while offset + 8 <= raw.count {
      state = absorb(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)), into: state)
      offset += 8
    }
    if offset < raw.count {
      var last: UInt64 = 0
      for (shift, index) in (offset..<raw.count).enumerated() {
        last |= UInt64(raw[index]) << UInt64(8 * shift)
      }
      state = absorb(last, into: state)
    }
    return finish(state)
  }

  private static func absorb(_ word: UInt64, into state: UInt64) -> UInt64 {
    let mixed = (state ^ word) &* prime
    return mixed ^ (mixed >> 29)
  }

  /// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
  private static func finish(_ state: UInt64) -> UInt64 {
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
