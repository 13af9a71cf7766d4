/// The checksum of TensorBoard's records: CRC-32C (Castagnoli, RFC 3720 appendix B.4), and its mask.
package enum CRC32C {
  /// The checksum of these bytes.
  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var value = UInt32.max
    for byte in bytes { value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ (value >> 8) }
    return ~value
  }

  /// The checksum as records store it: turned and shifted, so that a record in a record does not check itself.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }

  /// What each byte contributes; the polynomial is 0x1EDC6F41 with its bits turned round.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }
}
