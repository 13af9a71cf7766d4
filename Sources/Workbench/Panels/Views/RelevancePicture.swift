internal import Experiment
internal import TerminalUI

/// Tables of relevance side by side, their rows in the order of a tree that stands at their right. The shades of each go
/// from its lowest value to its highest: the views have ranges of their own, and it is the order of pairs that tells.
struct RelevancePicture: Widget {
  private let relevance: Relevance
  private let order: [Int]
  /// The group of each row of the tables; −1 for none.
  private let groups: [Int]
  private let first: Int
  /// The chosen row and column, as places in `order`.
  private let selected: Int?
  private let column: Int?

  static let levels = 8
  static let smallestTree = 8

  init(_ relevance: Relevance, groups: [Int], first: Int, selected: Int?, column: Int?) {
    self.relevance = relevance
    order = relevance.order
    self.groups = groups
    self.first = first
    self.selected = selected
    self.column = column
  }

  private var nameWidth: Int { min(14, relevance.names.map { displayWidth(of: sanitized($0)) }.max() ?? 0) }
  private var numberWidth: Int { String(order.count).count }
  /// Group, name and number of a row.
  private var labelWidth: Int { 3 + nameWidth + 1 + numberWidth + 1 }

  /// How many tables stand beside each other, how wide their cells are, gaps included, and how wide the tree is.
  private func fit(_ width: Int) -> (maps: Int, pitch: Int, tree: Int) {
    let room = width - labelWidth
    for maps in stride(from: relevance.views.count, through: 1, by: -1) {
      for pitch in [5, 4, 3, 2] where maps * (order.count * pitch + 2) + Self.smallestTree <= room {
        // As many tables as possible first, then cells as wide as possible.
        return (maps, pitch, min(28, room - maps * (order.count * pitch + 2)))
      }
    }
    return (1, max(1, min(5, room / max(1, order.count))), max(0, room - order.count * 2 - 2) >= 4 ? 4 : 0)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard area.height >= 3, area.width > labelWidth else { return }
    let (maps, pitch, tree) = fit(area.width)
    let rows = min(order.count, area.height - 2)
    let start = Table.visibleOffset(0, selected: selected, count: order.count, height: rows)
    drawLabels(start: start, rows: rows, in: area, on: &canvas)
    var x = area.x + labelWidth
    for place in 0..<maps {
      let view = relevance.views[(first + place) % relevance.views.count]
      let width = min(order.count * pitch, area.maxX - x - (tree > 0 ? tree + 1 : 0))
      guard width > 0 else { break }
      let body = Rect(x: x, y: area.y, width: width, height: rows + 2)
      canvas.text(theme.glyphs.printable(view.title), in: body.row(0), style: theme[place == 0 ? .title : .muted])
      canvas.draw(map(view, pitch: pitch), in: body.inset(top: 1))
      let next = place + 1 < maps ? x + width + 1 : area.maxX
      drawScale(view, in: Rect(x: x, y: area.y + rows + 2, width: next - x, height: 1).intersection(area), on: &canvas)
      x += width + 2
    }
    if tree > 0, relevance.tree.count == order.count, x < area.maxX {
      drawTree(
        start: start, rows: rows, in: Rect(x: x - 1, y: area.y, width: area.maxX - x + 1, height: rows + 2),
        width: min(tree, area.maxX - x + 1), on: &canvas)
    }
  }

  /// The scale of one table, or only its ends where there is no room.
  private func drawScale(_ view: Relevance.View, in line: Rect, on canvas: inout Canvas) {
    guard !line.isEmpty, let range = Self.range(view) else { return }
    let (low, high) = (decimal(range.lowerBound, 2), decimal(range.upperBound, 2))
    let legend = HeatLegend(low: low, high: high, ramp: .sequential, levelCount: Self.levels)
    if legend.width <= line.width {
      canvas.draw(legend, in: line.splitLeft(legend.width).left)
    } else {
      canvas.text("\(low)-\(high)", in: line, style: canvas.theme[.axis])
    }
  }

  private static func share(_ value: Double) -> Double { min(1, max(0, value)) }

  /// The lowest and the highest value of different tasks; nil where none is known.
  private static func range(_ view: Relevance.View) -> ClosedRange<Double>? {
    let known = view.values.indices.flatMap { row in
      view.values[row].indices.filter { $0 != row && view.values[row][$0].isFinite }.map { share(view.values[row][$0]) }
    }
    guard let low = known.min(), let high = known.max() else { return nil }
    return low...high
  }

  private func drawLabels(start: Int, rows: Int, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    canvas.text("gr task", x: area.x, y: area.y + 1, style: theme[.axis], limit: labelWidth)
    for line in 0..<rows {
      let row = order[start + line]
      let y = area.y + 2 + line
      let isSelected = start + line == selected
      let group = groups.indices.contains(row) ? groups[row] : -1
      canvas.text(
        fitted(group >= 0 ? String(group) : "", to: 2, alignment: .right), x: area.x, y: y,
        style: group >= 0 ? theme.series(group).style : theme[.muted])
      canvas.text(
        fitted(theme.glyphs.printable(sanitized(relevance.names[row])), to: nameWidth, ellipsis: theme.glyphs.ellipsis),
        x: area.x + 3, y: y, style: theme[isSelected ? .title : .text])
      canvas.text(
        fitted(String(start + line + 1), to: numberWidth, alignment: .right), x: area.x + 4 + nameWidth, y: y,
        style: theme[.axis])
      if isSelected { canvas.highlight(Rect(x: area.x, y: y, width: labelWidth - 1, height: 1)) }
    }
  }

  private func map(_ view: Relevance.View, pitch: Int) -> HeatMap {
    let range = Self.range(view) ?? 0...1
    let width = range.upperBound - range.lowerBound
    let levels = order.map { row in
      order.map { column -> Int in
        if row == column { return HeatMap.blankLevel }
        let value = view.values[row][column]
        guard value.isFinite else { return -1 }
        // Where all are alike, none stands out.
        let place = width > 0 ? (Self.share(value) - range.lowerBound) / width : 0.5
        return min(Self.levels - 1, Int(place * Double(Self.levels)))
      }
    }
    let texts = order.map { row in
      order.map { column -> String in
        let value = view.values[row][column]
        return row == column || !value.isFinite ? "" : decimal(min(99, max(0, value * 100)), 0)
      }
    }
    return HeatMap(
      levels: levels, levelCount: Self.levels, columnLabels: order.indices.map { String($0 + 1) },
      texts: pitch >= 5 ? texts : [], cellWidth: max(1, pitch - 1), selected: selected.map { ($0, column ?? -1) })
  }

  private func drawTree(start: Int, rows: Int, in area: Rect, width: Int, on canvas: inout Canvas) {
    let theme = canvas.theme
    let lines = relevance.tree.drawing(width: width)
    canvas.text("tree", in: area.row(0), style: theme[.muted])
    for line in 0..<rows where start + line < lines.count {
      let text = theme.glyphs.isUnicode ? lines[start + line] : ascii(lines[start + line])
      let row = order[start + line]
      let group = groups.indices.contains(row) ? groups[row] : -1
      canvas.text(
        text, x: area.x, y: area.y + 2 + line, style: group >= 0 ? theme.series(group).style : theme[.axis],
        limit: area.width)
    }
  }

  private func ascii(_ line: String) -> String {
    String(line.map { $0 == "─" ? "-" : $0 == "│" ? "|" : $0 == " " ? " " : "+" })
  }
}
