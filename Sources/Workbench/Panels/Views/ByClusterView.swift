internal import Experiment
internal import TerminalUI

extension CommandID {
  static let byClusterSort: CommandID = "loss.bycluster.sort"
}

/// Held-out loss by cluster and by band of clusters: rare against common, over the run.
struct ByClusterView: PanelView {
  private(set) var order = ClusterRows.Order.size
  private(set) var scroll = ClusterScroll()
  private var rows: [ClusterRows.Row] = []
  private var clusters = ClusterRows()
  private var history: [RunState.TimedBands] = []

  /// Columns from which on chart and clusters stand side by side.
  static let wide = 116

  let name = "loss.bycluster"
  let word = "by cluster"
  let subjects: RunSubject = .text
  var commands: [Binding] {
    [binding([.character("s")], .byClusterSort, "sort", "by size, rarity, loss or change", rank: 10)]
      + ClusterScroll.commands(of: self)
  }

  func detail(_ shared: Shared) -> String {
    let evaluation = history.last.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation"
    return "by \(order.rawValue) · \(evaluation)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    if command == .byClusterSort {
      let orders: [ClusterRows.Order] = [.size, .rarity, .loss, .change]
      order = orders[((orders.firstIndex(of: order) ?? 0) + 1) % orders.count]
      sort()
      scroll = ClusterScroll()
    } else {
      scroll.move(command, rows: rows.count)
    }
    return nil
  }

  mutating func prepare(_ shared: Shared) {
    let all = shared.run.state.bandLosses
    history = shared.isInspecting ? all.filter { $0.step <= shared.step } : all
    clusters = ClusterRows(shared)
    sort()
  }

  /// Clusters without held-out text have no place here.
  private mutating func sort() { rows = clusters.sorted(by: order).filter { $0.tokens > 0 } }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let latest = history.last else { return drawNothing(missing(shared), in: area, on: &canvas) }
    let theme = canvas.theme
    let bands = shared.run.state.bands
    canvas.draw(summary(latest, theme), in: area.row(0).widened)
    let body = area.inset(top: 1)
    if area.width >= Self.wide {
      let (left, right) = body.splitLeft((area.width - 3) * 2 / 5)
      let (upper, lower) = left.splitBottom(left.height >= 16 ? bands.count + 2 : 0)
      drawBands(bands, in: upper, on: &canvas)
      drawBandTable(latest, bands, in: lower.inset(top: 1), on: &canvas)
      drawClusters(in: right.inset(left: 3), on: &canvas)
    } else {
      let isSplit = body.height >= 9
      let (upper, lower) = body.splitTop(isSplit ? max(5, body.height * 2 / 5) : body.height)
      drawBands(bands, in: upper, on: &canvas)
      if isSplit { drawClusters(in: lower, on: &canvas) }
    }
  }

  private func missing(_ shared: Shared) -> String {
    let state = shared.run.state
    guard let header = state.header, !header.clusters.isEmpty else { return shared.missingClusters }
    if let first = state.bandLosses.first { return "the first evaluation by cluster came at step \(first.step)" }
    if let evaluation = state.evaluations.last {
      return "the evaluation at step \(grouped(evaluation.step)) has no held-out window: a larger data.held_out or a"
        + " shorter data.sequence_length makes some"
    }
    return shared.missing("losses by cluster")
  }

  private static func label(_ band: Int, of count: Int) -> String {
    if band == 0 { return "1 largest" }
    return band == count - 1 ? "\(count) rarest" : "\(band + 1)"
  }

  /// Rare against common, in a line.
  private func summary(_ latest: RunState.TimedBands, _ theme: Theme) -> StatusLine {
    func item(_ name: String, _ value: String, _ priority: Int, role: Role = .value) -> StatusLine.Item {
      StatusLine.Item([Span(name + " ", theme[.muted]), Span(value, theme[role])], priority: priority)
    }
    let (common, rare) = (latest.losses.first?.loss ?? .nan, latest.losses.last?.loss ?? .nan)
    let gap = rare - common
    var items = [
      item("common", decimal(common, 3), 8), item("rare", decimal(rare, 3), 9),
      item("rare - common", (gap > 0 ? "+" : "") + decimal(gap, 3), 10),
    ]
    if let first = history.first, first.step != latest.step {
      let before = (first.losses.last?.loss ?? .nan) - (first.losses.first?.loss ?? .nan)
      items.append(
        item("at step \(grouped(first.step))", (before > 0 ? "+" : "") + decimal(before, 3), 5, role: .muted))
    }
    items.append(item("held-out tokens", grouped(latest.losses.reduce(0) { $0 + $1.tokens }), 3, role: .muted))
    return StatusLine(left: items, role: .text, gap: 2)
  }

  private func drawBands(_ bands: ClusterBands, in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let xs = history.map { Double($0.step) }
    let series = (0..<bands.count).map { band in
      ChartSeries(
        Self.label(band, of: bands.count), xs: xs,
        ys: history.map { band < $0.losses.count ? $0.losses[band].loss : .nan }, colorIndex: band)
    }
    canvas.draw(LineChart(series), in: area)
  }

  private func drawBandTable(
    _ latest: RunState.TimedBands, _ bands: ClusterBands, in area: Rect, on canvas: inout Canvas
  ) {
    guard !area.isEmpty else { return }
    let first = history.count > 1 ? history.first : nil
    let rows = latest.losses.enumerated().map { band, loss -> [Table.Field] in
      let before = first.map { band < $0.losses.count ? $0.losses[band].loss : .nan } ?? .nan
      let change = loss.loss - before
      let members = clusters.rows.filter { $0.band == band }
      let draws = members.reduce(0.0) { $0 + Double($1.draws) }
      let windows = members.reduce(0.0) { $0 + Double($1.shape.windows) }
      return [
        .init(Self.label(band, of: bands.count), series: band), .init(grouped(members.count), role: .muted),
        .init(windows > 0 ? decimal(draws / windows, 2) : "-", role: .value),
        .init(grouped(loss.tokens), role: .muted), .init(decimal(loss.loss, 3), role: .value),
        .init(change.isFinite ? decimal(change, 3) : "-", role: .muted),
      ]
    }
    canvas.draw(
      Table(
        columns: [
          .init("band", minimum: 8, priority: 10), .init("clusters", alignment: .right, priority: 5),
          .init("repeats", alignment: .right, priority: 6), .init("tokens", alignment: .right, priority: 4),
          .init("loss", alignment: .right, priority: 9), .init("change", alignment: .right, priority: 7),
        ], rows: rows), in: area)
  }

  private func drawClusters(in area: Rect, on canvas: inout Canvas) {
    guard area.height >= 2 else { return }
    let theme = canvas.theme
    let isWide = area.width >= 66
    let nameWidth = max(8, min(isWide ? 34 : 22, area.width / 3))
    let numbers = (isWide ? 9 : 0) + 8 + 8 + 9
    let bar = max(0, area.width - nameWidth - numbers - 1)
    let (low, high) = (
      rows.lazy.map(\.loss).filter(\.isFinite).min() ?? 0, rows.lazy.map(\.loss).filter(\.isFinite).max() ?? 1
    )
    let titles =
      fitted("cluster", to: nameWidth) + fitted("windows", to: 8, alignment: .right)
      + (isWide ? fitted("tokens", to: 9, alignment: .right) : "") + fitted("loss", to: 8, alignment: .right)
      + fitted("change", to: 9, alignment: .right)
    canvas.text(titles, in: area.row(0), style: theme[.axis])
    let list = area.inset(top: 1)
    let first = scroll.first(rows: rows.count, height: list.height)
    for (line, row) in rows.dropFirst(first).prefix(list.height).enumerated() {
      var spans = [
        Span(
          fitted(theme.glyphs.printable(sanitized(row.shape.name)), to: nameWidth - 1) + " ",
          theme.series(row.band).style),
        Span(fitted(grouped(row.shape.windows), to: 8, alignment: .right), theme[.muted]),
      ]
      if isWide { spans.append(Span(fitted(grouped(row.tokens), to: 9, alignment: .right), theme[.muted])) }
      spans.append(Span(fitted(decimal(row.loss, 3), to: 8, alignment: .right), theme[.value]))
      spans.append(difference(row.change, width: 9, places: 3, theme))
      // The shortest bar is the best predicted cluster, not a loss of 0.
      let share = high > low ? 0.05 + 0.95 * (row.loss - low) / (high - low) : 1
      if bar > 3 { spans.append(Span(" " + barText(share, width: bar - 1, glyphs: theme.glyphs), theme[.kept])) }
      canvas.draw(Paragraph([spans]), in: list.row(line))
    }
  }
}
