extension LineChart {
  /// Paints axes, marks, lines, cursor and legend.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard let geometry = geometry(in: area) else {
      let isLog = yScale == .log && series.contains { $0.ys.contains(where: \.isFinite) }
      let text = isLog ? "no positive values" : emptyText
      canvas.text(text, in: area.row(area.height / 2), style: canvas.theme[.muted], alignment: .center)
      return
    }
    drawAxes(geometry, area: area, on: &canvas)
    drawMarkers(geometry, on: &canvas)
    if let column = cursor.flatMap({ geometry.column($0) }) {
      for y in geometry.plot.rows {
        canvas.text(canvas.theme.glyphs.capacityLine, x: column, y: y, style: canvas.theme[.cursor])
      }
    }
    drawLines(geometry, on: &canvas)
    if showsLegend { drawLegend(geometry, on: &canvas) }
  }

  private func drawAxes(_ geometry: ChartGeometry, area: Rect, on canvas: inout Canvas) {
    let plot = geometry.plot
    let style = canvas.theme[.axis]
    if plot.x > area.x {
      for tick in ticks(geometry.yRange, scale: yScale, atMost: LineChart.yTickCount(plot.height)) {
        guard let y = geometry.row(tick.value) else { continue }
        canvas.text(
          tick.label, in: Rect(x: area.x, y: y, width: plot.x - area.x - 1, height: 1), style: style, alignment: .right)
      }
    }
    guard plot.maxY < area.maxY else { return }
    let cursorColumn = cursor.flatMap { geometry.column($0) }
    var free = area.x
    for tick in ticks(geometry.xRange, scale: xScale, atMost: max(2, plot.width / 10)) {
      guard let column = geometry.column(tick.value) else { continue }
      let width = displayWidth(of: tick.label)
      let x = min(column - width / 2, area.maxX - width)
      guard x >= free, x >= area.x else { continue }
      canvas.text(tick.label, x: x, y: plot.maxY, style: style)
      free = x + width + 2
    }
    if let cursor, let cursorColumn {
      let label = tickLabel(cursor, step: cursor == cursor.rounded() ? 1 : 0)
      let width = displayWidth(of: label)
      let x = max(area.x, min(cursorColumn - width / 2, area.maxX - width))
      // Labels that the cursor's value would touch are cleared, so that no number seems longer than it is.
      let place = Rect(x: x, y: plot.maxY, width: width, height: 1)
      clearTouching(place, in: area, on: &canvas)
      canvas.text(label, in: place, style: canvas.theme[.cursor])
    }
  }

  private func clearTouching(_ place: Rect, in area: Rect, on canvas: inout Canvas) {
    var (left, right) = (place.x, place.maxX)
    while left > area.x, canvas.buffer[left - 1, place.y].text != " " { left -= 1 }
    while right < area.maxX, canvas.buffer[right, place.y].text != " " { right += 1 }
    canvas.fill(Rect(x: left, y: place.y, width: right - left, height: 1), style: canvas.theme[.axis])
  }

  private func drawMarkers(_ geometry: ChartGeometry, on canvas: inout Canvas) {
    let plot = geometry.plot
    for marker in markers {
      guard let column = geometry.column(marker.x) else { continue }
      for y in plot.rows {
        canvas.text(canvas.theme.glyphs.fairLine, x: column, y: y, style: canvas.theme[marker.role])
      }
      let room = plot.maxX - column - 1
      canvas.text(
        marker.label, in: Rect(x: column + 1, y: plot.y, width: min(room, 16), height: 1),
        style: canvas.theme[marker.role])
    }
  }

  private func drawLines(_ geometry: ChartGeometry, on canvas: inout Canvas) {
    let plot = geometry.plot
    let theme = canvas.theme
    // Two layers: where a line runs, the faint dots behind it are left out, so that it stays thin.
    var faint = DotRaster(plot.size, glyphs: theme.glyphs)
    var raster = faint
    for (index, series) in series.enumerated() {
      if series.isFaint {
        draw(series, index, geometry, into: &faint)
      } else {
        draw(series, index, geometry, into: &raster)
      }
    }
    for y in 0..<plot.height {
      for x in 0..<plot.width {
        guard let (glyph, owner) = raster.cell(x, y) ?? faint.cell(x, y) else { continue }
        let look = theme.series(series[owner].colorIndex)
        var style = look.style
        if series[owner].isFaint { style.attributes.insert(.dim) }
        // Without dots, and without colours, a line's own glyph tells it apart.
        let mark = theme.series(series[owner].glyphIndex ?? series[owner].colorIndex).glyph
        canvas.text(theme.glyphs == .ascii ? mark : glyph, x: plot.x + x, y: plot.y + y, style: style)
      }
    }
    drawMarks(geometry, on: &canvas)
  }

  /// The legend's glyphs on the lines themselves, so that lines are told apart without colours: at their right ends, and
  /// where there are no colours at places along them too.
  private func drawMarks(_ geometry: ChartGeometry, on canvas: inout Canvas) {
    let theme = canvas.theme
    let shown = series.filter { !$0.isFaint && !$0.name.isEmpty }
    guard shown.count > 1, geometry.plot.height >= 3, geometry.plot.width >= 12 else { return }
    for (place, series) in shown.enumerated() {
      let visible = series.indices(in: geometry.xRange).filter {
        geometry.column(series.xs[$0]) != nil && geometry.row(series.ys[$0]) != nil
      }
      guard let last = visible.last else { continue }
      var marks = [last]
      if theme.depth == .mono, visible.count >= 8 {
        // Each line has its own places, so that marks of lines that run together do not cover each other.
        let step = visible.count / 3
        marks += [0, 1].map { visible[min(visible.count - 1, $0 * step + step * (place + 1) / (shown.count + 1))] }
      }
      let look = (
        style: theme.series(series.colorIndex).style, glyph: theme.series(series.glyphIndex ?? series.colorIndex).glyph
      )
      for mark in marks {
        guard let x = geometry.column(series.xs[mark]), let y = geometry.row(series.ys[mark]) else { continue }
        canvas.text(look.glyph, x: x, y: y, style: look.style)
      }
    }
  }

  private func draw(_ series: ChartSeries, _ owner: Int, _ geometry: ChartGeometry, into raster: inout DotRaster) {
    var last: (x: Double, y: Double)?
    let every = series.isDotted ? 2 * raster.dotsAcross : 1
    for index in series.indices(in: geometry.xRange) {
      guard let x = geometry.shareX(series.xs[index]), let y = geometry.shareY(series.ys[index]) else {
        last = nil
        continue
      }
      // The last dot also has the share 1, as the last column has for `geometry.column`.
      let place = (
        x: x == 1 ? Double(raster.width) - 0.01 : x * Double(raster.width),
        y: y == 0 ? Double(raster.height) - 0.01 : (1 - y) * Double(raster.height)
      )
      raster.line(last ?? place, place, owner: owner, every: every)
      last = place
    }
  }

  private func drawLegend(_ geometry: ChartGeometry, on canvas: inout Canvas) {
    let plot = geometry.plot
    let shown = series.filter { !$0.isFaint && !$0.name.isEmpty }
    let width = min(legendWidth, (shown.map { displayWidth(of: $0.name) }.max() ?? 0) + 2)
    guard shown.count > 1 else { return }
    guard plot.width >= 2 * width, plot.height > shown.count + 1 else {
      return drawLegendRow(shown, geometry, on: &canvas)
    }
    let place = Self.emptiestCorner(of: plot, width: width, height: shown.count, on: canvas)
    canvas.fill(place, style: canvas.theme[.text])
    for (line, series) in shown.enumerated() {
      let glyph = canvas.theme.series(series.glyphIndex ?? series.colorIndex).glyph
      let row = Rect(x: place.x, y: place.y + line, width: width, height: 1)
      canvas.text(glyph, x: row.x, y: row.y, style: canvas.theme.series(series.colorIndex).style)
      canvas.text(series.name, in: row.inset(left: 2), style: canvas.theme[.text])
    }
  }

  /// A low chart has its legend in one row, above or below the lines, whichever hides less of them.
  private func drawLegendRow(_ shown: [ChartSeries], _ geometry: ChartGeometry, on canvas: inout Canvas) {
    let plot = geometry.plot
    guard plot.height >= 3 else { return }
    let entries = shown.map { series in
      let look = canvas.theme.series(series.colorIndex)
      return [Span(look.glyph, look.style), Span(" " + truncated(series.name, to: 16) + "  ", canvas.theme[.text])]
    }
    let width = entries.joined().reduce(0) { $0 + displayWidth(of: $1.text) } - 2
    guard width <= plot.width else { return }
    func place(_ y: Int) -> Rect { Rect(x: plot.maxX - width, y: y, width: width, height: 1) }
    func hidden(_ y: Int) -> Int { place(y).columns.count { canvas.buffer[$0, y].text != " " } }
    let row = place(hidden(plot.y) <= hidden(plot.maxY - 1) ? plot.y : plot.maxY - 1)
    canvas.fill(row, style: canvas.theme[.text])
    canvas.line(Array(entries.joined()), x: row.x, y: row.y, limit: width)
  }

  /// The corner in which a legend of this size hides the least; of equal ones the first of top right, top left, bottom
  /// right and bottom left.
  private static func emptiestCorner(of plot: Rect, width: Int, height: Int, on canvas: Canvas) -> Rect {
    let corners = [plot.y, plot.maxY - height].flatMap { y in
      [plot.maxX - width, plot.x].map { Rect(x: $0, y: y, width: width, height: height) }
    }
    func hidden(_ place: Rect) -> Int {
      place.rows.reduce(0) { sum, y in
        sum + (place.x..<place.maxX).count { canvas.buffer[$0, y].text != " " }
      }
    }
    return corners.min { hidden($0) < hidden($1) } ?? plot
  }
}
