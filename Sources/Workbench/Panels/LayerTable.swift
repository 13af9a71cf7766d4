internal import Experiment
internal import TerminalUI

/// A line a layer: how even its load is and what that costs.
struct LayerTable {
  private let shared: Shared
  private let index: Int

  init(_ shared: Shared, at index: Int) {
    self.shared = shared
    self.index = index
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let names = ["layer", "max/mean", "cv", "dropped", "padded", "entropy", "dead"]
    for (column, name) in names.enumerated() {
      canvas.text(name, in: place(column, area.row(0)), style: theme[.axis], alignment: .right)
    }
    for (number, layer) in shared.run.state.layers.enumerated() {
      let row = area.row(number + 1)
      guard !row.isEmpty, let figures = shared.run.figures(layer: number, at: index, device: shared.selection.device)
      else { break }
      let dead = (0..<layer.experts).count { if case .dead = layer.health($0, at: index) { true } else { false } }
      let total = figures.total
      let padded = total.slots > 0 ? Double(total.padded) / Double(total.slots) : 0
      let cells: [(String, Role)] = [
        ("\(layer.layer)\(layer.part)", number == shared.selection.layer ? .title : .text),
        (decimal(figures.maximumOverMean, 2), figures.maximumOverMean >= ExpertHealth.hotLoad ? .expertHot : .value),
        (decimal(figures.variation, 2), .value),
        (decimal(total.dropShare * 100, 1) + " %", total.dropped > 0 ? .dropped : .muted),
        (decimal(padded * 100, 1) + " %", total.padded > 0 ? .padded : .muted),
        (decimal(Double(layer.entropy[index]), 2), .value),
        (dead > 0 ? "\(dead) DEAD" : theme.glyphs.slot, dead > 0 ? .expertDead : .muted),
      ]
      for (column, cell) in cells.enumerated() {
        canvas.text(cell.0, in: place(column, row), style: theme[cell.1], alignment: .right)
      }
      if number == shared.selection.layer { canvas.highlight(Rect(x: row.x, y: row.y, width: 6, height: 1)) }
    }
  }

  private func place(_ column: Int, _ row: Rect) -> Rect {
    let width = 9
    let x = column == 0 ? 0 : 6 + (column - 1) * width
    return Rect(x: row.x + x, y: row.y, width: column == 0 ? 5 : width, height: 1).intersection(row)
  }
}
