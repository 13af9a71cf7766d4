/// A panel's claim to a place on the screen.
public struct PanelClaim: Hashable, Sendable {
  /// The panel.
  public var id: String
  /// The smallest size, frame included, that it is shown in.
  public var minimum: Size
  /// Its share of its row's width.
  public var widthShare: Int
  /// Its share of the height; a row takes its panels' largest.
  public var heightShare: Int
  /// Most rows it can use; `nil` for any number.
  public var maximumHeight: Int?
  /// Larger numbers stay longer when the screen is small.
  public var priority: Int

  /// Makes a claim.
  public init(
    _ id: String, minimum: Size, widthShare: Int = 1, heightShare: Int = 1, maximumHeight: Int? = nil,
    priority: Int = 0
  ) {
    self.id = id
    self.minimum = minimum
    self.widthShare = max(1, widthShare)
    self.heightShare = max(1, heightShare)
    self.maximumHeight = maximumHeight
    self.priority = priority
  }
}

/// Where panels are.
public enum PanelPlacement: Hashable, Sendable {
  /// The places of the panels that are shown; the others gave way.
  case panels([String: Rect])
  /// Not even the most important panel fits.
  case tooSmall(have: Size, need: Size)
}

/// Panels in rows, which share their horizontal edges.
///
/// On a screen that is too small the least important panel gives way, until the rest fits. Below `portraitBelow` columns
/// every panel has a row of its own.
public struct PanelLayout: Hashable, Sendable {
  /// Rows of panels, from above.
  public var rows: [[PanelClaim]]
  /// Columns below which panels are stacked.
  public var portraitBelow: Int

  /// Makes a layout.
  public init(_ rows: [[PanelClaim]], portraitBelow: Int = 85) {
    self.rows = rows
    self.portraitBelow = portraitBelow
  }

  /// Places the panels in an area.
  public func placed(in area: Rect) -> PanelPlacement {
    let all = rows.flatMap(\.self)
    guard let last = all.max(by: { ($0.priority, $1.id) < ($1.priority, $0.id) }) else { return .panels([:]) }
    var open = area.width < portraitBelow ? all.map { [$0] } : rows.filter { !$0.isEmpty }
    // In portrait the panels stand in the order of importance, so what matters is above.
    if area.width < portraitBelow { open.sort { $0[0].priority > $1[0].priority } }
    while true {
      if let panels = PanelLayout.fit(open, in: area) { return .panels(panels) }
      guard open.joined().count > 1 else { return .tooSmall(have: area.size, need: last.minimum) }
      let victim = PanelLayout.victim(open, width: area.width)
      open = open.map { $0.filter { $0.id != victim } }.filter { !$0.isEmpty }
    }
  }

  /// The least important panel of the first row that is too wide, or of all rows.
  private static func victim(_ rows: [[PanelClaim]], width: Int) -> String? {
    let wide = rows.first { row in row.count > 1 && row.reduce(0) { $0 + $1.minimum.width } > width }
    return (wide ?? rows.flatMap(\.self)).min { $0.priority < $1.priority }?.id
  }

  private static func fit(_ rows: [[PanelClaim]], in area: Rect) -> [String: Rect]? {
    guard rows.allSatisfy({ row in row.reduce(0) { $0 + $1.minimum.width } <= area.width }) else { return nil }
    // Each row but the first begins on the last line of the row above it.
    let minima = rows.enumerated().map { index, row in
      max(2, row.map(\.minimum.height).max() ?? 0) - (index == 0 ? 0 : 1)
    }
    guard minima.reduce(0, +) <= area.height else { return nil }
    let heights = shared(area.height, rows: rows, minima: minima)
    var places: [String: Rect] = [:]
    var bottom = area.y
    for (index, row) in rows.enumerated() {
      let shift = index == 0 ? 0 : 1
      let line = Rect(x: area.x, y: bottom - shift, width: area.width, height: heights[index] + shift)
      bottom += heights[index]
      let parts = line.columns(row.map { .share($0.widthShare, minimum: $0.minimum.width) })
      for (claim, part) in zip(row, parts) { places[claim.id] = part }
    }
    return places
  }

  /// Heights of rows: shares, where rows that have enough leave the rest to the others.
  private static func shared(_ total: Int, rows: [[PanelClaim]], minima: [Int]) -> [Int] {
    var capped: [Int: Int] = [:]
    while true {
      let extents = rows.indices.map { index -> Extent in
        capped[index].map { .fixed($0) }
          ?? .share(rows[index].map(\.heightShare).max() ?? 1, minimum: minima[index])
      }
      let heights = distribute(total, over: extents)
      let full = rows.indices.filter { index in
        guard capped[index] == nil, let most = most(rows[index]) else { return false }
        return heights[index] + (index == 0 ? 0 : 1) > most && capped.count + 1 < rows.count
      }
      guard let index = full.first, let most = most(rows[index]) else { return heights }
      capped[index] = max(minima[index], most - (index == 0 ? 0 : 1))
    }
  }

  private static func most(_ row: [PanelClaim]) -> Int? {
    let heights = row.compactMap(\.maximumHeight)
    return heights.count == row.count ? heights.max() : nil
  }
}
