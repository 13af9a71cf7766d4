import TerminalUI
import Testing

@Suite struct PanelProportionsTests {
  static let claims = [
    [PanelClaim("a", minimum: Size(10, 4), heightShare: 2), PanelClaim("b", minimum: Size(10, 4), heightShare: 2)],
    [
      PanelClaim("c", minimum: Size(10, 4), maximumHeight: 6), PanelClaim("d", minimum: Size(10, 4), maximumHeight: 6),
      PanelClaim("e", minimum: Size(10, 4), maximumHeight: 6),
    ],
  ]

  private func places(_ proportions: PanelProportions, in area: Rect = Rect(Size(120, 40))) -> [String: Rect] {
    let claims = Self.claims.map { $0.map { proportions.applied(to: $0) } }
    guard case .panels(let places) = PanelLayout(claims).placed(in: area) else { return [:] }
    return places
  }

  private func dragged(from start: Point, to end: Point, _ proportions: PanelProportions = .init()) -> PanelProportions
  {
    var result = proportions
    let places = places(proportions)
    if let border = PanelProportions.border(at: start, in: places) { result.move(border, to: end, in: places) }
    return result
  }

  @Test func aBorderBetweenNeighboursFollowsTheMouse() throws {
    let before = places(.init())
    let a = try #require(before["a"])
    let after = places(dragged(from: Point(a.maxX - 1, 3), to: Point(29, 3)))
    #expect(after["a"]?.width == 30 && after["b"]?.width == 90)
    #expect(after["c"] == before["c"] && after["a"]?.height == a.height)
  }

  @Test func onlyTheTwoNeighboursChange() throws {
    let before = places(.init())
    let (c, e) = (try #require(before["c"]), try #require(before["e"]))
    let after = places(dragged(from: Point(c.maxX, c.y + 2), to: Point(19, c.y + 2)))
    #expect(after["c"]?.width == 20 && after["e"] == e)
  }

  @Test func aBorderBetweenRowsFollowsTheMouseAndThePanelsNeedsAreKept() throws {
    let before = places(.init())
    let border = try #require(before["c"]).y
    #expect(border == 34)
    let after = places(dragged(from: Point(20, border), to: Point(20, 20)))
    // The rows share the border, which is at the mouse, though the lower row could do with less.
    #expect(after["c"]?.y == 20 && after["a"]?.maxY == 21 && after["d"]?.y == 20)
    let squeezed = places(dragged(from: Point(20, border), to: Point(20, 0)))
    #expect(squeezed["a"].map { $0.height >= 4 } == true)
    let sideways = places(dragged(from: Point(59, 3), to: Point(-50, 3)))
    #expect(sideways["a"].map { $0.width >= 10 } == true)
  }

  @Test func anotherSizeKeepsTheProportions() {
    let proportions = dragged(from: Point(59, 3), to: Point(29, 3))
    let wide = places(proportions, in: Rect(Size(240, 40)))
    #expect(wide["a"]?.width == 60)
    #expect(!proportions.isEmpty && PanelProportions().isEmpty)
  }

  @Test func insideAPanelThereIsNoBorder() throws {
    let places = places(.init())
    #expect(PanelProportions.border(at: Point(20, 5), in: places) == nil)
    #expect(PanelProportions.border(at: Point(0, 5), in: places) == nil)
    #expect(PanelProportions.border(at: Point(20, 0), in: places) == nil)
    #expect(PanelProportions.border(at: Point(500, 500), in: places) == nil)
  }

  @Test func anEarlierDaysNumbersAreKeptWithinReason() {
    let proportions = PanelProportions(widths: ["a": .max, "b": -5], heights: ["a": 0])
    #expect(proportions.widths == ["a": 10_000, "b": 1] && proportions.heights == ["a": 1])
    #expect(!places(proportions).isEmpty)
  }
}
