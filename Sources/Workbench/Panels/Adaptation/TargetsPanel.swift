internal import Experiment
internal import Sessions
internal import TerminalUI

/// How many targets are recognised over the evaluations, the easy, hard and outlying ones apart, and what is left of it
/// when the evaluation is chosen without labels.
struct TargetsPanel: Panel {
  let name = "targets"
  let title = "Targets"
  let word = "accuracy"
  let subjects: RunSubject = .adaptation
  var commands: [Binding] { [] }

  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 8), widthShare: 26, heightShare: 14, priority: 88)
  }

  func detail(_ shared: Shared) -> String { "% recognised · *: takes target labels" }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? { nil }

  func table(_ shared: Shared) -> DataTable? {
    let accuracy = TargetAccuracy(shared.run.state.evaluations)
    let stated = Dictionary(
      shared.run.state.evaluations.map { ($0.step, $0) }, uniquingKeysWith: { first, _ in first })
    let further = ["accuracy.chosen", "accuracy.best", "threshold.easy", "threshold.hard"]
    let columns =
      ["step", "accuracy"] + TargetAccuracy.Group.allCases.dropFirst().map { "accuracy_\($0.rawValue)" } + ["criterion"]
      + ["accuracy_chosen_label_free", "accuracy_best_by_target_labels", "threshold_easy", "threshold_hard"]
    let rows = accuracy.points.map { point -> [DataTable.Cell] in
      func cell(_ value: Double) -> DataTable.Cell { value.isNaN ? .none : .double(value) }
      let figures = further.map { stated[point.step]?.figure($0) ?? .nan }
      return [.integer(point.step)] + point.shares.map(cell) + [cell(point.criterion)] + figures.map(cell)
    }
    return rows.isEmpty ? nil : DataTable(columns: columns, rows: rows)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let picture = TargetsPicture(shared)
    guard !picture.isEmpty else {
      return drawNothing("no evaluation yet: it tells how many targets are recognised", in: area, on: &canvas)
    }
    picture.draw(in: area, on: &canvas)
  }
}

/// The curves of a run's accuracy on its targets, with three evaluations beside each other: the last one, the one that is
/// chosen without labels, and the best one.
struct TargetsPicture {
  /// All evaluations, which the curves show.
  private let whole: TargetAccuracy
  /// Those up to the step that is shown.
  private let shown: TargetAccuracy
  private let cursor: Int?

  init(_ shared: Shared) {
    whole = TargetAccuracy(shared.run.state.evaluations)
    shown = shared.isInspecting ? shared.targetAccuracy : whole
    cursor = shared.isInspecting ? shared.step : nil
  }

  var isEmpty: Bool { whole.points.isEmpty }

  private typealias Group = TargetAccuracy.Group

  /// The groups of which anything is known.
  private var groups: [(place: Int, group: TargetAccuracy.Group)] {
    Group.allCases.enumerated().filter { entry in whole.points.contains { $0.share(entry.element).isFinite } }.map {
      ($0.offset, $0.element)
    }
  }

  private static let tableWidth = 64

  func draw(in area: Rect, on canvas: inout Canvas) {
    let rows = groups.count + 3
    if area.width >= 54 + Self.tableWidth, area.height >= rows {
      let (left, right) = area.splitRight(Self.tableWidth)
      let hasCriterion = area.height >= 24 && whole.points.contains { $0.criterion.isFinite }
      let parts = left.inset(right: 3).rows([.share(2), .fixed(hasCriterion ? 1 : 0), .share(hasCriterion ? 1 : 0)])
      drawAccuracies(in: parts[0], hasLegend: false, on: &canvas)
      if hasCriterion { drawCriterion(in: parts[2], on: &canvas) }
      drawTable(in: right, on: &canvas)
    } else if area.height >= rows + 8, area.width >= 60 {
      let (upper, lower) = area.splitBottom(rows)
      drawAccuracies(in: upper, hasLegend: false, on: &canvas)
      drawTable(in: lower, on: &canvas)
    } else {
      let (upper, foot) = area.splitBottom(area.height >= 5 ? 1 : 0)
      drawAccuracies(in: upper, hasLegend: true, on: &canvas)
      if !foot.isEmpty { canvas.draw(readout(canvas.theme), in: foot.widened) }
    }
  }

  private func name(_ group: TargetAccuracy.Group) -> String { group == .all ? "all targets" : group.rawValue }

  private func drawAccuracies(in area: Rect, hasLegend: Bool, on canvas: inout Canvas) {
    let lines = groups.map { place, group in
      ChartSeries(
        hasLegend ? group.rawValue : name(group), xs: whole.points.map { Double($0.step) },
        ys: whole.points.map { 100 * $0.share(group) }, colorIndex: place)
    }
    canvas.draw(
      LineChart(
        lines, cursor: cursor.map(Double.init), markers: marks(area.width), showsLegend: hasLegend, legendWidth: 12,
        emptyText: "no evaluation tells how many targets are recognised"), in: area)
  }

  private func drawCriterion(in area: Rect, on canvas: inout Canvas) {
    let (head, body) = area.splitTop(1)
    canvas.text(
      "label-free criterion, nats: H(mean p) - mean H(p) over the targets; the highest chooses", in: head,
      style: canvas.theme[.muted])
    let line = ChartSeries(
      "criterion", xs: whole.points.map { Double($0.step) }, ys: whole.points.map(\.criterion),
      colorIndex: Group.allCases.count)
    canvas.draw(
      LineChart([line], cursor: cursor.map(Double.init), markers: marks(area.width, isNamed: false)), in: body)
  }

  /// Where the two rules choose. Of two names that would touch only the right one stands.
  private func marks(_ width: Int, isNamed: Bool = true) -> [ChartMarker] {
    guard let first = whole.points.first?.step, let last = whole.points.last?.step, last > first else { return [] }
    let places = [(shown.chosen, "label-free"), (shown.best, "best*")].compactMap { place, name in
      place.map { (step: shown.points[$0].step, name: name) }
    }
    if places.count == 2, places[0].step == places[1].step {
      return [ChartMarker(x: Double(places[0].step), label: isNamed ? "label-free best*" : "", role: .fair)]
    }
    return places.map { place in
      let columns = places.map { Double($0.step - place.step) / Double(last - first) * Double(width) }
      let isHidden = columns.contains { $0 > 0 && $0 < Double(place.name.count + 2) }
      return ChartMarker(x: Double(place.step), label: isNamed && !isHidden ? place.name : "", role: .fair)
    }
  }

  /// The evaluations that stand beside each other.
  private var evaluations: [TargetAccuracy.Point?] {
    [shown.points.last] + [shown.chosen, shown.best].map { place in place.map { shown.points[$0] } }
  }

  private func drawTable(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let evaluations = evaluations
    let titles = [cursor == nil ? "last" : "so far", "label-free choice", "best*: takes target labels"]
    var rows = groups.map { place, group -> [Table.Field] in
      [.init("\(theme.series(place).glyph) \(name(group))", series: place)]
        + evaluations.map { .init($0.map { percent($0.share(group)) } ?? "-", role: .value) }
    }
    rows.append(
      [.init("  criterion", role: .muted)]
        + evaluations.map { point in
          .init(point.map { $0.criterion.isFinite ? decimal($0.criterion, 3) : "-" } ?? "-", role: .muted)
        })
    rows.append(
      [.init("  at step", role: .muted)] + evaluations.map { .init($0.map { grouped($0.step) } ?? "-", role: .muted) })
    canvas.draw(
      Table(
        columns: [.init("", minimum: 8, priority: 10, grows: true)]
          + titles.enumerated().map { .init($1, alignment: .right, minimum: 8, priority: 9 - $0) }, rows: rows),
      in: area)
  }

  /// The same in a line.
  private func readout(_ theme: Theme) -> StatusLine {
    let evaluations = evaluations
    func item(_ name: String, _ value: Double, _ priority: Int) -> StatusLine.Item {
      let text = value.isFinite ? decimal(100 * value, 1) : "-"
      return .init([Span(name + " ", theme[.muted]), Span(text, theme[.value])], priority: priority)
    }
    var items = groups.filter { $0.group != .source }.map { place, group in
      item(group.rawValue, evaluations[0]?.share(group) ?? .nan, 9 - place)
    }
    if let chosen = evaluations[1] { items.append(item("label-free", chosen.share(.all), 8)) }
    if let best = evaluations[2] { items.append(item("best*", best.share(.all), 4)) }
    if let cursor { items.append(.init([Span("at \(grouped(cursor))", theme[.muted])], priority: 10)) }
    return StatusLine(left: items, role: .text, gap: 2)
  }
}
