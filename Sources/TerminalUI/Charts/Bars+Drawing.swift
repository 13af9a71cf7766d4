extension Bars {
  /// Rows that the chart needs, scale included.
  public var height: Int { bars.count + (showsScale ? 1 : 0) }

  /// Paints scale, bars, lines and tails.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let labelWidth = min(area.width / 3, bars.map { displayWidth(of: $0.label) }.max() ?? 0)
    let tailWidth = bars.map { $0.tail.reduce(0) { $0 + displayWidth(of: $1.text) } }.max() ?? 0
    let hasTail = tailWidth > 0 && area.width - labelWidth - tailWidth - 5 >= 12
    let plot = area.inset(left: labelWidth + 2, right: hasTail ? tailWidth + 2 : 0)
    let scale = resolvedScale
    let lines = [(capacity, theme.glyphs.capacityLine, Role.capacity), (fair, theme.glyphs.fairLine, Role.fair)]
    var body = area
    if showsScale, area.height > 1 {
      drawScale(plot.row(0), scale: scale, on: &canvas)
      body = area.inset(top: 1)
    }
    let first = Table.visibleOffset(offset, selected: selected, count: bars.count, height: body.height)
    for (line, index) in (first..<min(bars.count, first + body.height)).enumerated() {
      let bar = bars[index]
      let row = body.row(line)
      canvas.text(bar.label, in: row.splitLeft(labelWidth).left, style: theme[bar.role], alignment: .right)
      draw(bar, in: Rect(x: plot.x, y: row.y, width: plot.width, height: 1), scale: scale, lines: lines, on: &canvas)
      if hasTail { canvas.line(bar.tail, x: plot.maxX + 2, y: row.y, limit: tailWidth) }
      if index == selected { canvas.highlight(Rect(x: row.x, y: row.y, width: labelWidth + 1, height: 1)) }
    }
  }

  /// The value at the right end of the plot.
  private var resolvedScale: Double {
    if let scale, scale > 0, scale.isFinite { return scale }
    let longest =
      bars.map { bar in
        max(
          bar.parts.total, capacity ?? 0,
          bar.overflow.isEmpty ? 0 : max(capacity ?? 0, bar.parts.total) + bar.overflow.total)
      }.max() ?? 0
    return max(longest, capacity ?? 0, fair ?? 0, .leastNormalMagnitude)
  }

  /// The column of the plot in which a value's line stands; `nil` beyond the plot.
  static func column(_ value: Double, scale: Double, width: Int) -> Int? {
    guard value.isFinite, value >= 0, scale > 0, width > 0 else { return nil }
    let position = value / scale * Double(width)
    guard position <= Double(width) else { return nil }
    return min(width - 1, Int(position))
  }

  private func drawScale(_ row: Rect, scale: Double, on canvas: inout Canvas) {
    let style = canvas.theme[.axis]
    canvas.text("0", x: row.x, y: row.y, style: style)
    var free = row.x + 2
    for (value, name) in [(fair, "fair"), (capacity, "capacity")] {
      guard let value, let column = Bars.column(value, scale: scale, width: row.width) else { continue }
      let x = max(free, min(row.x + column, row.maxX - name.count))
      guard x + name.count <= row.maxX else { continue }
      free = x + canvas.text(name, x: x, y: row.y, style: style) + 1
    }
  }

  private func draw(
    _ bar: Bar, in row: Rect, scale: Double, lines: [(Double?, String, Role)], on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    let capacityColumn = capacity.flatMap { Bars.column($0, scale: scale, width: row.width) }
    let limit = capacityColumn ?? row.width
    // Empty slots up to the capacity line, then the parts over them.
    if let capacityColumn {
      canvas.fill(row.splitLeft(capacityColumn).left, theme.pattern(.padded), style: theme[.padded])
    }
    drawParts(bar.parts, in: row.splitLeft(limit).left, scale: scale, width: row.width, on: &canvas)
    for (value, glyph, role) in lines {
      guard let value, let column = Bars.column(value, scale: scale, width: row.width) else { continue }
      // The fair share is seen where slots are empty; over a bar it would hide its end.
      let isOverBar =
        role == .fair && canvas.buffer[row.x + column, row.y].text != theme.glyphs.slot
        && canvas.buffer[row.x + column, row.y].text != " "
      if !isOverBar { canvas.text(glyph, x: row.x + column, y: row.y, style: theme[role]) }
    }
    let beyond = capacityColumn.map { $0 + 1 } ?? min(row.width, Int(bar.parts.total / scale * Double(row.width)))
    drawParts(bar.overflow, in: row.inset(left: beyond), scale: scale, width: row.width, on: &canvas)
  }

  /// Paints parts side by side; each ends at the rounded sum, so that rounding never adds up.
  private func drawParts(_ parts: [Part], in row: Rect, scale: Double, width: Int, on canvas: inout Canvas) {
    let theme = canvas.theme
    var sum = 0.0
    var start = 0
    for part in parts where part.value.isFinite && part.value > 0 {
      sum += part.value
      let eighths = max(start * 8, Int(min(Double(row.width), sum / scale * Double(width)) * 8 + 0.5))
      let glyph = theme.pattern(part.role)
      let isSolid = glyph == theme.glyphs.eighths[7]
      let whole = isSolid ? eighths / 8 : (eighths + 4) / 8
      for x in start..<max(start, whole) { canvas.text(glyph, x: row.x + x, y: row.y, style: theme[part.role]) }
      var end = whole
      if isSolid, eighths % 8 > 0, whole < row.width {
        let rest = theme.glyphs.eighths[eighths % 8 - 1]
        if !rest.isEmpty {
          canvas.text(rest, x: row.x + whole, y: row.y, style: theme[part.role])
          end += 1
        }
      } else if whole == start, start < row.width {
        // Something that is there is never invisible.
        canvas.text(glyph, x: row.x + start, y: row.y, style: theme[part.role])
        end = start + 1
      }
      start = max(start, end)
    }
  }
}

extension [Bars.Part] {
  var total: Double { reduce(0) { $0 + ($1.value.isFinite ? Swift.max(0, $1.value) : 0) } }
}
