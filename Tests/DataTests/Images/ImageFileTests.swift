import Data
import Foundation
import Testing

@Suite struct ImageFileTests {
  private static func path(_ name: String) -> String { Fixtures.folder + "/../images/" + name }

  /// (x² · 37 + y · 91 + channel · 53 + x · y · 11) mod 256.
  static func picture(width: Int, height: Int) -> RGBImage {
    RGBImage(
      width: width, height: height,
      pixels: (0..<3 * width * height).map { place in
        let (x, y, channel) = (place / 3 % width, place / 3 / width, place % 3)
        return UInt8((x * x * 37 + y * 91 + channel * 53 + x * y * 11) % 256)
      })
  }

  @Test func colouredPNG() throws {
    #expect(try ImageFile.read(Self.path("colour.png")) == Self.picture(width: 7, height: 5))
  }

  @Test func greyAndPalettePNG() throws {
    #expect(
      try ImageFile.read(Self.path("grey.png")) == RGBImage(width: 3, height: 2, grey: [0, 128, 255, 10, 20, 30]))
    #expect(try ImageFile.read(Self.path("palette.png")).pixels == [1, 2, 3, 40, 50, 60, 70, 80, 90, 200, 210, 220])
  }

  /// Over white, in the values as they stand.
  @Test func transparentPNG() throws {
    #expect(try ImageFile.read(Self.path("alpha.png")).pixels == [255, 0, 0, 255, 255, 255, 255, 127, 127])
  }

  @Test func jpeg() throws {
    let image = try ImageFile.read(Self.path("colour.jpg"))
    #expect(image.width == 16 && image.height == 24)
    for y in 0..<24 {
      for x in 0..<16 {
        let pixel = image.pixels[(y * 16 + x) * 3..<(y * 16 + x) * 3 + 3].map(Int.init)
        // Coded without reduction of colours at the best quality.
        #expect(zip(pixel, [16 * x, 10 * y, 128]).allSatisfy { abs($0 - $1) <= 3 }, "(\(x), \(y)): \(pixel)")
      }
    }
    let grey = try ImageFile.read(Self.path("grey.jpg"))
    #expect(grey.width == 16 && grey.height == 24 && grey.pixels[0] == grey.pixels[2])
    #expect(abs(Int(grey.pixels[(20 * 16 + 9) * 3]) - 170) <= 3)
  }

  /// Two squares of 8 × 8, whose inks let through (250, 40, 20) and half of (100, 100, 200): as Adobe writes them, as
  /// luminance and colour, and as shares of ink.
  @Test(arguments: ["cmyk.jpg", "ycck.jpg", "inks.jpg"])
  func fourInks(_ name: String) throws {
    let image = try ImageFile.read(Self.path(name))
    #expect(image.width == 16 && image.height == 8)
    for place in 0..<128 {
      let pixel = image.pixels[3 * place..<3 * place + 3].map(Int.init)
      let expected = place % 16 < 8 ? [250, 40, 20] : [50, 50, 100]
      #expect(zip(pixel, expected).allSatisfy { abs($0 - $1) <= 2 }, "\(place): \(pixel)")
    }
  }

  /// A few bytes too many before the end of the file leave the picture as it is; many are the rest of something else.
  @Test func bytesTooManyAreNotMinded() throws {
    let whole = try Self.bytes("colour.jpg")
    let picture = try ImageFile.decode(whole, named: "x")
    func decode(_ more: Int) throws -> RGBImage {
      let padding = [UInt8](repeating: 0x55, count: more)
      return try ImageFile.decode(Array(whole.dropLast(2)) + padding + [0xFF, 0xD9], named: "x")
    }
    #expect(try decode(3) == picture)
    #expect(try decode(12) == picture)
    #expect(throws: DataError.self) { try decode(200) }
    // Bytes too many do not excuse what is missing.
    #expect(throws: DataError.self) { try ImageFile.decode(Array(whole.prefix(whole.count * 9 / 10)), named: "x") }
  }

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Foundation.Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// Cut off anywhere, no picture is made up.
  @Test(arguments: ["colour.png", "palette.png", "colour.jpg", "grey.jpg"])
  func cutOff(_ name: String) throws {
    let whole = try Self.bytes(name)
    for length in stride(from: 0, to: whole.count - 2, by: 7) {
      do {
        _ = try ImageFile.decode(Array(whole[..<length]), named: "a/\(name)")
        // The last few bytes may only close the file.
        #expect(length > whole.count - 14, "\(length) of \(whole.count)")
      } catch let error as DataError {
        #expect("\(error)".hasPrefix("a/\(name): ") && !"\(error)".contains("\n"))
      }
    }
  }

  @Test func changedBytes() throws {
    var png = try Self.bytes("colour.png")
    png[60] ^= 0x55
    #expect(throws: DataError.self) { try ImageFile.decode(png, named: "x") }
    var jpeg = try Self.bytes("colour.jpg")
    // The table of the first scan.
    for place in 20..<80 { jpeg[place] = 0 }
    #expect(throws: DataError.self) { try ImageFile.decode(jpeg, named: "x") }
  }

  @Test func otherFiles() throws {
    for bytes in [[], Array("GIF89a".utf8), [0x89], [0xFF, 0xD8], [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47]] {
      #expect(throws: DataError.self) { try ImageFile.decode(bytes, named: "x") }
    }
    #expect(throws: DataError.self) { try ImageFile.read(Self.path("none.png")) }
    #expect(throws: DataError.self) { try ImageFile.read(Fixtures.folder) }
  }

  /// A few bytes that promise 2³¹ pixels a row.
  @Test func promisedSize() throws {
    var png = try Self.bytes("grey.png")
    png.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    #expect(throws: DataError.self) { try ImageFile.decode(png, named: "x") }
    var jpeg = try Self.bytes("grey.jpg")
    let frame = try #require((0..<jpeg.count - 1).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(throws: DataError.self) { try ImageFile.decode(jpeg, named: "x") }
  }
}
