internal import Threading

/// Which of the two domains of a pair.
public enum DomainSide: Int, Sendable, CaseIterable {
  /// The one of which a few pictures are labelled.
  case source
  /// The one that is to be learnt without labels.
  case target
}

/// One picture of a pair of domains.
public struct DomainPicture: Sendable, Hashable {
  /// The domain.
  public let side: DomainSide
  /// Its place among the domain's pictures.
  public let index: Int

  /// Both fields.
  public init(_ side: DomainSide, _ index: Int) { (self.side, self.index) = (side, index) }
}

/// Two pictures laid over each other: share · first + (1 − share) · second.
public struct PictureMixture: Sendable, Equatable {
  /// The one whose share it is.
  public let first: DomainPicture
  /// The other.
  public let second: DomainPicture
  /// Of the first, 0 … 1.
  public let share: Float

  /// All fields.
  public init(_ first: DomainPicture, _ second: DomainPicture, share: Float) {
    (self.first, self.second, self.share) = (first, second, share)
  }
}

extension DomainPairData {
  /// Writes pairs as a model reads them: (pairs, 3, size, size), normalised before they are mixed.
  ///
  /// Each picture is seen by itself: the first of pair r as row 2 r of `views`, the second as row 2 r + 1.
  /// - Parameter threads: 0 for one a core. The values do not depend on it.
  public func write(
    _ pairs: [PictureMixture], _ views: PictureViews = .plain, _ normalisation: ImageNormalisation,
    to target: UnsafeMutablePointer<Float>, threads: Int = 1
  ) {
    let (tables, size) = (normalisation.tables, self.size)
    withPixels { sourcePixels, targetPixels in
      tables.withUnsafeBufferPointer { tables in
        // Each piece writes its own pair.
        Parallel.run(pairs.count, threads: Parallel.threads(threads)) { place, _ in
          let pair = pairs[place]
          let (one, other) = (cut(pair.first, views, row: 2 * place), cut(pair.second, views, row: 2 * place + 1))
          let onePixels = pair.first.side == .source ? sourcePixels : targetPixels
          let otherPixels = pair.second.side == .source ? sourcePixels : targetPixels
          let (share, rest) = (pair.share, 1 - pair.share)
          var to = target + 3 * place * size * size
          for channel in 0..<3 {
            let table = tables.baseAddress! + 256 * channel
            for row in 0..<size {
              var from = onePixels.baseAddress! + one.first(channel: channel, row: row)
              var over = otherPixels.baseAddress! + other.first(channel: channel, row: row)
              for column in 0..<size {
                to[column] = share * table[Int(from.pointee)] + rest * table[Int(over.pointee)]
                from += one.step
                over += other.step
              }
              to += size
            }
          }
        }
      }
    }
  }

  /// A pair as it is shown, from the middles of both pictures.
  public func image(_ pair: PictureMixture) -> RGBImage {
    let (one, other) = (image(pair.first), image(pair.second))
    return RGBImage(
      width: size, height: size,
      pixels: zip(one.pixels, other.pixels).map { a, b in
        UInt8(clamping: Int((pair.share * Float(a) + (1 - pair.share) * Float(b)).rounded()))
      })
  }

  /// The middle of a picture.
  public func image(_ picture: DomainPicture) -> RGBImage { pictures(picture.side).image(picture.index) }

  private func cut(_ picture: DomainPicture, _ views: PictureViews, row: Int) -> PictureCut {
    let own = pictures(picture.side)
    return PictureCut(own, picture.index, views.view(row: row, of: own))
  }

  private func withPixels(
    _ body: (_ source: UnsafeBufferPointer<UInt8>, _ target: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    source.pixels.withUnsafeBufferPointer { own in target.pixels.withUnsafeBufferPointer { body(own, $0) } }
  }
}
