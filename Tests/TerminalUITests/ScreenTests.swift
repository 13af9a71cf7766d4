import TerminalUI
import TestSupport
import Testing

@Suite struct ScreenTests {
  @Test(arguments: [Size(200, 60), Size(120, 34), Size(80, 24), Size(60, 40), Size(30, 8)])
  func theDashboardIsAsItWas(size: Size) {
    let screen = Dashboard(size: size, theme: .builtIn()).drawn()
    #expect(screenDifference(screen, golden: "dashboard-\(size.width)x\(size.height)") == nil)
  }

  @Test(arguments: [Glyphs.block, .ascii]) func otherGlyphsShowTheSame(glyphs: Glyphs) {
    let screen = Dashboard(size: Size(100, 30), theme: .builtIn(depth: .mono, glyphs: glyphs)).drawn()
    #expect(screenDifference(screen, golden: "dashboard-\(glyphs.rawValue)") == nil)
    if glyphs == .ascii { #expect(screen.text.utf8.allSatisfy { $0 < 0x80 }) }
  }

  @Test(arguments: Dashboard.Overlays.allCases) func overlaysCoverWhatLiesBelow(overlay: Dashboard.Overlays) {
    let screen = Dashboard(size: Size(90, 24), theme: .builtIn(depth: .sixteen), overlay: overlay).drawn()
    #expect(screenDifference(screen, golden: "overlay-\(overlay)") == nil)
  }

  @Test func aWindowThatIsTooSmallSaysHaveAndNeed() {
    let screen = Dashboard(size: Size(30, 8), theme: .builtIn()).drawn()
    #expect(screen.text.contains("have 30×6, need 36×8"))
    #expect(Dashboard(size: Size(12, 5), theme: .builtIn()).drawn().text.contains("need 36×8"))
  }

  @Test func everySizeIsDrawnWithoutTrapping() {
    let themes = [Theme.builtIn(), .builtIn(depth: .mono, glyphs: .ascii)]
    for width in [0, 1, 2, 3, 5, 8, 13, 20, 30, 36, 37, 40, 60, 84, 85, 86, 120, 500] {
      for height in [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15, 20, 24, 33, 60, 150] {
        for (index, overlay) in Dashboard.Overlays.allCases.enumerated() {
          let screen = Dashboard(
            size: Size(width, height), theme: themes[(width + height + index) % 2], overlay: overlay
          ).drawn()
          #expect(screen.size == Size(width, height))
        }
      }
    }
  }

  @Test func rowsNeverGetOutOfStep() {
    // Each row's cells are as wide as the row, whatever was drawn over wide characters.
    let screen = painted(Size(40, 12)) { canvas in
      for y in 0..<12 { canvas.text(String(repeating: "漢字🙂e\u{301}", count: 9), x: y % 3 - 1, y: y, style: .plain) }
      canvas.draw(Dialog("質問", "続けますか", choices: [.init(.enter, "はい")]), in: canvas.bounds)
    }
    for y in 0..<12 {
      #expect((0..<40).reduce(0) { $0 + screen[$1, y].width } == 40)
      for x in 0..<40 where screen[x, y].width == 2 { #expect(screen[x + 1, y].width == 0) }
    }
  }
}
