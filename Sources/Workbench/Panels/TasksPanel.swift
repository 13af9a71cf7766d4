internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let taskUp: CommandID = "tasks.up"
  static let taskDown: CommandID = "tasks.down"
  static let taskSort: CommandID = "tasks.sort"
}

/// The tasks of a run: how well each is done, what the others did to it, and what it had of the training.
struct TasksPanel: Panel {
  private(set) var order = TaskRows.Order.name
  private var rows: [TaskRows.Row] = []
  private var tasks = TaskRows()
  private var canRegroup = true

  /// As a new run is shown.
  init() {}

  let name = "tasks"
  let title = "Tasks"
  let subjects: RunSubject = .tasks
  func claim(_ shared: Shared) -> PanelClaim {
    let count = min(13, max(3, shared.run.state.header?.tasks.count ?? 3))
    return PanelClaim(name, minimum: Size(38, 4 + min(5, count)), widthShare: 30, heightShare: 14, priority: 88)
  }
  var commands: [Binding] {
    [
      binding([.up, .character("k")], .taskUp, "task", "choose the task above", rank: 14),
      binding([.down, .character("j")], .taskDown, "task", "choose the task below"),
      binding(
        [.character("s")], .taskSort, "sort", "as the run has them, by group, score, change, share of the steps",
        rank: 16),
    ] + regrouping(canRegroup)
  }

  func detail(_ shared: Shared) -> String {
    let evaluation = shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation"
    return "\(order == .name ? "" : "by \(order.rawValue) · ")\(evaluation)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .taskUp: shared.moveTask(by: -1, in: rows.map(\.index))
    case .taskDown: shared.moveTask(by: 1, in: rows.map(\.index))
    case .taskSort:
      let all = TaskRows.Order.allCases
      order = all[((all.firstIndex(of: order) ?? 0) + 1) % all.count]
    default: _ = regroup(command, &shared)
    }
    return nil
  }

  mutating func refresh(_ shared: Shared) {
    canRegroup = shared.canRegroup
    tasks = TaskRows(shared)
    rows = tasks.sorted(by: order)
  }

  /// A click on a row chooses its task.
  mutating func point(at position: Point, in area: Rect, _ shared: inout Shared) {
    let body = table(in: area).inset(top: 1)
    guard body.contains(position) else { return }
    let first = Table.visibleOffset(
      0, selected: rows.firstIndex { $0.index == shared.task }, count: rows.count, height: body.height)
    let place = first + position.y - body.y
    if rows.indices.contains(place) { shared.selection.task = rows[place].index }
  }

  /// Where the table is: a line of facts stands below it where there is room.
  private func table(in area: Rect) -> Rect { area.splitBottom(area.height >= 6 ? 1 : 0).rest }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard !rows.isEmpty else { return drawNothing("waiting for the tasks", in: area, on: &canvas) }
    let theme = canvas.theme
    let body = table(in: area)
    let glyphs = theme.glyphs
    let hasSingle = rows.contains { $0.single.isFinite }
    var columns: [Table.Column] = [
      .init("task", minimum: 8, maximum: 28, priority: 20), .init("kind", minimum: 8, maximum: 14, priority: 3),
      .init("group", alignment: .right, priority: 12), .init("metric", minimum: 6, maximum: 12, priority: 8),
      .init("now", alignment: .right, priority: 18), .init("best", alignment: .right, priority: 10),
    ]
    if hasSingle {
      columns += [
        .init("alone", alignment: .right, priority: 2), .init("change", alignment: .right, priority: 16),
        .init("", minimum: 6, maximum: 6, priority: 14),
      ]
    }
    columns += [
      .init("steps", alignment: .right, priority: 1), .init("share", alignment: .right, priority: 9),
    ]
    var fields = rows.map { row -> [Table.Field] in
      let isMarked = shared.selection.markedTasks.contains(row.index)
      let name = (isMarked ? (glyphs.isUnicode ? "◆ " : "* ") : "") + glyphs.printable(sanitized(row.shape.name))
      var fields: [Table.Field] = [
        .init(name, role: row.index == shared.task ? .title : .text),
        .init(glyphs.printable(sanitized(row.shape.kind)), role: .muted), .init(String(row.group), series: row.group),
        .init(glyphs.printable(sanitized(row.shape.metric)), role: .muted), .init(figure(row.now), role: .value),
        .init(figure(row.best), role: row.bestStep > 0 && row.now >= row.best ? .ok : .muted),
      ]
      if hasSingle {
        fields += [
          .init(figure(row.single), role: .muted),
          .init(signed(row.change), role: row.isHarmed ? .bad : row.change > 0 ? .ok : .muted),
          .init(row.isHarmed ? "harmed" : row.isLower ? "lower" : "", role: row.isHarmed ? .bad : .muted),
        ]
      }
      fields += [
        .init(grouped(row.steps), role: .muted), .init(decimal(row.share * 100, 1) + " %"),
      ]
      return fields
    }
    // The losses take what words and numbers leave: they say as much on fewer columns.
    let spark = min(32, max(6, area.width - 2 - Self.need(columns, fields)))
    columns.append(.init("loss", minimum: spark, maximum: spark, priority: 7))
    for (place, row) in rows.enumerated() {
      fields[place].append(.init(Sparkline.text(row.losses, width: spark, glyphs: glyphs), role: .axis))
    }
    canvas.draw(Table(columns: columns, rows: fields, selected: rows.firstIndex { $0.index == shared.task }), in: body)
    if body.height < area.height { canvas.draw(readout(shared, theme), in: area.row(area.height - 1).widened) }
  }

  /// Columns that a table takes with nothing cut, and a gap after each of its own.
  private static func need(_ columns: [Table.Column], _ fields: [[Table.Field]]) -> Int {
    columns.enumerated().reduce(0) { sum, column in
      let longest = fields.map { displayWidth(of: $0[column.offset].text) }.max() ?? 0
      let wanted = max(longest, displayWidth(of: column.element.title))
      return sum + 2 + min(wanted, column.element.maximum ?? wanted)
    }
  }

  private func readout(_ shared: Shared, _ theme: Theme) -> StatusLine {
    func item(_ name: String, _ value: String, _ priority: Int, role: Role = .value) -> StatusLine.Item {
      StatusLine.Item([Span(name + " ", theme[.muted]), Span(value, theme[role])], priority: priority)
    }
    let harmed = rows.count { $0.isHarmed }
    var items = [item("mean score", figure(tasks.score(shared.evaluation)), 10)]
    if let row = rows.first(where: { $0.single.isFinite }) {
      items.append(item("harmed", "\(harmed) of \(rows.count)", 9, role: harmed > 0 ? .bad : .ok))
      items.append(item("only lower", String(rows.count { $0.isLower } - harmed), 7))
      let place = row.isSingleOfStep ? "after as many steps" : "at its end"
      items.append(.init([Span("harmed: under alone \(place) by over 1 standard error", theme[.muted])], priority: 6))
    }
    if shared.regrouping != nil {
      items.append(.init([Span("arranged by hand, not yet applied", theme[.warn])], priority: 12))
    }
    if let row = rows.first(where: { $0.index == shared.task }) {
      items.append(.init([Span(theme.glyphs.printable(sanitized(row.shape.name)), theme[.title])], priority: 3))
      items.append(item("held-out loss", figure(row.heldOut), 4))
      items.append(item("examples", grouped(row.shape.examples), 2))
      if row.bestStep > 0 { items.append(item("best at", grouped(row.bestStep), 1)) }
    }
    return StatusLine(left: items, role: .text, gap: 2)
  }

  func table(_ shared: Shared) -> DataTable? {
    let names = [
      "step", "task", "kind", "metric", "group", "now", "best", "alone", "change", "harmed", "steps", "share",
      "held_out_loss", "standard_error",
    ]
    return DataTable(
      columns: names,
      rows: rows.map { row in
        [
          .integer(shared.step), .text(row.shape.name), .text(row.shape.kind), .text(row.shape.metric),
          .integer(row.group), .double(row.now), .double(row.best), .double(row.single), .double(row.change),
          .integer(row.isHarmed ? 1 : 0), .integer(row.steps), .double(row.share), .double(row.heldOut),
          .double(row.error),
        ]
      })
  }
}

/// A figure of a task with three decimals, or a dash where it is not known.
func figure(_ value: Double) -> String { value.isFinite ? decimal(value, 3) : "-" }

/// A difference of figures with its sign.
func signed(_ value: Double) -> String {
  guard value.isFinite else { return "-" }
  let text = decimal(value, 3)
  return value > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
}
