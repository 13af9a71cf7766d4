/// Labelled pictures of one size, ready to be put together to batches.
public struct ImageExamples: Sendable {
  /// Pixels along a side.
  public let size: Int
  /// For each picture the index of its class.
  public let labels: [Int]
  /// (n, size, size, 3): 8-bit channels, one picture after another.
  let pixels: [UInt8]

  /// Number of pictures.
  public var count: Int { labels.count }

  /// - Precondition: as many pixels as labels and size ask for.
  init(size: Int, labels: [Int], pixels: [UInt8]) {
    precondition(pixels.count == labels.count * size * size * 3)
    (self.size, self.labels, self.pixels) = (size, labels, pixels)
  }

  /// One picture.
  public func image(_ index: Int) -> RGBImage {
    let length = 3 * size * size
    return RGBImage(width: size, height: size, pixels: Array(pixels[index * length..<(index + 1) * length]))
  }

  /// Writes pictures as a model reads them: (indices, 3, size, size).
  public func write(
    _ indices: some Sequence<Int>, _ normalisation: ImageNormalisation, to target: UnsafeMutablePointer<Float>
  ) {
    let area = size * size
    let tables = (0..<3).map { normalisation.table(channel: $0) }
    pixels.withUnsafeBufferPointer { pixels in
      for (place, index) in indices.enumerated() {
        for (channel, table) in tables.enumerated() {
          let (from, to) = (pixels.baseAddress! + 3 * area * index + channel, target + (3 * place + channel) * area)
          table.withUnsafeBufferPointer { table in
            for pixel in 0..<area { to[pixel] = table[Int(from[3 * pixel])] }
          }
        }
      }
    }
  }
}

/// Which pictures a step sees: in every epoch each once at most, in an order drawn for it; what does not fill a batch is
/// left out.
public struct ImageBatches: Sendable {
  /// Pictures in all.
  public let count: Int
  /// Pictures a step.
  public let batchSize: Int
  /// Of the run.
  public let seed: UInt64

  /// - Precondition: there are pictures for one batch.
  public init(count: Int, batchSize: Int, seed: UInt64) {
    precondition(batchSize > 0 && batchSize <= count, "batches of \(batchSize) from \(count) pictures")
    (self.count, self.batchSize, self.seed) = (count, batchSize, seed)
  }

  /// Steps in an epoch.
  public var stepsPerEpoch: Int { count / batchSize }

  /// The pictures of a step, counted from 0.
  public func indices(at step: Int) -> [Int] {
    let (epoch, place) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    let stream = StableHash.hash(Array("images.epoch.\(epoch)".utf8))
    let order = CounterRandom(seed: seed, stream: stream).permutation(count)
    return order[place * batchSize..<(place + 1) * batchSize].map { Int($0) }
  }
}
