/// How the user has moved the borders between panels: shares of width and height that stand in for the panels' own.
public struct PanelProportions: Hashable, Sendable {
  /// Shares of the width by panel.
  public var widths: [String: Int]
  /// Shares of the height by panel.
  public var heights: [String: Int]

  /// The panels' own shares, or those of an earlier day.
  public init(widths: [String: Int] = [:], heights: [String: Int] = [:]) {
    self.widths = widths.mapValues { min(10_000, max(1, $0)) }
    self.heights = heights.mapValues { min(10_000, max(1, $0)) }
  }

  /// Whether no border was moved.
  public var isEmpty: Bool { widths.isEmpty && heights.isEmpty }

  /// A claim with the user's shares. A row whose height was chosen is as high as that, though it could do with less.
  public func applied(to claim: PanelClaim) -> PanelClaim {
    var claim = claim
    if let width = widths[claim.id] { claim.widthShare = width }
    if let height = heights[claim.id] {
      claim.heightShare = height
      claim.maximumHeight = nil
    }
    return claim
  }

  /// A border that can be moved.
  public enum Border: Hashable, Sendable {
    /// Between two neighbours of a row.
    case column(left: String, right: String)
    /// Between a row and the one below it, each named by one of its panels.
    case row(above: String, below: String)
  }

  /// The border under a cell.
  public static func border(at point: Point, in places: [String: Rect]) -> Border? {
    let sorted = places.sorted { $0.key < $1.key }
    for (left, area) in sorted where area.rows.contains(point.y) {
      guard point.x == area.maxX - 1 || point.x == area.maxX else { continue }
      // The corners belong to the rows' border.
      guard point.y > area.y, point.y < area.maxY - 1 else { continue }
      let neighbour = sorted.first { $0.value.x == area.maxX && $0.value.y == area.y }
      if let neighbour { return .column(left: left, right: neighbour.key) }
    }
    for (below, area) in sorted where area.columns.contains(point.x) && point.y == area.y {
      let above = sorted.first { $0.key != below && $0.value.maxY - 1 == area.y && $0.value.columns.contains(point.x) }
      if let above { return .row(above: above.key, below: below) }
    }
    return nil
  }

  /// Moves a border to a cell; what the panels need at least is kept by the layout.
  /// - Parameter places: where the panels are now.
  public mutating func move(_ border: Border, to point: Point, in places: [String: Rect]) {
    switch border {
    case .column(let left, let right):
      guard let first = places[left], let second = places[right] else { return }
      // Everybody in the row is measured in columns now, so that the others stay as they are.
      for (id, area) in places where area.y == first.y { widths[id] = max(1, area.width) }
      let whole = first.width + second.width
      let width = min(max(1, point.x - first.x + 1), whole - 1)
      (widths[left], widths[right]) = (width, max(1, whole - width))
    case .row(let above, let below):
      guard let first = places[above], let second = places[below] else { return }
      // Rows share their border, which counts as the upper one's.
      let top = places.values.map(\.y).min() ?? 0
      func share(_ height: Int, _ area: Rect) -> Int { max(1, height - (area.y > top ? 1 : 0)) }
      for (id, area) in places { heights[id] = share(area.height, area) }
      let whole = first.height + second.height - 1
      let height = min(max(1, point.y - first.y + 1), whole)
      for (id, area) in places where area.y == first.y { heights[id] = share(height, area) }
      for (id, area) in places where area.y == second.y { heights[id] = max(1, whole - height) }
    }
  }
}
