import TerminalUI
import TestSupport
import Testing

@Suite struct PixelMapTests {
  private let red = RGB(255, 0, 0)
  private let blue = RGB(0, 0, 255)
  private let black = RGB(0, 0, 0)
  private let white = RGB(255, 255, 255)

  private func theme(_ depth: ColorDepth, _ glyphs: Glyphs = .braille) throws -> Theme {
    Theme(try ThemeLibrary(folders: [themeFolder()]).theme("default").definition, depth: depth, glyphs: glyphs)
  }

  @Test func twoPixelsStandInACell() throws {
    let map = PixelMap(width: 2, pixels: [red, blue, blue, red])
    let picture = painted(Size(2, 1), theme: try theme(.indexed)) { $0.draw(map, in: $0.bounds) }
    #expect(picture.text == "▀▀\n")
    #expect(picture[0, 0].style.foreground == .index(196) && picture[0, 0].style.background == .index(21))
    #expect(picture[1, 0].style.foreground == .index(21) && picture[1, 0].style.background == .index(196))
  }

  @Test func anOddRowHasOnlyAnUpperHalf() throws {
    let map = PixelMap(width: 1, pixels: [red, red, blue])
    let theme = try theme(.indexed)
    let picture = painted(Size(1, 2), theme: theme) { $0.draw(map, in: $0.bounds) }
    #expect(picture[0, 1].style.foreground == .index(21))
    #expect(picture[0, 1].style.background == theme[.text].background)
  }

  @Test func pixelsAreSquareAndGrowByWholeNumbers() {
    let map = PixelMap(width: 4, pixels: Array(repeating: red, count: 16))
    #expect(map.height == 4)
    #expect(map.place(in: Rect(x: 3, y: 1, width: 11, height: 9)) == Rect(x: 3, y: 1, width: 8, height: 4))
    #expect(map.place(in: Rect(x: 0, y: 0, width: 4, height: 2)) == Rect(x: 0, y: 0, width: 4, height: 2))
    #expect(map.place(in: Rect(x: 0, y: 0, width: 2, height: 9)) == Rect(x: 0, y: 0, width: 2, height: 1))
    #expect(map.place(in: Rect(x: 0, y: 0, width: 0, height: 9)).isEmpty)
  }

  /// A line thinner than a cell dims it, wherever it lies.
  @Test func smallerPicturesAreMeans() throws {
    let pixels = (0..<16).map { $0 % 2 == 0 ? white : black }
    let map = PixelMap(width: 4, pixels: pixels)
    let picture = painted(Size(2, 1), theme: try theme(.indexed)) { $0.draw(map, in: $0.bounds) }
    for x in 0..<2 {
      // 127 is nearest to the middle of the 24 greys.
      #expect(picture[x, 0].style.foreground == .index(244) || picture[x, 0].style.foreground == .index(243))
      #expect(picture[x, 0].style.foreground == picture[x, 0].style.background)
    }
  }

  @Test func fewColoursAreShadesOfLight() throws {
    let map = PixelMap(width: 3, pixels: [black, RGB(128, 128, 128), white, black, RGB(128, 128, 128), white])
    for (depth, glyphs, want) in [
      (ColorDepth.sixteen, Glyphs.block, " ▒█\n"), (.mono, .braille, " ▒█\n"), (.mono, .ascii, " =@\n"),
    ] {
      let picture = painted(Size(3, 1), theme: try theme(depth, glyphs)) { $0.draw(map, in: $0.bounds) }
      #expect(picture.text == want, "\(depth) \(glyphs)")
    }
  }

  @Test func noAreaIsTooSmall() throws {
    let theme = try theme(.indexed)
    for map in [
      PixelMap(width: 1, pixels: []), PixelMap(width: 500, pixels: Array(repeating: red, count: 500)),
      PixelMap(width: 1, pixels: Array(repeating: red, count: 500)),
    ] {
      for width in 0..<4 {
        for height in 0..<4 {
          let picture = painted(Size(width, height), theme: theme) { $0.draw(map, in: $0.bounds) }
          #expect(picture.size == Size(width, height))
        }
      }
    }
  }
}
