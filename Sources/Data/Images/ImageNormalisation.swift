/// How 8-bit channels become the numbers that a model reads: (value / 255 − mean) / deviation, channel by channel.
public struct ImageNormalisation: Sendable, Equatable {
  /// Of red, green and blue in 0 … 1.
  public let mean: [Float]
  /// Likewise.
  public let deviation: [Float]

  /// - Precondition: three of each, deviations above 0.
  public init(mean: [Float], deviation: [Float]) {
    precondition(mean.count == 3 && deviation.count == 3 && deviation.allSatisfy { $0 > 0 })
    self.mean = mean
    self.deviation = deviation
  }

  /// The usual one, from the pictures of ImageNet.
  public static let imageNet = ImageNormalisation(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
  /// To −1 … 1.
  public static let symmetric = ImageNormalisation(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])

  /// What each of the 256 values of a channel becomes.
  func table(channel: Int) -> [Float] {
    (0..<256).map { (Float($0) / 255 - mean[channel]) / deviation[channel] }
  }

  /// One channel after another: (3, height, width).
  public func apply(_ image: RGBImage) -> [Float] {
    let count = image.width * image.height
    return [Float](unsafeUninitializedCapacity: 3 * count) { target, made in
      for channel in 0..<3 {
        let table = table(channel: channel)
        for pixel in 0..<count { target[channel * count + pixel] = table[Int(image.pixels[3 * pixel + channel])] }
      }
      made = 3 * count
    }
  }
}
