import CZlib

/// Gzip as defined by RFC 1952: any number of members one after another, with dictzip's extra field or without.
public enum Gzip {
  /// More than this is refused: a small damaged or hostile file could otherwise fill the memory.
  static let largestOutput = 4 << 30

  /// True if `bytes` begin with gzip's two magic bytes.
  public static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The text of all members of `bytes`, in order. Zero bytes after the last member are padding and ignored.
  ///
  /// Throws: `DataError` naming `name` if a member is cut short or its check sum is wrong.
  public static func decompress(_ bytes: [UInt8], named name: String) throws -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw DataError("cannot unpack \(name): zlib did not start")
    }
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: max(firstGuess(bytes), 1 << 12))
    var (taken, made) = (0, 0)
    var result = Z_OK
    while result != Z_STREAM_END || taken < bytes.count {
      if result == Z_STREAM_END {
        if bytes[taken...].allSatisfy({ $0 == 0 }) { break }
        inflateReset(&stream)
      }
      if made == output.count {
        guard made < largestOutput else { throw DataError("cannot unpack \(name): more than 4 GiB of text") }
        output.append(contentsOf: repeatElement(0, count: min(output.count, largestOutput - output.count)))
      }
      (result, taken, made) = step(&stream, bytes, from: taken, into: &output, at: made)
      if result == Z_BUF_ERROR, made == output.count { result = Z_OK }
      guard result == Z_OK || result == Z_STREAM_END else {
        throw DataError("cannot unpack \(name): the gzip data is damaged or cut short near byte \(taken)")
      }
    }
    output.removeLast(output.count - made)
    return output
  }

  private static func step(
    _ stream: inout z_stream, _ bytes: [UInt8], from taken: Int, into output: inout [UInt8], at made: Int
  ) -> (result: Int32, taken: Int, made: Int) {
    bytes.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        let piece = 1 << 30
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress! + taken)
        stream.avail_in = UInt32(min(input.count - taken, piece))
        stream.next_out = output.baseAddress! + made
        stream.avail_out = UInt32(min(output.count - made, piece))
        let (before, room) = (stream.avail_in, stream.avail_out)
        let result = inflate(&stream, Z_NO_FLUSH)
        return (result, taken + Int(before - stream.avail_in), made + Int(room - stream.avail_out))
      }
    }
  }

  /// The size that the last member states, if it is believable; deflate never does better than about 1032 to 1.
  private static func firstGuess(_ bytes: [UInt8]) -> Int {
    guard bytes.count >= 18 else { return 0 }
    let stated = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return min(stated, bytes.count * 1032, 1 << 28)
  }
}
