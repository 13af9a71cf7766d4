internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let relevanceNext: CommandID = "hierarchy.relevance.next"
}

/// How much the tasks have in common, seen in several ways side by side: in the order of the tree, which stands beside,
/// with the groups marked; below what the views agree on.
struct RelevanceView: PanelView {
  /// The view that stands first.
  private(set) var first = 0
  /// The task across, as its place in the tables.
  private(set) var column: Int?
  private var relevance: Relevance?

  let name = "hierarchy.relevance"
  let word = "relevance"
  let subjects: RunSubject = .tasks
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .relevanceNext, "next view", "data property, manual design, model-based, combined", rank: 10)
    ]
      + arrows(vertical: "task", horizontal: "other task")
  }

  func detail(_ shared: Shared) -> String {
    guard let relevance else { return "" }
    return relevance.views.isEmpty ? "" : relevance.views[first % relevance.views.count].title
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    guard let relevance else { return nil }
    let order = relevance.order
    switch command {
    case .relevanceNext: first = (first + 1) % max(1, relevance.views.count)
    case .cellUp, .cellDown:
      let rows = order.compactMap { task(at: $0, shared) }
      if !rows.isEmpty { shared.moveTask(by: command == .cellUp ? -1 : 1, in: rows) }
    case .cellLeft, .cellRight:
      let step = command == .cellLeft ? -1 : 1
      let place = column.flatMap { order.firstIndex(of: $0) }.map { $0 + step } ?? (step > 0 ? 0 : order.count - 1)
      column = order[min(max(0, place), order.count - 1)]
    default: break
    }
    return nil
  }

  mutating func prepare(_ shared: Shared) {
    let tables = Relevance.tables(shared)
    if let relevance, relevance.isMade(from: tables) { return }
    relevance = Relevance(tables)
  }

  /// The task of the header that stands in a row of the tables.
  private func task(at row: Int, _ shared: Shared) -> Int? {
    guard let relevance, let tasks = shared.run.state.header?.tasks else { return nil }
    return tasks.firstIndex { $0.name == relevance.names[row] }
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard let relevance, !relevance.views.isEmpty else {
      let text = "how much the tasks have in common comes with the first evaluation of a run that measures it"
      return drawNothing(shared.run.state.header == nil ? "waiting for the run" : text, in: area, on: &canvas)
    }
    // Titles, numbers and the scales stand above and below the rows; what then is free is for words.
    let free = area.height - relevance.names.count - 3
    let most = max(free, area.height >= 12 ? 2 : area.height >= 8 ? 1 : 0)
    var lines: [StatusLine] = []
    if most > 0 {
      let facts = agreement(shared, relevance, canvas.theme)
      lines = [pair(shared, relevance, canvas.theme)]
      lines += StatusLine.wrapped(facts, width: area.width, lines: most - 1, theme: canvas.theme)
    }
    let (upper, foot) = area.splitBottom(lines.count + (free > lines.count ? 1 : 0))
    let picture = RelevancePicture(
      relevance, groups: groups(shared), first: first % relevance.views.count,
      selected: selected(shared, relevance), column: column.flatMap { relevance.order.firstIndex(of: $0) })
    picture.draw(in: upper, on: &canvas)
    for (row, line) in lines.enumerated() { canvas.draw(line, in: foot.row(foot.height - lines.count + row).widened) }
  }

  /// The group of each row of the tables.
  private func groups(_ shared: Shared) -> [Int] {
    let groups = shared.shownGroups
    return (relevance?.names.indices).map { $0.map { task(at: $0, shared).flatMap { groups.group(of: $0) } ?? -1 } }
      ?? []
  }

  private func selected(_ shared: Shared, _ relevance: Relevance) -> Int? {
    guard let task = shared.task, let name = shared.run.state.header?.tasks[task].name else { return nil }
    return relevance.order.firstIndex { relevance.names[$0] == name }
  }

  /// The chosen pair in all views, or whom the chosen task is nearest to.
  private func pair(_ shared: Shared, _ relevance: Relevance, _ theme: Theme) -> StatusLine {
    guard let place = selected(shared, relevance) else { return StatusLine(left: [], role: .text) }
    let row = relevance.order[place]
    let combined = relevance.views[relevance.views.count - 1].values[row]
    let nearest = combined.indices.filter { $0 != row && combined[$0].isFinite }.max { combined[$0] < combined[$1] }
    guard let other = column.flatMap({ $0 == row ? nil : $0 }) ?? nearest, combined.indices.contains(other) else {
      return StatusLine(left: [], role: .text)
    }
    func name(_ row: Int) -> String { theme.glyphs.printable(truncated(sanitized(relevance.names[row]), to: 16)) }
    var items: [StatusLine.Item] = [
      .init(
        [
          Span(name(row), theme[.title]), Span(column == nil ? " nearest to " : " and ", theme[.muted]),
          Span(name(other), theme[.title]),
        ], priority: 9)
    ]
    for (number, view) in relevance.views.enumerated() {
      let value = view.values[row][other]
      items.append(
        .init(
          [Span(view.word + " ", theme[.muted]), Span(value.isFinite ? decimal(value, 2) : "-", theme[.value])],
          priority: 8 - number))
    }
    return StatusLine(left: items, role: .text, gap: 2)
  }

  /// What the views agree on.
  private func agreement(_ shared: Shared, _ relevance: Relevance, _ theme: Theme) -> [StatusLine.Item] {
    func number(_ value: Double) -> Span { Span(value.isFinite ? decimal(value, 2) : "-", theme[.value]) }
    let rho = theme.glyphs.isUnicode ? "ρ " : "rho "
    var items: [StatusLine.Item] = [.init([Span("agreement", theme[.title])], priority: 9)]
    for (place, pair) in relevance.agreements.enumerated() {
      items.append(
        .init(
          [
            Span("\(pair.views.0)-\(pair.views.1) ", theme[.text]), Span(rho, theme[.muted]), number(pair.correlation),
            Span(" Rand ", theme[.muted]), number(pair.rand),
          ], priority: 8 - place))
    }
    let labels = groups(shared)
    if let combined = relevance.views.last, labels.count == relevance.names.count, !labels.isEmpty {
      items.append(
        .init(
          [
            Span("groups in use-\(combined.word) ", theme[.text]), Span("Rand ", theme[.muted]),
            number(RandIndex.adjusted(RandIndex.labels(of: combined.groups), labels)),
          ], priority: 2))
      if combined.silhouette.isFinite {
        items.append(
          .init(
            [
              Span("\(combined.groups.count) groups are clearest, silhouette ", theme[.muted]),
              number(combined.silhouette),
            ], priority: 1))
      }
    }
    return items
  }

  func table(_ shared: Shared) -> DataTable? {
    guard let relevance else { return nil }
    let rows = relevance.views.flatMap { view in
      relevance.order.flatMap { row in
        relevance.order.map { column -> [DataTable.Cell] in
          [
            .text(view.word), .text(relevance.names[row]), .text(relevance.names[column]),
            .double(view.values[row][column]),
          ]
        }
      }
    }
    return DataTable(columns: ["view", "task", "other", "relevance"], rows: rows)
  }
}
