internal import TerminalUI

extension WorkbenchState {
  /// Columns and rows below which only a message is shown.
  static let minimumSize = Size(40, 10)

  /// The lines above and below the panels, and what is left for these.
  var frame: (header: Rect, body: Rect, footer: Rect) {
    let (upper, footer) = Rect(size).splitBottom(1)
    let (header, body) = upper.splitTop(1)
    return (header, body, footer)
  }

  /// Where panels are, by their place in `panels`; empty when the window is too small.
  var places: [(panel: Int, area: Rect)] {
    guard size.holds(WorkbenchState.minimumSize) else { return [] }
    let body = frame.body
    if isZoomed { return [(focus, body)] }
    var claims = panels.map { proportions.applied(to: $0.claim(shared)) }
    func placed() -> [String: Rect] {
      let rows = stride(from: 0, to: claims.count, by: 2).map { Array(claims[$0..<min($0 + 2, claims.count)]) }
      guard case .panels(let found) = PanelLayout(rows).placed(in: body) else { return [:] }
      return found
    }
    var found = placed()
    // Whoever is asked for is shown: right below the most important panel, or in its place where there is room for one.
    for priority in [89, 99] where found[panels[focus].name] == nil {
      claims[focus].priority = priority
      found = placed()
    }
    if found.isEmpty { return [(focus, body)] }
    return panels.indices.compactMap { index in found[panels[index].name].map { (index, $0) } }
  }

  /// The panel that has a cell.
  func panel(at position: Point) -> Int? { places.first { $0.area.contains(position) }?.panel }
}
