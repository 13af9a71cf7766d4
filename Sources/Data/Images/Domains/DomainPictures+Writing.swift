internal import Threading

extension DomainPictures {
  /// Writes pictures as a model reads them: (indices, 3, size, size).
  ///
  /// - Parameter threads: 0 for one a core. The values do not depend on it.
  public func write(
    _ indices: [Int], _ views: PictureViews = .plain, _ normalisation: ImageNormalisation,
    to target: UnsafeMutablePointer<Float>, threads: Int = 1
  ) {
    let (tables, size) = (normalisation.tables, self.size)
    pixels.withUnsafeBufferPointer { pixels in
      tables.withUnsafeBufferPointer { tables in
        // Each piece writes its own picture.
        Parallel.run(indices.count, threads: Parallel.threads(threads)) { place, _ in
          let cut = PictureCut(self, indices[place], views.view(row: place, of: self))
          var to = target + 3 * place * size * size
          for channel in 0..<3 {
            let table = tables.baseAddress! + 256 * channel
            for row in 0..<size {
              var from = pixels.baseAddress! + cut.first(channel: channel, row: row)
              for column in 0..<size {
                to[column] = table[Int(from.pointee)]
                from += cut.step
              }
              to += size
            }
          }
        }
      }
    }
  }

  /// One picture as a view of it shows it; without a view its middle.
  public func image(_ index: Int, _ view: PictureView? = nil) -> RGBImage {
    let cut = PictureCut(self, index, view ?? PictureViews.plain.view(row: 0, of: self))
    var seen: [UInt8] = []
    seen.reserveCapacity(3 * size * size)
    for row in 0..<size {
      for column in 0..<size {
        for channel in 0..<3 { seen.append(pixels[cut.first(channel: channel, row: row) + column * cut.step]) }
      }
    }
    return RGBImage(width: size, height: size, pixels: seen)
  }
}

extension ImageNormalisation {
  /// What each value becomes: 256 numbers for red, 256 for green, 256 for blue.
  var tables: [Float] { (0..<3).flatMap { table(channel: $0) } }
}
