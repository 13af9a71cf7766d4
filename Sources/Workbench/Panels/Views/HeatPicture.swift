internal import Experiment
internal import Foundation
internal import TerminalUI

/// A heat map with what its rows and columns mean above it and its scale below it.
struct HeatPicture {
  /// What a value is.
  enum Measure: Equatable {
    /// A part of something; colours go from 0 to the largest.
    case share
    /// Times as much as by chance; colours go from a quarter over 1 to four times.
    case lift
  }

  static let levelCount = 8

  /// Row after row; NaN where there is nothing to say.
  var values: [[Double]]
  var measure = Measure.share
  /// What rows, columns and values are.
  var caption: String
  var rowLabels: [String]
  var columnLabels: [String]
  var rowNotes: [[Span]] = []
  /// The chosen cell, −1 for none.
  var selected: (row: Int, column: Int)?
  /// What is said at the left of the last line: the chosen cell in words.
  var remark: [Span] = []
  /// Whether cells also have a number, where there is room.
  var hasNumbers = true

  /// Rows of the area that are not the map's own.
  private func frame(_ height: Int) -> (caption: Bool, foot: Bool) { (height >= 5, height >= 4) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let frame = frame(area.height)
    var body = area
    if frame.caption {
      canvas.text(theme.glyphs.printable(caption), in: area.row(0), style: theme[.muted])
      body = body.inset(top: 1)
    }
    let columns = values.map(\.count).max() ?? 0
    let labels = rowLabels.map { theme.glyphs.printable($0) }
    let heads = columnLabels.map { theme.glyphs.printable(truncated($0, to: 12)) }
    let widest = heads.map { displayWidth(of: $0) }.max() ?? 1
    let map = HeatMap(
      levels: levels, levelCount: HeatPicture.levelCount, rowLabels: labels, columnLabels: heads, rowNotes: rowNotes,
      texts: hasNumbers ? values.map { $0.map(text) } : [], ramp: ramp,
      cellWidth: max(widest, hasNumbers ? 7 : area.width >= columns * 5 + 24 ? 4 : 3), selected: selected)
    let foot = frame.foot ? 1 : 0
    let (upper, _) = body.splitBottom(foot)
    canvas.draw(map, in: upper)
    guard frame.foot else { return }
    // The scale stands below the map, not at the far end of a high panel.
    let row = upper.height > map.height + 1 ? body.row(map.height + 1) : body.row(body.height - 1)
    let legend = self.legend(theme)
    canvas.draw(legend, in: row)
    canvas.draw(Paragraph([remark]), in: row.splitRight(legend.width <= row.width ? legend.width + 2 : 0).rest)
  }

  /// Rows that all of it needs.
  var height: Int { values.count + 4 }

  private var ramp: Ramp { measure == .lift ? .diverging : .sequential }

  private var top: Double { values.joined().lazy.filter(\.isFinite).max() ?? 0 }

  private var levels: [[Int]] {
    let top = top
    return values.map { row in
      row.map { value in
        guard value.isFinite else { return -1 }
        let share = measure == .lift ? 0.5 + log2(max(value, 1e-9)) / 4 : top > 0 ? value / top : 0
        return min(HeatPicture.levelCount - 1, max(0, Int(share * Double(HeatPicture.levelCount))))
      }
    }
  }

  private func text(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    return measure == .lift ? decimal(min(value, 99), 1) : decimal(value * 100, 0)
  }

  private func legend(_ theme: Theme) -> HeatLegend {
    let times = theme.glyphs.times
    let (low, high) = measure == .lift ? ("0.25" + times, "4" + times) : ("0 %", decimal(top * 100, 0) + " %")
    return HeatLegend(low: low, high: high, ramp: ramp, levelCount: HeatPicture.levelCount)
  }
}

/// Says in the middle of an area why there is nothing else in it.
func drawNothing(_ text: String, in area: Rect, on canvas: inout Canvas) {
  let lines = wrapped(canvas.theme.glyphs.printable(text), to: max(1, min(area.width, 64)))
  let top = max(0, (area.height - lines.count) / 2)
  for (line, text) in lines.enumerated() {
    canvas.text(text, in: area.row(top + line), style: canvas.theme[.muted], alignment: .center)
  }
}

extension CommandID {
  static let cellUp: CommandID = "cell.up"
  static let cellDown: CommandID = "cell.down"
  static let cellLeft: CommandID = "cell.left"
  static let cellRight: CommandID = "cell.right"
  static let normalize: CommandID = "normalize"
}

extension PanelView {
  /// The arrows, and the letters that stand for them.
  func arrows(vertical: String, horizontal: String, rank: Int = 12) -> [Binding] {
    [
      binding([.up, .character("k")], .cellUp, vertical, "\(vertical) above", rank: rank),
      binding([.down, .character("j")], .cellDown, vertical, "\(vertical) below"),
      binding(
        [.left, .character("h")], .cellLeft, horizontal, "\(horizontal) to the left, or previous", rank: rank + 1),
      binding([.right, .character("l")], .cellRight, horizontal, "\(horizontal) to the right, or next"),
    ]
  }

  /// The name of the chosen layer for a frame.
  func layerName(_ shared: Shared) -> String { shared.layer.map { "layer \($0.layer)\($0.part)" } ?? "" }
}
