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
  /// (count, 3, size + 2 · margin, size + 2 · margin): 8-bit channels, plane after plane.
  let pixels: [UInt8]

  /// One picture as a view of it shows it.
  public func image(_ index: Int, _ view: PictureView? = nil) -> RGBImage {
    fatalError("to come")
  }

  /// Writes pictures as a model reads them: (indices, 3, size, size).
  ///
  /// - Parameter threads: 0 for one a core. The values do not depend on it.
  public func write(
    _ indices: [Int], _ views: PictureViews = .plain, _ normalisation: ImageNormalisation,
    to target: UnsafeMutablePointer<Float>, threads: Int = 1
  ) {
    fatalError("to come")
  }
}
