internal import Experiment
internal import Forecasting
internal import TerminalUI

extension CommandID {
  static let forecastTable: CommandID = "loss.forecast.table"
}

/// Where the loss will end, by the temporal law with its band and by simpler laws; what was forecast when.
struct ForecastView: PanelView {
  private(set) var history = ForecastHistory()
  /// Without room for both tables: whether the one of earlier forecasts is shown.
  private(set) var showsHistory = false

  /// Columns from which on both tables stand side by side.
  static let wide = 116

  let name = "loss.forecast"
  let word = "forecast"
  let subjects: RunSubject = .text
  var commands: [Binding] {
    [
      binding(
        [.character("b")], .forecastTable, "earlier", "the laws, or what was forecast when (a wide panel has both)",
        rank: 10)
    ]
  }

  func detail(_ shared: Shared) -> String {
    history.latest.map { "from step \(grouped($0.step))" } ?? "no forecast"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    if command == .forecastTable { showsHistory.toggle() }
    return nil
  }

  mutating func prepare(_ shared: Shared) { history.update(shared) }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let latest = history.latest else {
      return drawNothing(history.missing ?? shared.missing("losses by position"), in: area, on: &canvas)
    }
    let theme = canvas.theme
    let words = verdict(latest, theme)
    let lines = wrapped(theme.glyphs.printable(words.text), to: max(1, area.width)).prefix(area.height >= 8 ? 3 : 1)
    for (row, line) in lines.enumerated() { canvas.text(line, in: area.row(row), style: theme[words.role]) }
    let body = area.inset(top: lines.count)
    let tables = tableRows(body.height)
    let (plot, foot) = body.splitBottom(tables)
    canvas.draw(chart(latest, shared), in: plot)
    guard tables > 0 else { return }
    let below = foot.inset(top: 1)
    if area.width >= Self.wide {
      let (left, right) = below.splitLeft((area.width - 3) / 2)
      canvas.draw(lawTable(latest, theme, isWide: left.width >= 70), in: left)
      canvas.draw(historyTable(latest, rows: right.height - 1, theme), in: right.inset(left: 3))
    } else if showsHistory {
      canvas.draw(historyTable(latest, rows: below.height - 1, theme), in: below)
    } else {
      canvas.draw(lawTable(latest, theme, isWide: area.width >= 70), in: below)
    }
  }

  /// Rows for the tables and the empty one above them.
  private func tableRows(_ height: Int) -> Int {
    guard height >= 15 else { return 0 }
    return height >= 36 ? ForecastHistory.limit + 3 : ForecastLaw.allCases.count + 2
  }

  /// The forecast in one sentence, or why there is none.
  private func verdict(_ latest: ForecastHistory.Entry, _ theme: Theme) -> (text: String, role: Role) {
    let covered = history.coverage
    let trust =
      covered.count > 0
      ? " \(covered.inside) of \(covered.count) earlier forecasts have the latest evaluation in their band." : ""
    let end = latest.end
    if let doubt = latest.doubt {
      let nearest = history.nearest
        .map { " Nearest so far: \($0.rawValue), which says \(decimal(end.losses[$0] ?? .nan, 3))." }
      return ("The temporal law is not identified: \(doubt).\(nearest ?? "")", .warn)
    }
    let range = "\(decimal(end.low, 3)) to \(decimal(end.high, 3))"
    if history.isOver, let measured = history.measured {
      let isInside = end.low <= measured.meanLoss && measured.meanLoss <= end.high
      return (
        "Ended at \(decimal(measured.meanLoss, 3)) nats; forecast from step \(grouped(latest.step)):"
          + " \(decimal(end.temporal, 3)), \(range).\(trust)", isInside ? .ok : .warn
      )
    }
    return ("The end: \(decimal(end.temporal, 3)) nats, \(range) (90 %).\(trust)", .value)
  }

  private func chart(_ latest: ForecastHistory.Entry, _ shared: Shared) -> LineChart {
    let forecast = latest.forecast
    let known = history.series.fits
    var lines = [
      ChartSeries("held-out", xs: known.map { Double($0.tokens) }, ys: known.map(\.meanLoss), colorIndex: 1)
    ]
    let first = forecast.scale
    let points = (0...48).map { first + Int((Double(history.horizon - first) * Double($0) / 48).rounded()) }
    let said = points.map { forecast.prediction(at: $0) }
    let xs = points.map(Double.init)
    if latest.doubt == nil {
      lines.insert(ChartSeries("", xs: xs, ys: said.map(\.low), colorIndex: 2, isFaint: true), at: 0)
      lines.insert(ChartSeries("", xs: xs, ys: said.map(\.high), colorIndex: 2, isFaint: true), at: 0)
      lines.append(ChartSeries("forecast", xs: xs, ys: said.map(\.temporal), colorIndex: 2, isDotted: true))
    }
    let nearest = history.nearest
    for (law, color) in [(ForecastLaw.power, 3), (.annealing, 5), (.log, 6), (.reciprocal, 6), (.last, 6)]
    where forecast.identifiability[law]?.isIdentified == true && (color < 6 || law == nearest) {
      lines.append(
        ChartSeries(law.rawValue, xs: xs, ys: said.map { $0.losses[law] ?? .nan }, colorIndex: color, isDotted: true))
    }
    // What was said of the end, each at the moment at which it was said.
    let earlier = history.entries.filter { $0.doubt == nil }
    if earlier.count > 1 {
      lines.append(
        ChartSeries(
          "end as forecast", xs: earlier.map { Double($0.forecast.scale) }, ys: earlier.map(\.end.temporal),
          colorIndex: 4))
    }
    // The early fall is not what one looks for here: the scale is that of the later three quarters of what is known.
    let shown = known.dropFirst(known.count / 4).map(\.meanLoss)
    let values = shown + lines.filter { !$0.isFaint && $0.colorIndex != 1 }.flatMap(\.ys)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = max((high - low) * 0.05, 0.001)
    return LineChart(
      lines, xRange: Double(known.first?.tokens ?? 0)...Double(max(history.horizon, (known.last?.tokens ?? 0))),
      yRange: (low - margin)...(high + margin), markers: [ChartMarker(x: Double(first), role: .grid)])
  }

  /// The laws beside each other: what they say of the end, and how their earlier forecasts came out.
  private func lawTable(_ latest: ForecastHistory.Entry, _ theme: Theme, isWide: Bool) -> Table {
    let nearest = history.nearest
    let rows = latest.forecast.laws.map { law -> [Table.Field] in
      let reason = latest.forecast.identifiability[law]?.reason
      let trust = history.trust(in: law)
      let value = latest.end.losses[law] ?? .nan
      return [
        .init(law.rawValue, role: law == .temporal ? .title : .text),
        .init(reason == nil ? decimal(value, 3) : "-", role: reason == nil ? .value : .muted),
        .init(trust.error.map { decimal($0, 3) } ?? "-", role: trust.count > 0 ? .value : .muted),
        .init(trust.count > 0 ? grouped(trust.count) : "-", role: .muted),
        .init(
          theme.glyphs.printable(
            reason.map { isWide ? "not identified: \($0)" : "not identified" }
              ?? (law == nearest ? "nearest so far" : "")), role: reason == nil ? .ok : .warn),
      ]
    }
    return Table(
      columns: [
        .init("law", minimum: 10, priority: 10), .init("end", alignment: .right, priority: 9),
        .init("error so far", alignment: .right, priority: 8), .init("of", alignment: .right, priority: 5),
        .init("verdict", minimum: 14, priority: 7, grows: true),
      ], rows: rows)
  }

  /// What was forecast when: of the end, and of the evaluation that is the latest now.
  private func historyTable(_ latest: ForecastHistory.Entry, rows room: Int, _ theme: Theme) -> Table {
    let rows = history.entries.reversed().prefix(max(1, room)).map { entry -> [Table.Field] in
      let isSure = entry.doubt == nil
      let end = entry.end
      let said = isSure ? history.hindsight(entry) : nil
      let error = said.map { $0.temporal - ($0.measured ?? .nan) } ?? .nan
      let isInside = said.map { $0.low <= ($0.measured ?? .nan) && ($0.measured ?? .nan) <= $0.high }
      return [
        .init(grouped(entry.step), role: .axis),
        .init(isSure ? decimal(end.temporal, 3) : "not identified", role: isSure ? .value : .warn),
        .init(isSure ? "\(decimal(end.low, 3)) to \(decimal(end.high, 3))" : "", role: .muted),
        .init(said.map { decimal($0.temporal, 3) } ?? "-", role: .muted),
        .init(
          error.isFinite ? (error > 0 ? "+" : "") + decimal(error, 3) : "-", role: error.isFinite ? .value : .muted),
        .init(isInside.map { $0 ? "inside" : "outside" } ?? "-", role: isInside.map { $0 ? .ok : .warn } ?? .muted),
      ]
        + [ForecastLaw.power, .log, .annealing].map { law in
          let value =
            entry.forecast.identifiability[law]?.isIdentified == true ? end.losses[law] : nil
          return .init(value.map { decimal($0, 3) } ?? "-", role: .muted)
        }
    }
    return Table(
      columns: [
        .init("from step", alignment: .right, priority: 10), .init("end", alignment: .right, priority: 9),
        .init("90 %", alignment: .right, minimum: 14, priority: 7), .init("now", alignment: .right, priority: 5),
        .init("error", alignment: .right, priority: 6), .init("band", alignment: .right, priority: 8),
        .init("power", alignment: .right, priority: 4), .init("log", alignment: .right, priority: 3),
        .init("annealing", alignment: .right, priority: 2),
      ], rows: rows)
  }
}
