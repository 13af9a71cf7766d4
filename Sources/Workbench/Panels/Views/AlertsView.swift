internal import Experiment
internal import TerminalUI

extension CommandID {
  static let latestAlert: CommandID = "log.alerts.latest"
}

/// The alerts, and the steps before the chosen one in full detail: where in the sequence choices were lost, and what the
/// routers' weights did.
struct AlertsView: PanelView {
  /// Place in the list of alerts; nil follows the latest that is not after the step that is shown.
  private(set) var chosen: Int?

  let name = "log.alerts"
  let word = "alerts"
  var commands: [Binding] { arrows(vertical: "alert", horizontal: "layer", rank: 10) }

  func detail(_ shared: Shared) -> String {
    let count = shared.run.state.alerts.count
    return count == 1 ? "1 alert" : "\(grouped(count)) alerts"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .latestAlert:
      chosen = nil
      choose(place(shared), &shared)
    case .cellUp: choose(place(shared).map { $0 - 1 }, &shared)
    case .cellDown: choose(place(shared).map { $0 + 1 }, &shared)
    case .cellLeft: shared.moveLayer(by: -1)
    case .cellRight: shared.moveLayer(by: 1)
    default: break
    }
    return nil
  }

  private mutating func choose(_ place: Int?, _ shared: inout Shared) {
    let alerts = shared.run.state.alerts
    guard let place, !alerts.isEmpty else { return chosen = nil }
    let index = min(max(0, place), alerts.count - 1)
    chosen = index
    if shared.isLive { shared.inspect(alerts[index].step) }
  }

  private func place(_ shared: Shared) -> Int? {
    let alerts = shared.run.state.alerts
    if let chosen, alerts.indices.contains(chosen) { return chosen }
    return alerts.lastIndex { !shared.isInspecting || $0.step <= shared.step } ?? alerts.indices.last
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let alerts = shared.run.state.alerts
    guard let place = place(shared) else { return drawNothing("no alert so far", in: area, on: &canvas) }
    let theme = canvas.theme
    let rows = alerts.map { alert -> [Table.Field] in
      let role: Role = alert.severity == .critical ? .bad : .warn
      return [
        .init(grouped(alert.step), role: .axis), .init(theme.glyphs.printable(alert.rule), role: role),
        .init(theme.glyphs.printable(alert.message)),
      ]
    }
    let listed = area.height >= 12 ? min(rows.count + 1, max(4, area.height / 4)) : area.height
    let (upper, lower) = area.splitTop(listed)
    canvas.draw(
      Table(
        columns: [
          .init("step", alignment: .right, priority: 10), .init("rule", minimum: 8, priority: 9),
          .init("alert", minimum: 20, priority: 8, grows: true),
        ], rows: rows, selected: place), in: upper)
    if lower.height >= 4 { drawDetail(alerts[place], shared, in: lower.inset(top: 1), on: &canvas) }
  }

  /// Columns of the numbers beside the map.
  private static let numberWidth = 32

  private func drawDetail(_ alert: Alert, _ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let layer = shared.layer else { return }
    let found = shared.run.state.details.filter { $0.step <= alert.step }.suffix(area.height - 1)
    let steps = found.compactMap { detail -> (step: Int, layer: LayerDetail)? in
      detail.layers.first { $0.layer == layer.layer && $0.part == layer.part }.map { (detail.step, $0) }
    }
    guard steps.last?.step == alert.step else {
      return drawNothing("the steps before this alert were not kept in detail", in: area, on: &canvas)
    }
    let state = shared.run.state
    let title = area.row(0)
    canvas.text(
      fitted("step", to: 8, alignment: .right) + fitted("loss", to: 8, alignment: .right)
        + fitted("grad L\(layer.layer)\(layer.part)", to: 9, alignment: .right)
        + fitted("|w|", to: 7, alignment: .right), in: title, style: theme[.title])
    canvas.text("choices lost, by position", in: title.inset(left: Self.numberWidth + 2), style: theme[.title])
    let largest = steps.flatMap(\.layer.dropped).max() ?? 0
    for (row, entry) in steps.enumerated() {
      let line = area.row(row + 1)
      let loss = state.steps.index(ofStep: entry.step).map { state.steps.loss[$0] } ?? .nan
      let numbers =
        fitted(decimal(loss, 3), to: 8, alignment: .right)
        + fitted(short(entry.layer.routerGradient), to: 9, alignment: .right)
        + fitted(short(entry.layer.routerNorm), to: 7, alignment: .right)
      let used = canvas.text(
        fitted(grouped(entry.step), to: 8, alignment: .right), x: line.x, y: line.y,
        style: theme[entry.step == alert.step ? .bad : .axis])
      canvas.text(numbers, x: line.x + used, y: line.y, style: theme[loss.isFinite ? .value : .bad])
      draw(entry.layer.dropped, most: largest, in: line.inset(left: Self.numberWidth + 2), on: &canvas)
    }
  }

  private func short(_ value: Float) -> String { value.isFinite ? compact(Double(value)) : "-" }

  /// One sign for each stretch of the sequence, joined where there is no room.
  private func draw(_ counts: [Int32], most: Int32, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard !counts.isEmpty, area.width > 0 else { return canvas.text("no limit", in: area, style: theme[.muted]) }
    let width = min(area.width, counts.count)
    let levels = theme.glyphs.levels
    for column in 0..<width {
      let first = column * counts.count / width
      let last = max(first + 1, (column + 1) * counts.count / width)
      let count = counts[first..<last].max() ?? 0
      let level = most > 0 ? min(levels.count - 1, Int(count) * levels.count / (Int(most) + 1)) : 0
      canvas.text(
        count > 0 ? levels[level] : theme.glyphs.slot, x: area.x + column, y: area.y,
        style: theme[count > 0 ? .dropped : .muted])
    }
  }
}
