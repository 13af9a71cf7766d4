/// Coloured PNG files without compression, so that tests can have as many different pictures as they like.
enum PlainPNG {
  /// `pixels`: red, green and blue of each pixel, row by row.
  static func bytes(width: Int, height: Int, pixels: [UInt8]) -> [UInt8] {
    precondition(pixels.count == 3 * width * height && pixels.count + height < 65536)
    var rows: [UInt8] = []
    for row in 0..<height {
      rows.append(0)
      rows += pixels[3 * width * row..<3 * width * (row + 1)]
    }
    let length = UInt16(rows.count)
    var stored: [UInt8] = [0x78, 0x01, 1, UInt8(length & 255), UInt8(length >> 8)]
    stored += [UInt8(~length & 255), UInt8(~length >> 8)]
    stored += rows
    stored += word(adler(rows))
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += chunk("IHDR", word(UInt32(width)) + word(UInt32(height)) + [8, 2, 0, 0, 0])
    file += chunk("IDAT", stored)
    return file + chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + body
    return word(UInt32(body.count)) + named + word(checksum(named))
  }

  private static func word(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }

  /// CRC-32 of the PNG standard, bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
