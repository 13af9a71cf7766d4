import TerminalUI
import Testing

@Suite struct PanelLayoutTests {
  static let layout = PanelLayout([
    [
      PanelClaim("loss", minimum: Size(40, 8), heightShare: 4, priority: 9),
      PanelClaim("experts", minimum: Size(38, 6), heightShare: 4, priority: 8),
    ],
    [
      PanelClaim("ledger", minimum: Size(40, 6), heightShare: 2, maximumHeight: 8, priority: 5),
      PanelClaim("router", minimum: Size(30, 6), heightShare: 2, maximumHeight: 8, priority: 6),
    ],
    [PanelClaim("log", minimum: Size(30, 4), priority: 2)],
  ])

  private func panels(_ size: Size) -> [String: Rect] {
    if case .panels(let panels) = Self.layout.placed(in: Rect(size)) { panels } else { [:] }
  }

  @Test func everySizeGivesPanelsInsideThatKeepTheirMinimaOrAMessage() {
    let minima = Dictionary(uniqueKeysWithValues: Self.layout.rows.joined().map { ($0.id, $0.minimum) })
    for width in [0, 1, 29, 30, 39, 40, 41, 60, 80, 84, 85, 100, 120, 200, 500] {
      for height in 0...150 {
        let area = Rect(x: 0, y: 1, width: width, height: height)
        switch Self.layout.placed(in: area) {
        case .panels(let panels):
          #expect(panels["loss"] != nil, "the most important panel stays")
          for (id, place) in panels {
            #expect(place.intersection(area) == place, "\(id) at \(width)×\(height)")
            #expect(minima[id].map { place.size.holds($0) } == true, "\(id) at \(width)×\(height)")
          }
          // Panels share at most their edges.
          let inner = panels.values.map { $0.inset(by: 1) }
          for (index, place) in inner.enumerated() {
            for other in inner[(index + 1)...] { #expect(place.intersection(other).isEmpty, "\(width)×\(height)") }
          }
        case .tooSmall(let have, let need):
          #expect(have == area.size && need == Size(40, 8))
          #expect(!have.holds(need))
        }
      }
    }
  }

  @Test func panelsGiveWayInTheOrderOfTheirImportance() {
    #expect(panels(Size(120, 34)).count == 5)
    #expect(Set(panels(Size(120, 15)).keys) == ["loss", "experts", "router", "ledger"])
    #expect(Set(panels(Size(120, 9)).keys) == ["loss", "experts"])
    #expect(Set(panels(Size(80, 24)).keys) == ["loss", "experts", "router", "ledger"])
    #expect(Set(panels(Size(80, 8)).keys) == ["loss"])
  }

  @Test func narrowScreensStackPanelsFromTheMostImportant() {
    let places = panels(Size(84, 60))
    let order = places.sorted { $0.value.y < $1.value.y }.map(\.key)
    #expect(order == ["loss", "experts", "router", "ledger", "log"])
    #expect(places.values.allSatisfy { $0.width == 84 })
    #expect(panels(Size(85, 60)).values.contains { $0.width < 85 })
  }

  @Test func rowsThatHaveEnoughLeaveTheRestToOthers() {
    let places = panels(Size(120, 100))
    #expect(places["ledger"]?.height == 8 && places["router"]?.height == 8)
    #expect(places["log"]?.maxY == 100)
  }
}
