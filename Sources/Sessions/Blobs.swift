import Foundation

/// Little-endian arrays, as the comments of the tables say.
enum Blobs {
  static func encode(_ numbers: [Float]) -> Data {
    var data = Data(capacity: numbers.count * 4)
    for number in numbers { append(number.bitPattern, to: &data) }
    return data
  }

  static func decodeFloats(_ data: Data) throws(RowFault) -> [Float] {
    guard data.count.isMultiple(of: 4) else { throw RowFault(message: "a list of numbers is cut off") }
    return data.withUnsafeBytes { bytes in
      (0..<data.count / 4).map { Float(bitPattern: read(bytes, at: $0 * 4)) }
    }
  }

  static func encode(_ number: Double) -> Data {
    var data = Data(capacity: 8)
    append(number.bitPattern, to: &data)
    return data
  }

  /// The number whose eight bytes these are.
  static func decodeDouble(_ data: Data) -> Double {
    data.withUnsafeBytes { Double(bitPattern: read($0, at: 0)) }
  }

  /// Counts in the narrowest of 0, 1, 2 and 4 bytes each; `leastWidth` bytes at least.
  static func encode(_ counts: [Int32], leastWidth: Int = 0) -> Data {
    guard let least = counts.min(), let most = counts.max(), least != 0 || most != 0 || leastWidth > 0 else {
      return Data()
    }
    var data = Data(capacity: counts.count * 4)
    if least >= 0 && most <= 0xff {
      for count in counts { data.append(UInt8(count)) }
    } else if least >= 0 && most <= 0xffff {
      for count in counts { append(UInt16(count), to: &data) }
    } else {
      for count in counts { append(count, to: &data) }
    }
    return data
  }

  /// - Parameters:
  ///   - cells: how many counts these are; no bytes stand for as many zeros.
  ///   - name: what the counts are, for the fault.
  static func decodeCounts(
    _ data: Data, cells: Int, of name: String = "a ledger's counts"
  ) throws(RowFault) -> [Int32] {
    if data.isEmpty { return Array(repeating: 0, count: cells) }
    let width = data.count / max(1, cells)
    guard width * cells == data.count, [1, 2, 4].contains(width) else {
      throw RowFault(message: "\(name) have a wrong length")
    }
    return data.withUnsafeBytes { bytes in
      switch width {
      case 1: bytes.map { Int32($0) }
      case 2: (0..<cells).map { Int32(read(bytes, at: $0 * 2) as UInt16) }
      default: (0..<cells).map { read(bytes, at: $0 * 4) }
      }
    }
  }

  static func encode(_ pairs: [(id: Int32, value: Double)]) -> Data {
    var data = Data(capacity: pairs.count * 12)
    for pair in pairs {
      append(pair.id, to: &data)
      append(pair.value.bitPattern, to: &data)
    }
    return data
  }

  static func decodePairs(_ data: Data) throws(RowFault) -> [(id: Int32, value: Double)] {
    guard data.count.isMultiple(of: 12) else { throw RowFault(message: "a list of quantities is cut off") }
    return data.withUnsafeBytes { bytes in
      (0..<data.count / 12).map { (read(bytes, at: $0 * 12), Double(bitPattern: read(bytes, at: $0 * 12 + 4))) }
    }
  }

  /// Names, each followed by a byte of 0; none of them may hold one.
  static func encode(_ names: [String]) -> Data {
    var data = Data()
    for name in names {
      data.append(contentsOf: name.utf8)
      data.append(0)
    }
    return data
  }

  static func decodeNames(_ data: Data) throws(RowFault) -> [String] {
    guard data.isEmpty || data.last == 0 else { throw RowFault(message: "a list of names is cut off") }
    var names: [String] = []
    for name in data.split(separator: 0, omittingEmptySubsequences: false).dropLast() {
      guard let name = String(validating: name, as: UTF8.self) else {
        throw RowFault(message: "a list of names is not UTF-8")
      }
      names.append(name)
    }
    return names
  }

  private static func append(_ number: some FixedWidthInteger, to data: inout Data) {
    withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
  }

  private static func read<Number: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Number {
    Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
