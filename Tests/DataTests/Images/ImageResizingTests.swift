import Data
import Testing

@Suite struct ImageResizingTests {
  // From PyTorch 2.13, whose weights have fewer places, so one level of difference is allowed:
  // F.interpolate(picture, size=(h, w), mode="bicubic", antialias=True) on uint8, printed row by row, channels last.
  static let expected: [(from: [Int], to: [Int], values: [Int])] = [
    (
      [7, 5], [4, 3],
      [
        56, 110, 167, 96, 155, 178, 131, 129, 117, 117, 105, 93, 155, 138, 118, 135, 124, 149, 145, 137, 121, 119, 139,
        138, 104, 153, 142, 143, 138, 126, 150, 115, 143, 131, 117, 92,
      ]
    ),
    (
      [4, 6], [5, 7],
      [
        0, 48, 101, 15, 68, 121, 100, 153, 206, 139, 192, 247, 70, 123, 184, 67, 119, 189, 108, 174, 231, 62, 124, 190,
        63, 114, 105, 194, 241, 64, 166, 228, 80, 219, 119, 118, 146, 102, 171, 67, 149, 181, 109, 159, 137, 97, 156,
        58,
        144, 93, 119, 185, 76, 155, 176, 125, 141, 128, 188, 107, 27, 79, 167, 86, 167, 154, 159, 115, 131, 184, 84,
        101,
        153, 214, 77, 128, 181, 197, 162, 214, 78, 137, 199, 104, 87, 152, 177, 74, 126, 150, 209, 255, 39, 66, 119,
        123,
        108, 161, 103, 212, 255, 35, 188, 241, 30,
      ]
    ),
    (
      [8, 8], [13, 3],
      [
        75, 132, 119, 100, 125, 143, 130, 116, 177, 100, 118, 188, 95, 142, 171, 126, 183, 127, 140, 131, 129, 141, 86,
        132, 122, 160, 88, 118, 148, 93, 124, 76, 133, 111, 120, 124, 102, 160, 112, 105, 159, 124, 118, 159, 121, 139,
        152, 120, 154, 127, 134, 149, 133, 130, 127, 179, 106, 151, 139, 124, 176, 91, 148, 163, 109, 146, 132, 126,
        129,
        94, 139, 106, 93, 147, 113, 97, 151, 121, 106, 162, 152, 123, 143, 158, 146, 122, 157, 135, 166, 112, 126, 189,
        83, 125, 182, 84, 119, 138, 125, 109, 103, 156, 92, 124, 116, 114, 123, 116, 157, 108, 145, 119, 129, 118, 91,
        147, 95,
      ]
    ),
  ]

  @Test(arguments: expected.indices)
  func agreesWithPyTorch(_ index: Int) {
    let test = Self.expected[index]
    let picture = ImageFileTests.picture(width: test.from[0], height: test.from[1])
    let resized = picture.resized(width: test.to[0], height: test.to[1])
    #expect(resized.width == test.to[0] && resized.height == test.to[1])
    #expect(resized.pixels.count == test.values.count)
    for (place, (own, value)) in zip(resized.pixels, test.values).enumerated() {
      #expect(abs(Int(own) - value) <= 1, "\(place)")
    }
  }

  @Test func sameSizeAndFlatPictures() {
    let picture = ImageFileTests.picture(width: 9, height: 4)
    #expect(picture.resized(width: 9, height: 4) == picture)
    let flat = RGBImage(width: 13, height: 7, grey: Array(repeating: 77, count: 91))
    for (width, height) in [(1, 1), (5, 3), (40, 30)] {
      #expect(flat.resized(width: width, height: height).pixels.allSatisfy { $0 == 77 })
    }
  }

  @Test func normalisation() {
    let image = RGBImage(width: 2, height: 1, pixels: [0, 255, 51, 255, 0, 102])
    #expect(ImageNormalisation.symmetric.apply(image) == [-1, 1, 1, -1, (0.2 - 0.5) / 0.5, (0.4 - 0.5) / 0.5])
    let usual = ImageNormalisation.imageNet.apply(image)
    for (own, value) in zip(usual, [-2.117904, 2.248908, 2.428571, -2.035714, -0.915556, -0.026667]) {
      #expect(abs(Double(own) - value) < 1e-5)
    }
  }
}
