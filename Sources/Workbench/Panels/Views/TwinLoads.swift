internal import TerminalUI

/// The experts' loads of a run and its twin side by side, as multiples of the fair share.
struct TwinLoads: Widget {
  var figures: TwinFigures
  var title: String

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (run, twin) = (figures.run.loads, figures.twin.loads)
    let count = max(run.count, twin.count)
    guard area.height >= 2, area.width >= 20, count > 0 else { return }
    let theme = canvas.theme
    let label = max(2, String(count - 1).count)
    // Two bars, each with its number: 0 ██████  1.31×  █████  1.10×
    let bar = (area.width - label - 2 - 2 * 7) / 2
    let first = area.x + label + 1
    let second = first + bar + 8
    canvas.text(title, in: area.row(0), style: theme[.muted])
    let names = [(first, "run", 0), (second, "twin", 1)]
    for (x, name, series) in names where bar >= 4 {
      let end = x + bar + 6
      let start = end - displayWidth(of: name)
      guard start > area.x + displayWidth(of: title) || series == 1 else { continue }
      canvas.text(name, x: start, y: area.y, style: theme.series(series).style)
    }
    guard count <= area.height - 1, bar >= 4 else { return drawLevels(count, in: area.inset(top: 1), on: &canvas) }
    let top = max(2, (run + twin).max() ?? 1)
    for expert in 0..<count {
      let row = area.row(expert + 1)
      canvas.text(
        String(expert), in: Rect(x: area.x, y: row.y, width: label, height: 1), style: theme[.axis], alignment: .right)
      for (x, loads, series) in [(first, run, 0), (second, twin, 1)] where expert < loads.count {
        let load = loads[expert]
        canvas.text(
          barText(load / top, width: bar, glyphs: theme.glyphs), x: x, y: row.y, style: theme.series(series).style)
        let text = load > 0 ? decimal(load, 2) + theme.glyphs.times : "none"
        canvas.text(
          text, in: Rect(x: x + bar, y: row.y, width: 6, height: 1),
          style: theme[load > 0 ? (load >= ExpertHealth.hotLoad ? .expertHot : .value) : .expertDead],
          alignment: .right)
      }
    }
  }

  /// Too many experts for a row each: one sign an expert, the run's above the twin's.
  private func drawLevels(_ count: Int, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let width = max(1, area.width - 6)
    let top = max(2, (figures.run.loads + figures.twin.loads).max() ?? 1)
    var y = area.y
    for start in stride(from: 0, to: count, by: width) where y + 1 < area.maxY {
      for (name, loads, series) in [("run", figures.run.loads, 0), ("twin", figures.twin.loads, 1)] {
        canvas.text(name, x: area.x, y: y, style: theme[.muted])
        for (column, load) in loads.dropFirst(start).prefix(width).enumerated() {
          let levels = theme.glyphs.levels
          let level = min(levels.count - 1, max(0, Int(load / top * Double(levels.count))))
          canvas.text(
            load > 0 ? levels[level] : theme.glyphs.slot, x: area.x + 5 + column, y: y,
            style: theme.series(series).style)
        }
        y += 1
      }
      y += 1
    }
  }
}
