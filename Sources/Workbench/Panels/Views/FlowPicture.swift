internal import TerminalUI

/// Choices and slots as bars that split from row to row: what is taken, what is left over, what rectification makes of it.
struct FlowPicture {
  private let flow: FlowFigures

  init(_ flow: FlowFigures) { self.flow = flow }

  /// Rows with which nothing gives way.
  static let height = 10

  private struct Row {
    let name: String
    let count: Int
    /// Where the bar begins.
    let start: Int
    let role: Role
    let note: String
    /// Larger numbers stay longer.
    let priority: Int
  }

  private var rows: [Row] {
    let it = flow.counts
    return [
      Row(name: "choices", count: it.routed, start: 0, role: .value, note: "= kept + dropped", priority: 10),
      Row(name: " kept", count: it.kept, start: 0, role: .kept, note: "found a slot", priority: 5),
      Row(name: " dropped", count: it.dropped, start: it.kept, role: .dropped, note: "found none", priority: 9),
      Row(
        name: "  rectified", count: it.rectified, start: it.kept, role: .rectified, note: "by an expert on the device",
        priority: 7),
      Row(
        name: "  still dropped", count: max(0, flow.stillDropped), start: it.kept + it.rectified, role: .dropped,
        note: "lost", priority: 3),
      Row(name: "slots", count: it.slots, start: 0, role: .value, note: "= kept + filled + padded", priority: 8),
      Row(name: " filled", count: it.filled, start: it.kept, role: .filled, note: "by extra choices", priority: 6),
      Row(
        name: " still padded", count: it.padded, start: it.kept + it.filled, role: .padded, note: "left empty",
        priority: 7),
      Row(
        name: "computed", count: flow.computed, start: 0, role: .value, note: "kept + filled + rectified", priority: 2),
    ]
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let all = rows
    // Where room is short the least important rows give way, and the rest keeps its order.
    let kept = Set(all.indices.sorted { (all[$1].priority, $0) < (all[$0].priority, $1) }.prefix(area.height))
    let shown = all.indices.filter(kept.contains).map { all[$0] }
    let numbers = max(6, shown.map { grouped($0.count).count }.max() ?? 0)
    let left = 16 + numbers + 2
    let noteWidth = area.width >= left + 24 + 28 ? 28 : 0
    let bar = max(0, area.width - left - noteWidth)
    let scale = Double(max(1, flow.counts.routed, flow.counts.slots, flow.computed))
    for (line, entry) in shown.enumerated() {
      let row = area.row(line)
      let isTotal = entry.role == .value
      canvas.text(entry.name, in: row.splitLeft(15).left, style: theme[isTotal ? .title : .text])
      let number = Rect(x: row.x + 15, y: row.y, width: numbers + 1, height: 1).intersection(row)
      let style = theme[entry.count > 0 ? entry.role : .muted]
      canvas.text(grouped(entry.count), in: number, style: style, alignment: .right)
      let place = Rect(x: row.x + left, y: row.y, width: bar, height: 1)
      let first = Int(Double(entry.start) / scale * Double(bar) + 0.5)
      let last = Int(Double(entry.start + entry.count) / scale * Double(bar) + 0.5)
      if isTotal {
        drawSpan(to: max(first, last), in: place, style: theme[.axis], on: &canvas)
      } else if entry.count > 0 {
        let from = min(first, max(0, bar - 1))
        let cells = Rect(x: place.x + from, y: place.y, width: max(1, last - from), height: 1).intersection(place)
        canvas.fill(cells, theme.pattern(entry.role), style: theme[entry.role])
      }
      if noteWidth > 0 { canvas.text(entry.note, in: row.splitRight(noteWidth - 2).right, style: theme[.muted]) }
    }
    if area.height > shown.count { drawBalance(in: area.row(shown.count), on: &canvas) }
  }

  /// A whole, as a line with ends: what lies below it are its parts.
  private func drawSpan(to end: Int, in place: Rect, style: Style, on canvas: inout Canvas) {
    guard end > 0 else { return }
    let isUnicode = canvas.theme.glyphs.isUnicode
    canvas.fill(place.splitLeft(end).left, isUnicode ? "─" : "-", style: style)
    canvas.text(isUnicode ? "├" : "|", in: place.splitLeft(1).left, style: style)
    if end > 1 { canvas.text(isUnicode ? "┤" : "|", x: place.x + end - 1, y: place.y, style: style, limit: 1) }
  }

  private func drawBalance(in row: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    if let fault = flow.faults.first {
      canvas.text("\(theme.glyphs.cross) \(fault)", in: row, style: theme[.bad])
    } else {
      let text = "\(theme.glyphs.check) books balance"
      canvas.text(text, in: row, style: theme[.ok])
      let hint = "rectified: on top of the slots; filled: out of the padding"
      canvas.text(hint, in: row.inset(left: displayWidth(of: text) + 2), style: theme[.muted])
    }
  }
}
