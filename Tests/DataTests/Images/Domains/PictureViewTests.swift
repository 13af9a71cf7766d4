import Data
import Testing

/// What a model is given of a picture, plain, cut by chance, and mixed.
@Suite struct PictureViewTests {
  private static let normalisation = ImageNormalisation.imageNet

  private static func digits(size: Int = 8) throws -> DomainPairData {
    let (source, target) = (DomainFixture.digits([2, 2, 2, 2, 2, 2, 2, 2, 2, 2], seed: 1), DomainPairTests.target)
    return try DomainFixture.load(source, target, .init(size: size, seed: 1)).data
  }

  private static func pacs() throws -> DomainPairData { try DomainFixture.loadPacs(.init(size: 8, seed: 1)).data }

  private static func written(_ count: Int, _ write: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    // One number more, which nobody may touch.
    var values = [Float](repeating: -77, count: count + 1)
    values.withUnsafeMutableBufferPointer { write($0.baseAddress!) }
    let beyond = values.removeLast()
    #expect(beyond == -77)
    return values
  }

  private static func values(
    _ pictures: DomainPictures, _ indices: [Int], _ views: PictureViews, threads: Int = 1
  ) -> [Float] {
    written(indices.count * 3 * pictures.size * pictures.size) {
      pictures.write(indices, views, normalisation, to: $0, threads: threads)
    }
  }

  private static func values(
    _ data: DomainPairData, _ pairs: [PictureMixture], _ views: PictureViews, threads: Int = 1
  ) -> [Float] {
    written(pairs.count * 3 * data.size * data.size) {
      data.write(pairs, views, normalisation, to: $0, threads: threads)
    }
  }

  private static func mirrored(_ image: RGBImage) -> [UInt8] {
    (0..<image.height).flatMap { row in
      (0..<image.width).reversed().flatMap { column -> ArraySlice<UInt8> in
        let start = 3 * (row * image.width + column)
        return image.pixels[start..<start + 3]
      }
    }
  }

  /// A rectangle of a picture.
  private static func part(_ image: RGBImage, left: Int, top: Int, size: Int) -> [UInt8] {
    (top..<top + size).flatMap { row -> ArraySlice<UInt8> in
      image.pixels[3 * (row * image.width + left)..<3 * (row * image.width + left + size)]
    }
  }

  /// A digit keeps its size: seen plainly it is the picture itself, and a cut moves it over black.
  @Test func digitsAreMovedOverBlack() throws {
    let source = DomainPairTests.source
    let data = try DomainFixture.load(source, DomainPairTests.target, .init(size: 8, seed: 1)).data
    let given = source.map { digit in
      RGBImage(width: 4, height: 4, grey: digit.grey.map { UInt8((255 * Float($0) / 16).rounded()) })
        .resized(width: 8, height: 8)
    }
    #expect(data.source.margin == 1)
    let views = PictureViews.augmented(seed: 1, stream: "x", step: 0)
    for index in 0..<data.source.count {
      let plain = data.source.image(index)
      #expect(given.contains(plain))
      let view = views.view(row: index, of: data.source)
      var framed = [UInt8](repeating: 0, count: 300)
      for row in 0..<8 {
        framed.replaceSubrange(3 * (10 * row + 11)..<3 * (10 * row + 19), with: plain.pixels[24 * row..<24 * row + 24])
      }
      let frame = RGBImage(width: 10, height: 10, pixels: framed)
      #expect(data.source.image(index, view).pixels == Self.part(frame, left: view.left, top: view.top, size: 8))
    }
  }

  /// A photograph is made larger by the margin; what is seen is a part of that, turned or not.
  @Test func photographsAreCut() throws {
    let files = DomainFixture.pacs("photo", count: 1, seed: 1).merging(
      DomainFixture.pacs("sketch", count: 1, seed: 2)
    ) { $1 }
    let data = try Fixtures.withFolder(files) { folder in
      try DomainPairData.load(
        source: "photo", target: "sketch", .init(size: 8, seed: 1), places: DomainFixture.places(folder)
      ).data
    }
    let large = try files.filter { $0.key.contains("photo") }.map {
      try ImageFile.decode($0.value, named: $0.key).resized(width: 10, height: 10)
    }
    let views = PictureViews.augmented(seed: 3, stream: "x", step: 9)
    var turned = 0
    for row in 0..<50 {
      let view = views.view(row: row, of: data.source)
      let seen = data.source.image(row % 7, view)
      let upright = view.flipped ? Self.mirrored(seen) : seen.pixels
      #expect(large.contains { Self.part($0, left: view.left, top: view.top, size: 8) == upright })
      turned += view.flipped ? 1 : 0
    }
    #expect((10...40).contains(turned))
    for index in 0..<7 {
      #expect(large.contains { Self.part($0, left: 1, top: 1, size: 8) == data.source.image(index).pixels })
    }
  }

  @Test func batchesAreTheNormalisedPictures() throws {
    for data in [try Self.digits(), try Self.pacs()] {
      let indices = [5, 2, 5, 0, 6]
      let augmented = PictureViews.augmented(seed: 3, stream: "source", step: 4)
      #expect(
        Self.values(data.source, indices, .plain)
          == indices.flatMap { Self.normalisation.apply(data.source.image($0)) })
      #expect(
        Self.values(data.source, indices, augmented)
          == indices.enumerated().flatMap { row, index in
            Self.normalisation.apply(data.source.image(index, augmented.view(row: row, of: data.source)))
          })
      #expect(Self.values(data.target, [], augmented).isEmpty)
    }
  }

  /// What happens to a picture depends on its row alone: not on the others, their number, nor the threads.
  @Test func viewsDoNotDependOnTheRestOfTheBatch() throws {
    let data = try Self.pacs()
    let views = PictureViews.augmented(seed: 3, stream: "source", step: 4)
    let length = 3 * data.size * data.size
    let full = Self.values(data.source, [0, 1, 2, 3, 4, 5], views)
    let short = Self.values(data.source, [6, 1, 7], views)
    #expect(full[length..<2 * length] == short[length..<2 * length])
    #expect(full[..<length] != short[..<length])
    for threads in [0, 2, 5] {
      #expect(Self.values(data.source, [0, 1, 2, 3, 4, 5], views, threads: threads) == full)
    }
  }

  @Test func viewsFollowFromSeedStreamAndStep() throws {
    let data = try Self.pacs()
    func drawn(_ seed: UInt64, _ stream: String, _ step: Int) -> [PictureView] {
      let views = PictureViews.augmented(seed: seed, stream: stream, step: step)
      return (0..<64).map { views.view(row: $0, of: data.source) }
    }
    let one = drawn(3, "source", 4)
    #expect(drawn(3, "source", 4) == one)
    for other in [drawn(4, "source", 4), drawn(3, "target", 4), drawn(3, "source", 5)] { #expect(other != one) }
    // A step's rows are not the rows of the next, moved on.
    #expect(drawn(3, "source", 5)[..<63] != one[1...])
  }

  /// Every cut occurs, about equally often; digits are never turned, other pictures every other time.
  @Test func allCutsOccur() throws {
    for data in [try Self.digits(size: 28), try Self.pacs()] {
      let cuts = 2 * data.source.margin + 1
      let count = 200 * cuts * cuts
      var seen = Array(repeating: 0, count: cuts * cuts)
      var turned = 0
      for step in 0..<2 {
        let views = PictureViews.augmented(seed: 1, stream: "source", step: step)
        for row in 0..<count / 2 {
          let view = views.view(row: row, of: data.source)
          seen[view.top * cuts + view.left] += 1
          turned += view.flipped ? 1 : 0
        }
      }
      #expect(seen.allSatisfy { (130...280).contains($0) }, "\(seen)")
      if data.family.flips {
        #expect(abs(turned - count / 2) < count / 10)
      } else {
        #expect(turned == 0)
      }
    }
  }

  @Test func mixedPairsAreWeightedSums() throws {
    let data = try Self.pacs()
    let pairs = [
      PictureMixture(.init(.target, 4), .init(.source, 2), share: 0.75),
      PictureMixture(.init(.target, 0), .init(.target, 9), share: 0.5),
      PictureMixture(.init(.source, 1), .init(.source, 1), share: 1),
      PictureMixture(.init(.target, 8), .init(.source, 0), share: 0),
    ]
    let length = 3 * data.size * data.size
    for views in [PictureViews.plain, .augmented(seed: 2, stream: "mixed", step: 8)] {
      let mixed = Self.values(data, pairs, views)
      for (row, pair) in pairs.enumerated() {
        func alone(_ picture: DomainPicture, _ row: Int) -> [Float] {
          let own = data.pictures(picture.side)
          return Self.normalisation.apply(own.image(picture.index, views.view(row: row, of: own)))
        }
        let expected = zip(alone(pair.first, 2 * row), alone(pair.second, 2 * row + 1)).map {
          pair.share * $0 + (1 - pair.share) * $1
        }
        #expect(Array(mixed[row * length..<(row + 1) * length]) == expected, "pair \(row)")
      }
      for threads in [0, 3] { #expect(Self.values(data, pairs, views, threads: threads) == mixed) }
    }
    // The same picture twice is seen twice: once by each row.
    let views = PictureViews.augmented(seed: 2, stream: "mixed", step: 8)
    #expect(
      (0..<4).contains { views.view(row: 2 * $0, of: data.source) != views.view(row: 2 * $0 + 1, of: data.source) })
  }

  @Test func mixedPicturesToLookAt() throws {
    let data = try Self.digits()
    let (first, second) = (DomainPicture(.target, 3), DomainPicture(.source, 1))
    let mixed = data.image(PictureMixture(first, second, share: 0.7)).pixels
    for ((own, other), value) in zip(zip(data.pixels(.target, 3), data.pixels(.source, 1)), mixed) {
      let expected: Double = 0.7 * Double(own) + 0.3 * Double(other)
      #expect(abs(expected - Double(value)) < 0.51)
    }
    #expect(data.image(PictureMixture(first, second, share: 1)) == data.image(first))
    #expect(data.image(second) == data.source.image(1))
  }
}
