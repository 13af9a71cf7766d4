import TerminalUI
import Testing

@Suite struct GeometryTests {
  @Test func sizesAndAreasAreNeverNegative() {
    #expect(Size(-3, 4) == Size(0, 4))
    let area = Rect(x: 2, y: 1, width: 5, height: 3)
    #expect(area.inset(by: 9).size == Size(0, 0))
    #expect(area.inset(left: 2, right: 99).size == Size(0, 3))
    #expect(area.row(3).isEmpty && area.row(-1).isEmpty)
    #expect(area.intersection(Rect(x: 50, y: 50, width: 9, height: 9)).isEmpty)
  }

  @Test func partsStayInsideAndCoverTheWholeAtEverySize() {
    for width in [0, 1, 2, 3, 7, 40, 84, 85, 200, 500] {
      for height in [0, 1, 2, 5, 24, 150] {
        let area = Rect(x: 3, y: 4, width: width, height: height)
        for cut in [-5, 0, 1, 3, 1000] {
          #expect(area.splitTop(cut).top.height + area.splitTop(cut).rest.height == height)
          #expect(area.splitLeft(cut).left.width + area.splitLeft(cut).rest.width == width)
          #expect(area.splitBottom(cut).bottom.maxY == area.maxY)
          #expect(area.splitRight(cut).right.maxX == area.maxX)
        }
        let parts = area.columns([.fixed(4), .share(2, minimum: 3), .share(1), .fixed(2)])
        #expect(parts.reduce(0) { $0 + $1.width } == width)
        for (left, right) in zip(parts, parts.dropFirst()) { #expect(left.maxX == right.x) }
      }
    }
  }

  @Test func sharesCountTheirMinimaAndFixedPartsComeFirst() {
    #expect(distribute(100, over: [.share(1), .share(1)]) == [50, 50])
    #expect(distribute(100, over: [.share(3), .share(1)]) == [75, 25])
    #expect(distribute(100, over: [.share(3), .share(1, minimum: 40)]) == [60, 40])
    #expect(distribute(10, over: [.fixed(8), .share(1, minimum: 5)]) == [8, 2])
    #expect(distribute(5, over: [.fixed(3), .fixed(3)]) == [3, 2])
    #expect(distribute(7, over: [.share(1), .share(1), .share(1)]).reduce(0, +) == 7)
  }
}
