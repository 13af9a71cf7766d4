internal import Experiment
internal import TerminalUI

/// Two runs' experts: loads and their difference, ledgers, and how they are matched.
struct ExpertsPicture {
  let state: CompareState

  var title: String { "Experts: \(state.expertsView.rawValue)" }

  var detail: String {
    guard state.isMatched else { return "own numbers" }
    guard let matching = state.matching, !matching.layers.isEmpty else { return "not matched" }
    let mean = matching.layers.reduce(0) { $0 + $1.agreement } / Double(matching.layers.count)
    let isBound = matching.layers.contains { $0.evidence == .profiles }
    return "matched: \(isBound ? "at most " : "")\(decimal(mean * 100, 0)) % of choices"
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let comparison = state.comparison
    guard let base = comparison.base, let run = state.run else { return drawNothing("no runs", in: area, on: &canvas) }
    guard run.path != base.path else {
      return drawNothing("this is the baseline: j chooses the run to set against it", in: area, on: &canvas)
    }
    guard !base.state.layers.isEmpty, !run.state.layers.isEmpty else {
      let text = comparison.isRead ? "a model without experts has no loads to compare" : "reading"
      return drawNothing(text, in: area, on: &canvas)
    }
    let (head, body) = area.splitTop(area.height >= 6 ? 1 : 0)
    canvas.line(heading(canvas.theme), x: head.x, y: head.y, limit: head.width)
    switch state.expertsView {
    case .loads: drawLoads(in: body, on: &canvas)
    case .ledger: LedgerPicture(state: state, base: base, run: run).draw(in: body, on: &canvas)
    case .match: drawMatch(in: body, on: &canvas)
    }
  }

  /// Which run is set against which, at which steps.
  private func heading(_ theme: Theme) -> [Span] {
    let comparison = state.comparison
    let labels = comparison.labels
    guard let baseline = comparison.baseline else { return [] }
    func name(_ place: Int) -> [Span] {
      let run = comparison.runs[place]
      let look = theme.look(ofRun: run.look)
      let step = run.index(at: state.cursor, over: state.axis).map { run.state.steps.step[$0] } ?? 0
      return [
        Span(look.glyph + " ", look.style),
        Span(theme.glyphs.printable(truncated(sanitized(labels[place]), to: 24)), theme[.text]),
        Span(" step \(grouped(step))", theme[.muted]),
      ]
    }
    return name(state.current) + [Span(" less ", theme[.muted])] + name(baseline)
  }

  // MARK: Loads

  private func drawLoads(in area: Rect, on canvas: inout Canvas) {
    let loads = ExpertLoads.all(state)
    guard !loads.isEmpty else { return drawNothing("no step yet", in: area, on: &canvas) }
    let limit = Self.limit(loads.flatMap(\.differences))
    let widest = loads.max { $0.pairs.count < $1.pairs.count }
    let names = (widest?.pairs.indices).map { $0.map { widest?.label($0) ?? "" } } ?? []
    func picture(_ measure: HeatPicture.Measure, _ caption: String, _ values: (ExpertLoads) -> [Double]) -> HeatPicture
    {
      HeatPicture(
        values: loads.map(values), measure: measure, caption: caption,
        rowLabels: loads.map { "L\($0.layer)\($0.part)" }, columnLabels: names,
        rowNotes: measure == .difference(limit) ? notes(loads, canvas.theme) : [], selected: selected,
        remark: measure == .difference(limit) ? remark(loads, canvas.theme) : [])
    }
    let difference = picture(.difference(limit), "load, in fair shares: how much more than the baseline's") {
      $0.differences
    }
    let pictures = [
      ("difference", difference), ("chosen run", picture(.lift, "load over the fair share") { $0.run }),
      ("baseline", picture(.lift, "load over the fair share") { $0.base }),
    ]
    HeatPicture.draw(pictures.map { (title: $0.0, picture: $0.1) }, in: area, on: &canvas)
  }

  private var selected: (row: Int, column: Int)? { state.focus == .experts ? state.cell : nil }

  /// The ends of the scale: a round number that most cells lie within.
  static func limit(_ values: [Double]) -> Double {
    let top = values.lazy.filter(\.isFinite).map(abs).max() ?? 0
    return [0.1, 0.25, 0.5, 1, 2, 4].first { $0 >= top } ?? 8
  }

  private func notes(_ loads: [ExpertLoads], _ theme: Theme) -> [[Span]] {
    loads.map { load in
      guard let matching = load.matching else { return [] }
      return [
        Span(decimal(matching.agreement * 100, 0) + " %", theme[.value]),
        Span(" matched", theme[.muted]),
      ]
    }
  }

  /// The chosen cell in words, or why there is no matching.
  private func remark(_ loads: [ExpertLoads], _ theme: Theme) -> [Span] {
    if state.isMatched, let remark = state.matching?.remark, !remark.isEmpty, selected == nil {
      return [Span(theme.glyphs.printable(remark), theme[.warn])]
    }
    guard let selected, loads.indices.contains(selected.row) else { return [] }
    let load = loads[selected.row]
    guard load.pairs.indices.contains(selected.column) else { return [] }
    let (pair, times) = (load.pairs[selected.column], theme.glyphs.times)
    func text(_ value: Double) -> String { value.isFinite ? decimal(value, 2) + times : "none" }
    func name(_ expert: Int?) -> String { expert.map(String.init) ?? "none" }
    let (own, other) = (load.base[selected.column], load.run[selected.column])
    return [
      Span("expert \(name(pair.base))", theme[.value]), Span(" matches \(name(pair.run)): ", theme[.muted]),
      Span("\(text(own)) to \(text(other))", theme[.value]),
    ]
  }

  // MARK: Match

  private func drawMatch(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let matching = state.matching, !matching.layers.isEmpty else {
      return drawNothing(state.matching?.remark ?? "nothing to match", in: area, on: &canvas)
    }
    let chosen =
      matching.layers.first { state.layer.includes($0.layer, $0.part) && state.layer != .all }
      ?? matching.layers[min(state.cell.row, matching.layers.count - 1)]
    let others = matching.layers.filter { $0.layer != chosen.layer || $0.part != chosen.part }
    var (caption, body) = area.splitTop(1)
    let quality = quality(chosen, theme)
    canvas.line(quality, x: caption.x, y: caption.y, limit: caption.width)
    if !matching.remark.isEmpty, body.height > 6 {
      (caption, body) = body.splitTop(1)
      canvas.text(theme.glyphs.printable(matching.remark), in: caption, style: theme[.warn])
    }
    HeatPicture.draw(
      ([chosen] + others).map { (title: "layer \($0.layer)\($0.part)", picture: picture($0, theme)) }, in: body,
      on: &canvas)
  }

  private func quality(_ layer: LayerMatching, _ theme: Theme) -> [Span] {
    var evidence = " of all choices by domain and frequency, at most"
    if case .tokens(let tokens) = layer.evidence { evidence = " of the choices of \(grouped(tokens)) tokens" }
    return [
      Span("layer \(layer.layer)\(layer.part): ", theme[.muted]),
      Span(decimal(layer.agreement * 100, 0) + " %", theme[.value]),
      Span(evidence + " lie on matched experts; by chance ", theme[.muted]),
      Span(decimal(layer.chance * 100, 0) + " %", theme[.value]),
    ]
  }

  /// Shares of what each expert of the baseline receives; each column of the run below its partner, so that a good
  /// match is a diagonal.
  private func picture(_ layer: LayerMatching, _ theme: Theme) -> HeatPicture {
    let order = state.isMatched ? layer.order : (0..<layer.runExperts).map { $0 }
    let values = layer.shared.map { row -> [Double] in
      let whole = row.reduce(0, +)
      return order.map { column in column.map { whole > 0 ? row[$0] / whole : 0 } ?? .nan }
    }
    let notes = layer.partners.map { partner in
      [Span(theme.glyphs.pointer + " ", theme[.muted]), Span(partner.map(String.init) ?? "none", theme[.value])]
    }
    return HeatPicture(
      values: values, caption: "rows: experts of the baseline · columns: of the run · % of the row",
      rowLabels: layer.shared.indices.map(String.init), columnLabels: order.map { $0.map(String.init) ?? "–" },
      rowNotes: notes)
  }
}
