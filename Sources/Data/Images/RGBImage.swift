/// A picture of 8 bits a channel.
public struct RGBImage: Sendable, Equatable {
  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Red, green and blue of each pixel, rows from top to bottom: 3 · width · height values.
  public let pixels: [UInt8]

  /// - Precondition: as many values as the size asks for.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == 3 * width * height, "\(pixels.count) values for \(width) × \(height) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A grey picture: the three channels are equal.
  public init(width: Int, height: Int, grey: [UInt8]) {
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * grey.count) { target, made in
      for place in 0..<3 * grey.count { target[place] = grey[place / 3] }
      made = 3 * grey.count
    }
    self.init(width: width, height: height, pixels: pixels)
  }
}
