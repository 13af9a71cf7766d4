internal import Experiment
internal import TerminalUI

extension CommandID {
  static let clustersSort: CommandID = "clusters.sort"
  static let clustersUp: CommandID = "clusters.up"
  static let clustersDown: CommandID = "clusters.down"
  static let clustersPageUp: CommandID = "clusters.page.up"
  static let clustersPageDown: CommandID = "clusters.page.down"
}

/// The clusters that windows are drawn from: size, draws so far, how often each was gone through, and the clip.
struct ClustersView: PanelView {
  private(set) var order = ClusterRows.Order.size
  private(set) var scroll = ClusterScroll()
  private var clusters = ClusterRows()
  private var rows: [ClusterRows.Row] = []

  let name = "loss.clusters"
  let word = "clusters"
  let subjects: RunSubject = .text
  var commands: [Binding] {
    [binding([.character("s")], .clustersSort, "sort", "by size, rarity, draws or repetitions", rank: 10)]
      + ClusterScroll.commands(of: self)
  }

  func detail(_ shared: Shared) -> String {
    guard let header = shared.run.state.header, !header.clusters.isEmpty else { return "" }
    return "\(header.sampler) · \(grouped(header.clusters.count)) clusters · by \(order.rawValue)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    if command == .clustersSort {
      let orders: [ClusterRows.Order] = [.size, .rarity, .draws, .repetitions]
      order = orders[((orders.firstIndex(of: order) ?? 0) + 1) % orders.count]
      rows = clusters.sorted(by: order)
      scroll = ClusterScroll()
    } else {
      scroll.move(command, rows: rows.count)
    }
    return nil
  }

  mutating func prepare(_ shared: Shared) {
    clusters = ClusterRows(shared)
    rows = clusters.sorted(by: order)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard !rows.isEmpty else { return drawNothing(shared.missingClusters, in: area, on: &canvas) }
    let theme = canvas.theme
    let clip = clip
    let (head, body) = area.splitTop(area.height >= 8 ? 1 : 0)
    drawSummary(clip, in: head, on: &canvas)
    let columns = Columns(body, isWide: body.width >= 100)
    drawTitles(columns, in: body.row(0), clip, theme, on: &canvas)
    let most = rows.lazy.map(\.repetitions).filter(\.isFinite).max() ?? 0
    let top = max(most, (clip ?? 0) * 1.08, 0.001)
    let share = max(rows.lazy.map(\.share).max() ?? 0, 1e-9)
    let list = body.inset(top: 1)
    let first = scroll.first(rows: rows.count, height: list.height)
    for (line, row) in rows.dropFirst(first).prefix(list.height).enumerated() {
      draw(row, columns, share: share, top: top, clip: clip, in: list.row(line), on: &canvas)
    }
  }

  /// Caps over windows, by the largest cluster: rounding tells least there. Nil without caps.
  private var clip: Double? {
    var largest: ClusterShape?
    for row in rows where row.shape.cap != nil && row.shape.windows > largest?.windows ?? 0 { largest = row.shape }
    guard let largest, let cap = largest.cap else { return nil }
    return Double(cap) / Double(largest.windows)
  }

  private func drawSummary(_ clip: Double?, in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let theme = canvas.theme
    func item(_ value: String, _ name: String, _ priority: Int, role: Role = .value) -> StatusLine.Item {
      StatusLine.Item([Span(value, theme[role]), Span(" " + name, theme[.muted])], priority: priority)
    }
    let capped = rows.count { $0.isAtCap }
    let drawn = rows.count { $0.shape.windows > 0 }
    var items = [
      item(grouped(rows.reduce(0) { $0 + $1.draws }), "windows drawn", 6),
      item(decimal(clusters.effective, 1), "effective clusters (exp entropy) of \(grouped(drawn))", 9),
      item(decimal(clusters.effectiveBySize, 1), "by size", 4),
    ]
    if clip != nil { items.append(item(grouped(capped), "at the clip", 8, role: capped > 0 ? .warn : .value)) }
    if drawn < rows.count { items.append(item(grouped(rows.count - drawn), "without a window", 3)) }
    canvas.draw(StatusLine(left: items, role: .text, gap: 2), in: area.widened)
  }

  /// Where things stand in a row.
  private struct Columns {
    var name: Rect
    var windows: Rect
    var draws: Rect
    var share: Rect
    var shareBar: Rect
    var repetitions: Rect
    var bar: Rect

    init(_ area: Rect, isWide: Bool) {
      let widths: [Int] = isWide ? [34, 9, 9, 8] : [max(8, min(22, area.width / 4)), 7, 7, 7]
      var x = area.x
      func next(_ width: Int) -> Rect {
        let width = max(0, min(width, area.maxX - x))
        defer { x += width }
        return Rect(x: x, y: area.y, width: width, height: 1)
      }
      name = next(widths[0])
      windows = next(widths[1])
      draws = next(widths[2])
      share = next(widths[3])
      shareBar = isWide ? next(1 + (area.width - 72) / 3) : next(0)
      repetitions = next(8)
      x += 1
      bar = next(area.maxX - x)
    }

    func at(_ row: Rect, _ part: Rect) -> Rect { Rect(x: part.x, y: row.y, width: part.width, height: row.height) }
  }

  private func drawTitles(
    _ columns: Columns, in row: Rect, _ clip: Double?, _ theme: Theme, on canvas: inout Canvas
  ) {
    let style = theme[.axis]
    canvas.text("cluster", in: columns.at(row, columns.name), style: style)
    for (part, text) in [
      (columns.windows, "windows"), (columns.draws, "draws"), (columns.share, "share"),
      (columns.repetitions, "repeats"),
    ] { canvas.text(text, in: columns.at(row, part), style: style, alignment: .right) }
    let text = clip.map { "\(theme.glyphs.capacityLine) clip \(decimal($0, $0 == $0.rounded() ? 0 : 2))" } ?? "no clip"
    canvas.text(text, in: columns.at(row, columns.bar), style: theme[clip == nil ? .muted : .capacity])
  }

  private func draw(
    _ row: ClusterRows.Row, _ columns: Columns, share: Double, top: Double, clip: Double?, in line: Rect,
    on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    func put(_ text: String, _ part: Rect, _ role: Role, _ alignment: Alignment = .right) {
      canvas.text(text, in: columns.at(line, part), style: theme[role], alignment: alignment)
    }
    let isDrawn = row.shape.windows > 0
    let name = fitted(theme.glyphs.printable(sanitized(row.shape.name)), to: max(0, columns.name.width - 1))
    put(name, columns.name, isDrawn ? .text : .muted, .left)
    put(grouped(row.shape.windows), columns.windows, .muted)
    put(isDrawn ? grouped(row.draws) : "-", columns.draws, isDrawn ? .value : .muted)
    put(isDrawn ? decimal(row.share * 100, 1) + " %" : "-", columns.share, isDrawn ? .value : .muted)
    if columns.shareBar.width > 1 {
      let bar = columns.shareBar.width - 1
      put(" " + barText(row.share / share, width: bar, glyphs: theme.glyphs), columns.shareBar, .kept, .left)
    }
    let role: Role = !isDrawn ? .muted : row.isAtCap ? .warn : .value
    put(isDrawn ? decimal(row.repetitions, 2) + theme.glyphs.times : "-", columns.repetitions, role)
    guard isDrawn, columns.bar.width > 0 else { return }
    put(
      barText(row.repetitions / top, width: columns.bar.width, glyphs: theme.glyphs), columns.bar,
      row.isAtCap ? .dropped : .filled, .left)
    if let clip {
      let place = Int(clip / top * Double(columns.bar.width))
      if place < columns.bar.width, row.repetitions < clip {
        canvas.text(
          theme.glyphs.capacityLine, x: columns.bar.x + place, y: line.y, style: theme[.capacity])
      }
    }
  }
}

/// The first row of a list that is shown, and the keys that move it.
struct ClusterScroll: Sendable, Equatable {
  private var offset = 0

  /// The keys of a view with such a list.
  static func commands(of view: some PanelView) -> [Binding] {
    [
      view.binding([.up, .character("k")], .clustersUp, "scroll", "one cluster up", rank: 12),
      view.binding([.down, .character("j")], .clustersDown, "scroll", "one cluster down"),
      view.binding([.pageUp], .clustersPageUp, "page", "ten clusters up"),
      view.binding([.pageDown], .clustersPageDown, "page", "ten clusters down"),
    ]
  }

  mutating func move(_ command: CommandID, rows: Int) {
    switch command {
    case .clustersUp: offset -= 1
    case .clustersDown: offset += 1
    case .clustersPageUp: offset -= 10
    case .clustersPageDown: offset += 10
    default: return
    }
    offset = min(max(0, offset), max(0, rows - 1))
  }

  /// The first row, such that no room is left over below the last.
  func first(rows: Int, height: Int) -> Int { min(offset, max(0, rows - max(0, height))) }
}

extension Shared {
  /// Why there are no clusters to see, for people.
  var missingClusters: String {
    guard run.state.header != nil else { return "waiting for the run" }
    return "windows are drawn from a mixture of corpora; sampler.method = \"clusterclip\" (or random, uniform,"
      + " temperature) draws by clusters of documents"
  }
}
