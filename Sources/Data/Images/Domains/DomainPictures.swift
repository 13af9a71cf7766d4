internal import Threading

/// Pictures of a domain in one size, without their classes.
///
/// Their order follows from the pictures alone, and says nothing about the classes.
public struct DomainPictures: Sendable {
  /// The domain's name.
  public let name: String
  /// Number of pictures.
  public let count: Int
  /// Pixels along a side as a model sees them.
  public let size: Int
  /// Pixels on each side beyond `size` from which a picture can be cut anew.
  public let margin: Int
  /// Whether left and right may change places.
  public let flips: Bool
  /// (count, 3, side, side): 8-bit channels, plane after plane, with the margin.
  let pixels: [UInt8]

  /// Pixels along a side with the margin.
  var side: Int { size + 2 * margin }
  /// Follows from the pixels.
  package var hash: UInt64 { StableHash.hash(pixels) }

  /// Brings pictures to one size, by bicubic interpolation.
  init(_ name: String, _ images: [RGBImage], _ family: DomainFamily, size: Int) {
    let margin = DomainFamily.margin(ofSize: size)
    (self.name, self.size, self.margin, count, flips) = (name, size, margin, images.count, family.flips)
    let length = Self.bytes(size: size)
    pixels = [UInt8](unsafeUninitializedCapacity: images.count * length) { target, made in
      // Each piece writes its own stretch.
      Parallel.run(images.count, threads: Parallel.threads(0)) { piece, _ in
        Self.place(
          images[piece], family.room, size, margin,
          to: UnsafeMutableBufferPointer(rebasing: target[piece * length..<(piece + 1) * length]))
      }
      made = images.count * length
    }
  }

  /// What a picture of that size takes in memory.
  static func bytes(size: Int) -> Int {
    let side = size + 2 * DomainFamily.margin(ofSize: size)
    return 3 * side * side
  }

  private static func place(
    _ image: RGBImage, _ room: DomainFamily.Room, _ size: Int, _ margin: Int,
    to canvas: UnsafeMutableBufferPointer<UInt8>
  ) {
    let side = size + 2 * margin
    let (shown, inset): (RGBImage, Int)
    switch room {
    case .resized: (shown, inset) = (image.resized(width: side, height: side), 0)
    case .bordered(let brightness):
      canvas.initialize(repeating: brightness)
      (shown, inset) = (image.resized(width: size, height: size), margin)
    }
    shown.pixels.withUnsafeBufferPointer { pixels in
      for channel in 0..<3 {
        for row in 0..<shown.height {
          let from = pixels.baseAddress! + 3 * row * shown.width + channel
          let line = canvas.baseAddress! + (channel * side + row + inset) * side + inset
          for column in 0..<shown.width { line[column] = from[3 * column] }
        }
      }
    }
  }
}
