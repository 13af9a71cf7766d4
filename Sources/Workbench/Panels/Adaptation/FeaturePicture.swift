internal import TerminalUI

/// The map of features with its list of classes and its key.
struct FeaturePicture {
  let map: FeatureMap
  /// The class that stands out; nil shows all alike.
  let chosen: Int?
  let showsLetters: Bool
  let showsPairs: Bool

  func draw(in area: Rect, on canvas: inout Canvas) {
    let hasList = area.width >= 62 && area.height >= 6
    let names = map.classes.map { displayWidth(of: sanitized($0)) }.max() ?? 0
    let (plot, list) = area.splitRight(hasList ? min(area.width / 4, max(20, min(30, names + 6))) : 0)
    let lines = key(canvas.theme)
    // The key stands below the list of classes, or in a line below the map.
    let isBeside = hasList && list.height >= map.classes.count + lines.count + 1
    let (upper, foot) = plot.splitBottom(isBeside || area.height < 5 ? 0 : 1)
    drawMap(in: upper.inset(right: hasList ? 2 : 0), on: &canvas)
    if isBeside {
      canvas.draw(Paragraph(lines), in: list.splitBottom(lines.count).bottom)
      drawClasses(in: list.splitTop(map.classes.count).top, on: &canvas)
    } else {
      drawClasses(in: list.inset(bottom: 1), on: &canvas)
      let row = hasList ? area.row(area.height - 1) : foot
      if hasList { canvas.fill(row, style: canvas.theme[.text]) }
      drawKey(in: row, on: &canvas)
    }
  }

  // MARK: The map

  private func drawMap(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let lines = hasLines(theme) ? pairs : []
    canvas.draw(ScatterPlot(points(theme), lines: lines, showsAxes: false), in: area)
  }

  /// Later points are drawn above earlier ones: what stands out is last.
  private func points(_ theme: Theme) -> [ScatterPlot.Point] {
    let order: [FeatureMap.Kind] = [.unlabelled, .outlier, .hard, .easy, .labelled]
    let sorted = order.flatMap { kind in map.points.filter { $0.kind == kind } }
    let others = sorted.filter { isFaint($0) }.map { point in
      ScatterPlot.Point(x: point.x, y: point.y, glyph: theme.glyphs.slot, role: .axis)
    }
    let members = sorted.filter { !isFaint($0) }.map { point in
      ScatterPlot.Point(x: point.x, y: point.y, glyph: glyph(point, theme), style: style(point, theme))
    }
    let prototypes = map.prototypes.sorted { isFaint($0) && !isFaint($1) }.map { point in
      ScatterPlot.Point(
        x: point.x, y: point.y, glyph: letter(point.classIndex, isCapital: point.kind.isTarget),
        style: isFaint(point) ? theme[.muted] : style(point, theme).adding([.reverse, .bold]))
    }
    return others + members + prototypes
  }

  private func isFaint(_ point: FeatureMap.Point) -> Bool { chosen != nil && point.classIndex != chosen }

  private func style(_ point: FeatureMap.Point, _ theme: Theme) -> Style {
    let style = point.classIndex.map { theme.series($0).style } ?? theme[.muted]
    return point.kind == .labelled ? style.adding(.bold) : style
  }

  private func glyph(_ point: FeatureMap.Point, _ theme: Theme) -> String {
    showsLetters ? letter(point.classIndex, isCapital: point.kind.isTarget) : Self.shape(point.kind, theme.glyphs)
  }

  /// Round is source, pointed is target; the emptier, the less is known of it.
  static func shape(_ kind: FeatureMap.Kind, _ glyphs: Glyphs) -> String {
    switch kind {
    case .labelled: glyphs.isUnicode ? "●" : "O"
    case .unlabelled: glyphs.isUnicode ? "○" : "o"
    case .easy: glyphs.isUnicode ? "◆" : "*"
    case .hard: glyphs.isUnicode ? "◇" : "+"
    case .outlier: glyphs.isUnicode ? "×" : "x"
    }
  }

  /// After the last letter they begin again.
  private func letter(_ index: Int?, isCapital: Bool) -> String {
    guard let index else { return "?" }
    let letters = Array(isCapital ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "abcdefghijklmnopqrstuvwxyz")
    return String(letters[index % letters.count])
  }

  /// Lines between mixed pictures in the colour of their class; with a class that stands out only its own.
  private var pairs: [ChartSeries] {
    map.pairs.compactMap { pair in
      let classes = [pair.first, pair.second].map { map.classIndex(nearestTo: $0) }
      if let chosen, !classes.contains(chosen) { return nil }
      let (left, right) = pair.first.x <= pair.second.x ? (pair.first, pair.second) : (pair.second, pair.first)
      return ChartSeries(
        "", xs: [left.x, right.x], ys: [left.y, right.y], colorIndex: (chosen ?? classes[0]) ?? 0, isFaint: true,
        isDotted: pair.isInside)
    }
  }

  /// Lines of letters would look like pictures.
  private func hasLines(_ theme: Theme) -> Bool { showsPairs && !map.pairs.isEmpty && theme.glyphs.isUnicode }

  // MARK: List and key

  private func drawClasses(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard !area.isEmpty else { return }
    let first = Table.visibleOffset(0, selected: chosen, count: map.classes.count, height: area.height)
    for (line, index) in (first..<min(map.classes.count, first + area.height)).enumerated() {
      let row = area.row(line)
      let isFaint = chosen.map { $0 != index } ?? false
      let style = isFaint ? theme[.muted] : theme.series(index).style
      let letters = letter(index, isCapital: false) + letter(index, isCapital: true)
      let spans = [
        Span(index == chosen ? theme.glyphs.pointer : " ", theme[.key]),
        Span(letters, isFaint ? style : style.adding([.reverse, .bold])),
        Span(" " + theme.glyphs.printable(truncated(sanitized(map.classes[index]), to: max(1, row.width - 4))), style),
      ]
      canvas.line(spans, x: row.x, y: row.y, limit: row.width)
    }
  }

  /// What shapes mean: all of it in lines.
  private func key(_ theme: Theme) -> [[Span]] {
    func shape(_ kind: FeatureMap.Kind) -> Span { Span(Self.shape(kind, theme.glyphs) + " ", theme[.value]) }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    var lines: [[Span]] = [[]]
    if showsLetters {
      lines += [[Span(" abc ", theme[.value]), word("source")], [Span(" ABC ", theme[.value]), word("target")]]
    } else {
      lines += [
        [word(" source "), shape(.labelled), word("labelled")], [word("        "), shape(.unlabelled), word("not")],
        [word(" target "), shape(.easy), word("easy")], [word("        "), shape(.hard), word("hard")],
        [word("        "), shape(.outlier), word("outlier")],
      ]
    }
    if !map.prototypes.isEmpty {
      lines.append([Span(" ", theme[.text]), Span("aA", theme[.value].adding([.reverse, .bold])), word(" prototypes")])
    }
    if hasLines(theme) {
      lines.append([Span(" ── ", theme[.value]), word("mixed: X-VD")])
      lines.append([Span(" ┈┈ ", theme[.value]), word("mixed: I-VD")])
    }
    return lines
  }

  /// The same in one line.
  private func drawKey(in row: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    func shapes(_ kinds: [FeatureMap.Kind]) -> [Span] {
      [Span(kinds.map { Self.shape($0, theme.glyphs) }.joined(separator: " "), theme[.value])]
    }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    var items: [StatusLine.Item] = []
    if showsLetters {
      items.append(.init([Span("abc", theme[.value]), word(" source")], priority: 9))
      items.append(.init([Span("ABC", theme[.value]), word(" target")], priority: 9))
    } else {
      items.append(.init(shapes([.labelled, .unlabelled]) + [word(" source")], priority: 9))
      items.append(.init(shapes([.easy, .hard, .outlier]) + [word(" target: easy, hard, outlier")], priority: 8))
    }
    if !map.prototypes.isEmpty {
      items.append(.init([Span("aA", theme[.value].adding([.reverse, .bold])), word(" prototypes")], priority: 7))
    }
    if hasLines(theme) {
      items.append(.init([Span("──", theme[.value]), word(" X-VD")], priority: 5))
      items.append(.init([Span("┈┈", theme[.value]), word(" I-VD")], priority: 5))
    }
    canvas.draw(StatusLine(left: items, role: .text, gap: 2), in: row.widened)
  }
}
