internal import Experiment
internal import Foundation
internal import Sessions
internal import TerminalUI

/// A heat map with what its rows and columns mean above it and its scale below it.
struct HeatPicture {
  /// What a value is.
  enum Measure: Equatable {
    /// A part of something; colours go from 0 to the largest.
    case share
    /// Times as much as by chance; colours go from a quarter over 1 to four times.
    case lift
    /// More or less than something else; colours go from as much less over nothing to as much more.
    case difference(Double)
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
  /// Whether nothing stands where row and column are the same.
  var isDiagonalBlank = false

  /// Rows of the area that are not the map's own.
  private func frame(_ height: Int) -> (caption: Bool, foot: Bool) { (height >= 5 && !caption.isEmpty, height >= 4) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let frame = frame(area.height)
    var body = area
    if frame.caption {
      canvas.text(theme.glyphs.printable(caption), in: area.row(0), style: theme[.muted])
      body = body.inset(top: 1)
    }
    let map = map(theme)
    let (upper, _) = body.splitBottom(frame.foot ? 1 : 0)
    canvas.draw(map, in: upper)
    guard frame.foot else { return }
    // Scale and remark stand below the map, not at the far end of a high panel.
    let row = upper.height > map.height ? body.row(map.height) : body.row(body.height - 1)
    let legend = legend(theme)
    let (left, right) = row.inset(left: labelWidth + 1).splitLeft(legend.width)
    canvas.draw(legend, in: left)
    canvas.draw(Paragraph([remark]), in: right.inset(left: 3))
  }

  private var labelWidth: Int { rowLabels.map { displayWidth(of: $0) }.max() ?? 0 }

  private func map(_ theme: Theme) -> HeatMap {
    // Worked out once: a map may have very many cells.
    let places = places
    let heads = columnLabels.map { theme.glyphs.printable(truncated($0, to: 12)) }
    return HeatMap(
      levels: levels, levelCount: levelCount, rowLabels: rowLabels.map { theme.glyphs.printable($0) },
      columnLabels: heads, rowNotes: rowNotes, texts: values.map { $0.map { text($0, places: places) } },
      ramp: ramp, cellWidth: cellWidth, selected: selected)
  }

  private var cellWidth: Int { max(columnLabels.map { displayWidth(of: $0) }.max() ?? 1, 7) }

  /// Columns with which nothing gives way.
  var width: Int {
    let notes = rowNotes.map { $0.reduce(0) { $0 + displayWidth(of: $1.text) } }.max() ?? 0
    let map = labelWidth + 1 + (values.map(\.count).max() ?? 0) * (cellWidth + 1) + (notes > 0 ? notes + 2 : 0)
    return max(map, min(64, displayWidth(of: caption)))
  }

  /// Rows that all of it needs.
  var height: Int { values.count + (caption.isEmpty ? 2 : 3) }

  private var ramp: Ramp { measure == .share ? .sequential : .diverging }

  private var top: Double { values.joined().lazy.filter(\.isFinite).max() ?? 0 }

  /// Decimals of shares: small ones would else all look alike.
  private var places: Int { top < 0.1 ? 1 : 0 }

  /// Where a value lies between the ends of the scale, 0 to 1.
  private func position(_ value: Double, top: Double) -> Double {
    switch measure {
    case .share: top > 0 ? value / top : 0
    case .lift: 0.5 + log2(max(value, 1e-9)) / 4
    case .difference(let limit): 0.5 + value / (2 * limit)
    }
  }

  /// A difference has a level of its own for nothing.
  private var levelCount: Int {
    if case .difference = measure { HeatPicture.levelCount + 1 } else { HeatPicture.levelCount }
  }

  private var levels: [[Int]] {
    let (top, count) = (top, levelCount)
    return values.enumerated().map { row, line in
      line.enumerated().map { column, value in
        if isDiagonalBlank, row == column { return HeatMap.blankLevel }
        guard value.isFinite else { return -1 }
        return min(count - 1, max(0, Int(position(value, top: top) * Double(count))))
      }
    }
  }

  private func text(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return "" }
    switch measure {
    case .share: return decimal(value * 100, places)
    case .lift: return decimal(min(value, 99), 1)
    case .difference(let limit):
      let text = decimal(value, limit < 1 ? 2 : 1)
      return value > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
    }
  }

  private func legend(_ theme: Theme) -> HeatLegend {
    let times = theme.glyphs.times
    let (low, high) =
      switch measure {
      case .share: ("0 %", decimal(top * 100, places) + " %")
      case .lift: ("0.25" + times, "4" + times)
      case .difference(let limit): ("-" + decimal(limit, limit < 1 ? 2 : 0), "+" + decimal(limit, limit < 1 ? 2 : 0))
      }
    return HeatLegend(low: low, high: high, ramp: ramp, levelCount: levelCount)
  }
}

extension HeatPicture {
  /// Draws the first picture at the upper left, and the others beside and below it while there is room for them whole.
  ///
  /// - Parameter pictures: with a title each; a single one has none above it.
  static func draw(_ pictures: [(title: String, picture: HeatPicture)], in area: Rect, on canvas: inout Canvas) {
    guard let first = pictures.first else { return }
    let width = (pictures.map(\.picture.width).max() ?? 0) + 4
    let height = (pictures.map(\.picture.height).max() ?? 0) + 2
    let across = max(1, (area.width + 4) / max(1, width))
    let down = max(1, (area.height + 1) / max(1, height))
    guard across * down > 1, pictures.count > 1 else { return first.picture.draw(in: area, on: &canvas) }
    for (number, entry) in pictures.prefix(across * down).enumerated() {
      let place = Rect(
        x: area.x + number % across * width, y: area.y + number / across * height, width: width - 4, height: height - 1
      ).intersection(area)
      canvas.text(entry.title, in: place.row(0), style: canvas.theme[number == 0 ? .title : .muted])
      entry.picture.draw(in: place.inset(top: 1), on: &canvas)
    }
  }
}

extension DataTable {
  /// The values of heat maps, a row a cell; nil when there are no maps.
  ///
  /// - Parameters:
  ///   - pictures: with the layer of each.
  ///   - row: what the rows of the maps are.
  ///   - column: what their columns are.
  init?(_ pictures: [(title: String, picture: HeatPicture)], row: String, column: String) {
    guard !pictures.isEmpty else { return nil }
    var rows: [[Cell]] = []
    for (title, picture) in pictures {
      let layer = title.hasPrefix("layer ") ? String(title.dropFirst(6)) : title
      for (line, values) in picture.values.enumerated() {
        for (place, value) in values.enumerated()
        where line < picture.rowLabels.count && place < picture.columnLabels.count {
          rows.append([
            .text(layer), .text(picture.rowLabels[line]), .text(picture.columnLabels[place]), .double(value),
          ])
        }
      }
    }
    self.init(columns: ["layer", row, column, pictures[0].picture.measure == .lift ? "lift" : "share"], rows: rows)
  }

  /// Counts of tables, a row a cell; nil when there are no tables.
  init?(counts tables: [(layer: LayerHistory, table: CountTable)], row: String, column: String) {
    guard !tables.isEmpty else { return nil }
    let rows = tables.flatMap { layer, table in
      (0..<table.rows).flatMap { line in
        (0..<table.columns).map { place -> [Cell] in
          [
            .text("\(layer.layer)\(layer.part)"), .integer(line), .integer(place), .double(table.values[line][place]),
          ]
        }
      }
    }
    self.init(columns: ["layer", row, column, "count"], rows: rows)
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
  func arrows(vertical: String, horizontal: String, rank: Int = 12, horizontalRank: Int? = nil) -> [Binding] {
    [
      binding([.up, .character("k")], .cellUp, vertical, "\(vertical) above", rank: rank),
      binding([.down, .character("j")], .cellDown, vertical, "\(vertical) below"),
      binding(
        [.left, .character("h")], .cellLeft, horizontal, "\(horizontal) to the left, or previous",
        rank: horizontalRank ?? rank + 1),
      binding([.right, .character("l")], .cellRight, horizontal, "\(horizontal) to the right, or next"),
    ]
  }

  /// The arrows of a list: up and left are one way, down and right the other.
  func arrows(_ what: String, rank: Int = 12) -> [Binding] {
    [
      binding([.up, .character("k"), .left, .character("h")], .cellUp, what, "\(what) above, or previous", rank: rank),
      binding([.down, .character("j"), .right, .character("l")], .cellDown, what, "\(what) below, or next"),
    ]
  }

  /// The chosen layer's picture, then those of the other layers, in their order after it.
  func pictures(_ shared: Shared, _ picture: (LayerHistory) -> HeatPicture?) -> [(title: String, picture: HeatPicture)]
  {
    let layers = shared.run.state.layers
    return layers.indices.compactMap { offset in
      let layer = layers[(shared.selection.layer + offset) % layers.count]
      return picture(layer).map { ("layer \(layer.layer)\(layer.part)", $0) }
    }
  }

  /// The name of the chosen layer for a frame.
  func layerName(_ shared: Shared) -> String { shared.layer.map { "layer \($0.layer)\($0.part)" } ?? "" }
}
