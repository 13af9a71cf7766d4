internal import CImages
import Foundation

/// Reads PNG and JPEG.
public enum ImageFile {
  /// Pixels beyond which a picture is refused: a small file may promise any size.
  static let most = 1 << 26

  /// The picture in the file at `path`; its kind follows from its first bytes.
  ///
  /// Throws: `DataError` naming the file when it cannot be read, is of another kind or damaged.
  public static func read(_ path: String) throws -> RGBImage {
    try decode(try FileReading.contents(of: path), named: path)
  }

  /// The picture in `bytes`.
  ///
  /// Throws: `DataError` that begins with `name`.
  public static func decode(_ bytes: [UInt8], named name: String) throws -> RGBImage {
    let decoded = try bytes.withUnsafeBufferPointer { buffer -> decoded_image in
      if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
        return image_decode_png(buffer.baseAddress, buffer.count, most)
      }
      if bytes.starts(with: [0xFF, 0xD8]) { return image_decode_jpeg(buffer.baseAddress, buffer.count, most) }
      throw DataError("\(name): is neither a PNG nor a JPEG picture")
    }
    guard let pixels = decoded.pixels else {
      let message = withUnsafeBytes(of: decoded.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw DataError("\(name): damaged picture: \(message)")
    }
    defer { free(pixels) }
    let count = 3 * decoded.width * decoded.height
    return RGBImage(
      width: decoded.width, height: decoded.height, pixels: Array(UnsafeBufferPointer(start: pixels, count: count)))
  }
}
