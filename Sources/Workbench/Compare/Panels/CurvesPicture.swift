internal import Experiment
internal import TerminalUI

/// One measure of all runs over each other.
struct CurvesPicture {
  let state: CompareState
  let panel: ComparePanel
  let measure: CompareMeasure

  /// A run's line, and what stands beside its name.
  private struct Line {
    var place: Int
    var curve: Curve
    var value: Double?
  }

  /// Small facts for the panel's frame.
  var detail: String {
    var facts: [String] = []
    if state.isDifference { facts.append("less baseline") }
    if measure.isOfLayers { facts.append(state.layer.name) }
    if measure == .expertLoad, let base = state.comparison.base, base.state.layers.indices.contains(state.cell.row) {
      let layer = base.state.layers[state.cell.row]
      facts.append("layer \(layer.layer)\(layer.part) expert \(state.cell.column)")
    }
    if state.scale(measure) == .log { facts.append("log") }
    let factor = LossPanel.smoothings[state.smoothing]
    if factor > 0, !measure.isOfEvaluations, isSmoothed { facts.append("smooth " + decimal(factor, 2).dropFirst()) }
    facts.append("x: \(state.axis.rawValue)")
    if state.zoom > 0 { facts.append("×\(1 << state.zoom)") }
    return facts.joined(separator: " · ")
  }

  /// The panel's title with what it shows.
  var title: String { "\(panel.title): \(measure.rawValue)" }

  /// Counts are shown as they are.
  private var isSmoothed: Bool { measure != .dead && measure != .learningRate && measure != .memory }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let lines = lines
    let hasFoot = area.height >= 6
    let (upper, foot) = area.splitBottom(hasFoot ? 1 : 0)
    var (caption, plot) = upper.splitTop(upper.height >= 9 ? 1 : 0)
    let (remark, role) = remark
    // What must be known before losses are compared is said even where there is little room.
    if caption.isEmpty, role == .warn { (caption, plot) = upper.splitTop(1) }
    canvas.text(theme.glyphs.printable(remark), in: caption, style: theme[role])
    let shown = lines.filter { !$0.curve.xs.isEmpty }
    guard !shown.isEmpty else { return drawNothing(emptyText, in: plot, on: &canvas) }
    let labels = state.comparison.labels
    let longest = lines.map { displayWidth(of: sanitized(labels[$0.place])) }.max() ?? 0
    let width = min(28, longest) + (measure == .expertLoad ? 4 : 0)
    let texts = lines.map { theme.glyphs.printable(text($0.value)) }
    let digits = texts.map { displayWidth(of: $0) }.max() ?? 0
    let series = lines.enumerated().map { index, line in
      let number = state.partners[state.comparison.runs[line.place].path].map { " #\($0)" } ?? ""
      let room = width - (measure == .expertLoad ? 4 : 0)
      let name =
        fitted(theme.glyphs.printable(sanitized(labels[line.place])), to: room)
        + (measure == .expertLoad ? fitted(number, to: 4) : "")
      return self.series(
        line, name + " " + fitted(texts[index], to: digits, alignment: .right), theme, limit: 1000 << state.zoom)
    }
    let chart = LineChart(
      series, yScale: state.scale(measure), xRange: state.visible, cursor: state.cursor, markers: markers(lines),
      legendWidth: width + digits + 3, emptyText: emptyText)
    canvas.draw(chart, in: plot)
    if hasFoot { canvas.draw(readout(lines, theme), in: foot.widened) }
  }

  private var emptyText: String {
    if !state.comparison.isRead { return "reading" }
    if measure.isOfLayers, state.comparison.layers.isEmpty { return "these models have no experts" }
    return measure.isOfEvaluations ? "no evaluation tells it" : "no run tells it"
  }

  private func series(_ line: Line, _ name: String, _ theme: Theme, limit: Int) -> ChartSeries {
    let look = state.comparison.runs[line.place].look
    let points = thinned(xs: line.curve.xs, ys: line.curve.ys, to: limit)
    return ChartSeries(
      name, xs: points.xs, ys: points.ys, colorIndex: look, glyphIndex: theme.glyphIndex(ofRun: look))
  }

  /// The runs that are shown, the chosen one last: it is drawn above the others.
  private var lines: [Line] {
    let comparison = state.comparison
    let base = comparison.base.map { curve(of: $0) }
    var lines = comparison.runs.indices.filter { !comparison.runs[$0].isHidden }.map { place -> Line in
      var line = Line(place: place, curve: curve(of: comparison.runs[place]))
      if state.isDifference, let base { line.curve = line.curve.less(base) }
      line.value = state.cursor.map { line.curve.value(at: $0) } ?? line.curve.ys.last
      return line
    }
    if let chosen = lines.firstIndex(where: { $0.place == state.current }) { lines.append(lines.remove(at: chosen)) }
    return lines
  }

  private func curve(of run: ComparedRun) -> Curve {
    var curve =
      measure == .expertLoad
      ? expertLoad(of: run) : run.curve(measure, measure.isOfLayers ? state.layer : .all, over: state.axis)
    if !measure.isOfEvaluations, isSmoothed {
      curve.ys = smoothed(curve.ys, factor: LossPanel.smoothings[state.smoothing])
    }
    return curve
  }

  private func expertLoad(of run: ComparedRun) -> Curve {
    guard let base = state.comparison.base, base.state.layers.indices.contains(state.cell.row),
      let expert = state.partners[run.path]
    else { return Curve(xs: [], ys: []) }
    let layer = base.state.layers[state.cell.row]
    return run.load(layer: layer.layer, layer.part, expert: expert, over: state.axis)
  }

  /// Where a run's loss was not a number: its last such step.
  private func markers(_ lines: [Line]) -> [ChartMarker] {
    guard measure == .loss || measure == .gradientNorm else { return [] }
    let labels = state.comparison.labels
    return lines.compactMap { line in
      let run = state.comparison.runs[line.place]
      guard let bad = run.state.steps.loss.lastIndex(where: { !$0.isFinite }) else { return nil }
      let value = decimal(run.state.steps.loss[bad], 0)
      return ChartMarker(
        x: run.x(at: bad, over: state.axis), label: "\(value) \(sanitized(labels[line.place]))", role: .bad)
    }
  }

  /// What a value is, or why losses do not compare.
  private var remark: (String, Role) {
    let comparison = state.comparison
    if [.loss, .heldOut].contains(measure), !comparison.remark.isEmpty { return (comparison.remark, .warn) }
    if measure == .bits, !comparison.comparesText { return (comparison.remark, .warn) }
    return (measure.unit(of: comparison.base.map { RunSubject($0.state) } ?? .text), .muted)
  }

  private func text(_ value: Double?) -> String {
    guard let value else { return "–" }
    if value.isNaN { return state.isDifference ? "–" : "NaN" }
    let text =
      measure == .tokensPerSecond || measure == .filled || measure == .rectified
      ? compact(value) : decimal(value, measure.places)
    return state.isDifference && value > 0 ? "+" + text : text
  }

  /// The chosen run's value, how far it is from the baseline's, and where.
  private func readout(_ lines: [Line], _ theme: Theme) -> StatusLine {
    let comparison = state.comparison
    let labels = comparison.labels
    var items: [StatusLine.Item] = []
    if let cursor = state.cursor {
      let text = state.axis == .time ? decimal(cursor, 1) + " s" : grouped(Int(cursor.rounded()))
      items.append(.init([Span("at ", theme[.muted]), Span(text, theme[.cursor])], priority: 100))
    }
    for (index, line) in lines.reversed().enumerated() {
      let look = theme.look(ofRun: comparison.runs[line.place].look)
      var spans = [
        Span(look.glyph + " ", look.style),
        Span(theme.glyphs.printable(truncated(sanitized(labels[line.place]), to: 20)) + " ", theme[.muted]),
        Span(theme.glyphs.printable(text(line.value)), theme[line.value.map { $0.isNaN } == true ? .bad : .value]),
      ]
      if !state.isDifference, line.place != comparison.baseline,
        let base = lines.first(where: { $0.place == comparison.baseline }),
        let own = line.value, let other = base.value, own.isFinite, other.isFinite
      {
        let difference = own - other
        spans.append(
          Span(" (\(difference > 0 ? "+" : "")\(decimal(difference, max(measure.places, 1))))", theme[.muted]))
      }
      items.append(.init(spans, priority: 90 - index))
    }
    return StatusLine(left: items, role: .text, gap: 2)
  }
}

extension Theme {
  /// A run's glyph: after as many runs as there are colours the same colours come again with other glyphs.
  func glyphIndex(ofRun look: Int) -> Int { look + look / max(1, seriesCount) }

  /// A run's lasting look.
  func look(ofRun look: Int) -> (style: Style, glyph: String) {
    (series(look).style, series(glyphIndex(ofRun: look)).glyph)
  }
}
