extension HeatMap {
  /// Rows that the map needs, column names included.
  public var height: Int { levels.count + (columnLabels.isEmpty ? 0 : 1) }

  /// Paints names, cells and notes. Cells become narrower, then lose their gaps, before notes give way.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let columns = levels.map(\.count).max() ?? 0
    guard columns > 0 else { return }
    let labelWidth = min(area.width / 3, rowLabels.map { displayWidth(of: $0) }.max() ?? 0)
    let noteWidth = rowNotes.map { $0.reduce(0) { $0 + displayWidth(of: $1.text) } }.max() ?? 0
    let left = labelWidth + (labelWidth > 0 ? 1 : 0)
    var room = area.width - left
    var showsNotes = noteWidth > 0 && room - noteWidth - 2 >= columns
    if showsNotes { room -= noteWidth + 2 }
    let pitch = min(max(1, cellWidth) + 1, max(1, room / columns))
    let cell = pitch > 2 ? pitch - 1 : pitch
    if pitch * columns > room { showsNotes = false }
    let textWidth = texts.joined().map { displayWidth(of: $0) }.max() ?? 0
    // Colour, a space, the number: without room for all three the colour alone is shown.
    let swatch = textWidth > 0 && cell >= textWidth + 2 ? min(4, cell - textWidth - 1) : cell
    let ramp = theme.ramp(ramp, levels: levelCount)
    let grid = area.inset(left: left)
    var body = grid
    if !columnLabels.isEmpty, area.height > 1 {
      drawColumnLabels(grid.row(0), pitch: pitch, cell: cell, columns: columns, on: &canvas)
      body = grid.inset(top: 1)
    }
    let first = Table.visibleOffset(0, selected: selected?.row, count: levels.count, height: body.height)
    let firstColumn = Table.visibleOffset(0, selected: selected?.column, count: columns, height: max(1, room / pitch))
    for (line, index) in (first..<min(levels.count, first + body.height)).enumerated() {
      let row = body.row(line)
      if index < rowLabels.count {
        canvas.text(
          rowLabels[index], in: Rect(x: area.x, y: row.y, width: labelWidth, height: 1),
          style: theme[selected?.row == index ? .title : .axis], alignment: .right)
      }
      for column in firstColumn..<max(firstColumn, min(levels[index].count, firstColumn + max(1, room / pitch))) {
        let place = Rect(x: row.x + (column - firstColumn) * pitch, y: row.y, width: cell, height: 1)
        let isSelected = selected?.row == index && selected?.column == column
        drawCell(levels[index][column], isSelected, place.splitLeft(swatch).left, ramp, on: &canvas)
        guard swatch < cell, index < texts.count, column < texts[index].count else { continue }
        let number = Rect(x: place.x + swatch + 1, y: place.y, width: textWidth, height: 1).intersection(place)
        let style = isSelected ? theme[.cursor].adding(.bold) : theme[.value]
        canvas.text(texts[index][column], in: number, style: style, alignment: .right)
      }
      if showsNotes, index < rowNotes.count {
        canvas.line(rowNotes[index], x: row.x + pitch * columns + 1, y: row.y, limit: noteWidth)
      }
    }
  }

  private func drawCell(_ level: Int, _ isSelected: Bool, _ place: Rect, _ ramp: [RampStep], on canvas: inout Canvas) {
    if level == HeatMap.blankLevel {
      canvas.fill(place, style: canvas.theme[.text])
    } else if level < 0 || ramp.isEmpty {
      canvas.fill(place, canvas.theme.glyphs.isUnicode ? "╳" : "?", style: canvas.theme[.muted])
    } else {
      let step = ramp[min(level, ramp.count - 1)]
      canvas.fill(place, step.glyph, style: step.style)
    }
    guard isSelected else { return }
    let cursor = canvas.theme[.cursor].adding(.bold)
    if place.width >= 3 {
      canvas.text("[", x: place.x, y: place.y, style: cursor)
      canvas.text("]", x: place.maxX - 1, y: place.y, style: cursor)
    } else {
      canvas.fill(place, canvas.theme.glyphs.isUnicode ? "◆" : "@", style: cursor)
    }
  }

  /// Names of columns; where they are wider than the cells only every second, fifth … is shown.
  private func drawColumnLabels(_ row: Rect, pitch: Int, cell: Int, columns: Int, on canvas: inout Canvas) {
    let longest = columnLabels.map { displayWidth(of: $0) }.max() ?? 1
    let stride = [1, 2, 5, 10, 20, 50, 100].first { $0 * pitch > longest } ?? 100
    for column in Swift.stride(from: 0, to: min(columns, columnLabels.count), by: stride) {
      let width = max(cell, displayWidth(of: columnLabels[column]))
      let place = Rect(x: row.x + column * pitch, y: row.y, width: width, height: 1).intersection(row)
      canvas.text(
        columnLabels[column], in: place, style: canvas.theme[selected?.column == column ? .title : .axis],
        alignment: stride == 1 ? .center : .left)
    }
  }
}
