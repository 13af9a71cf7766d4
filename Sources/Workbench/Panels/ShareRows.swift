internal import Experiment
internal import TerminalUI

/// A row for all layers together and one for each: dropped and padded share over the run as sparklines, and as of now.
struct ShareRows {
  private let shared: Shared
  private let index: Int

  init(_ shared: Shared, at index: Int) {
    self.shared = shared
    self.index = index
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let theme = canvas.theme
    let layers = shared.run.state.layers
    let parts = area.inset(left: 4).columns([.share(1), .fixed(2), .share(1)])
    let hasHeader = area.height >= 3
    let dropped = sides(shared.run.droppedShare, .dropped, .routed)
    let padded = sides(shared.run.paddedShare, .padded, .kept)
    if hasHeader {
      for (part, name) in [(parts[0], "dropped, of routed"), (parts[2], "padded, of slots")] {
        canvas.text(name, in: part.row(0), style: theme[.axis])
      }
    }
    let body = area.inset(top: hasHeader ? 1 : 0)
    // The sum first; of the layers as many as fit, the chosen one among them.
    let room = max(0, body.height - 1)
    let first = min(max(0, shared.selection.layer - room + 1), max(0, layers.count - room))
    for line in 0..<body.height {
      let layer = line == 0 ? nil : first + line - 1
      if let layer, layer >= layers.count { break }
      let row = body.row(line)
      let label = layer.map { "L\(layers[$0].layer)\(layers[$0].part)" } ?? "all"
      let isChosen = layer == shared.selection.layer
      canvas.text(label, in: row.splitLeft(3).left, style: theme[isChosen ? .title : .axis], alignment: .right)
      for (part, side, role) in [(parts[0], dropped, Role.dropped), (parts[2], padded, .padded)] {
        let place = Rect(x: part.x, y: row.y, width: part.width, height: 1)
        draw(layer.map { side.layers[$0] } ?? side.all, top: side.top, role, in: place, on: &canvas)
      }
      if isChosen { canvas.highlight(Rect(x: row.x, y: row.y, width: 4, height: 1)) }
    }
  }

  private struct Side {
    var layers: [[Double]]
    var all: [Double]
    var top: Double
  }

  /// The mean over layers stands for all of them: they route the same number of tokens.
  private func sides(_ shares: [[Double]], _ part: LedgerColumn, _ whole: LedgerColumn) -> Side {
    let count = shared.run.state.steps.count
    var all = [Double](repeating: 0, count: count)
    for layer in shares {
      for index in 0..<min(count, layer.count) { all[index] += layer[index] / Double(shares.count) }
    }
    let top = shares.joined().lazy.filter(\.isFinite).max() ?? 0
    return Side(layers: shares, all: all, top: top)
  }

  private func draw(_ values: [Double], top: Double, _ role: Role, in row: Rect, on canvas: inout Canvas) {
    let (spark, number) = row.splitRight(8)
    canvas.draw(Sparkline(values, range: 0...max(top, 0.001), role: role), in: spark)
    if shared.isInspecting, values.count > 0 {
      let column = values.count > spark.width ? index * spark.width / values.count : index
      canvas.highlight(Rect(x: spark.x + column, y: spark.y, width: 1, height: 1), as: .cursor)
    }
    let value = values.indices.contains(index) ? values[index] : .nan
    let text = value.isFinite ? decimal(value * 100, 1) + " %" : "-"
    canvas.text(text, in: number, style: canvas.theme[value > 0 ? role : .muted], alignment: .right)
  }
}
