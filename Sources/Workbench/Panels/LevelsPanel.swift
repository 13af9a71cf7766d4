internal import Experiment
internal import Sessions
internal import TerminalUI

/// The levels of the hierarchy as a tree: how far each copy has moved from the common start, in all and by layer.
struct LevelsPanel: Panel {
  private var levels = LevelRows()
  private var tasks = TaskRows()
  private var moved: Set<Int> = []
  private var canRegroup = true

  /// As a new run is shown.
  init() {}

  let name = "hierarchy"
  let title = "Hierarchy"
  let word = "levels"
  let subjects: RunSubject = .tasks
  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 8), widthShare: 26, heightShare: 14, priority: 80)
  }
  var commands: [Binding] {
    [
      binding([.up, .character("k")], .cellUp, "task", "choose the task above", rank: 14),
      binding([.down, .character("j")], .cellDown, "task", "choose the task below"),
    ] + regrouping(canRegroup)
  }

  func detail(_ shared: Shared) -> String {
    if shared.hasMixture {
      let experts = shared.run.state.header?.moeLayers.first?.experts ?? 0
      return "\(experts) expert\(experts == 1 ? "" : "s"), no groups"
    }
    let groups = shared.shownGroups.groups.count
    let state = shared.regrouping == nil ? "" : " · arranged, not applied"
    return "\(groups) group\(groups == 1 ? "" : "s")\(state)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .cellUp: shared.moveTask(by: -1, in: levels.tasks)
    case .cellDown: shared.moveTask(by: 1, in: levels.tasks)
    default: _ = regroup(command, &shared)
    }
    return nil
  }

  mutating func refresh(_ shared: Shared) {
    canRegroup = shared.canRegroup
    levels = LevelRows(shared)
    tasks = TaskRows(shared)
    moved = shared.regrouping.map { Set($0.moved(from: shared.taskGroups)) } ?? []
  }

  private func place(of task: Int?) -> Int? { levels.rows.firstIndex { $0.level == task.map { .task($0) } } }

  /// A click on a task chooses it.
  mutating func point(at position: Point, in area: Rect, _ shared: inout Shared) {
    let body = area.inset(top: 1)
    guard body.contains(position) else { return }
    let first = Table.visibleOffset(0, selected: place(of: shared.task), count: levels.rows.count, height: body.height)
    let place = first + position.y - body.y
    if levels.rows.indices.contains(place), case .task(let task) = levels.rows[place].level {
      shared.selection.task = task
    }
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard !levels.rows.isEmpty else { return drawNothing("waiting for the tasks", in: area, on: &canvas) }
    let theme = canvas.theme
    let hasFoot = area.height >= 8
    let (upper, foot) = area.splitBottom(hasFoot ? 1 : 0)
    let bar = area.width >= 110 ? 24 : 10
    let most = levels.rows.map(\.moved).filter(\.isFinite).max() ?? 0
    let labels = levels.rows.map { label($0, shared, theme) }
    // Names stay whole before layers are shown.
    let name = min(24, labels.map { displayWidth(of: $0.text) }.max() ?? 0)
    var columns: [Table.Column] = [
      .init("level", minimum: max(14, name), maximum: 36, priority: 20), .init("score", alignment: .right, priority: 6),
      .init("moved", alignment: .right, priority: 18), .init("", minimum: bar, maximum: bar, priority: 10),
    ]
    // By layer: the last layers give way first.
    for layer in levels.layers.prefix(24) {
      let number = layer.hasPrefix("layer ") ? String(layer.dropFirst("layer ".count)) : layer
      let heading = theme.glyphs.printable(truncated(sanitized(number), to: 5))
      columns.append(.init(heading, alignment: .right, priority: 5))
    }
    let rows = zip(levels.rows, labels).map { row, label -> [Table.Field] in
      var fields = [label]
      fields.append(.init(score(row), role: .value))
      fields.append(.init(figure(row.moved), role: row.moved.isFinite ? .value : .muted))
      fields.append(
        .init(
          row.moved.isFinite && most > 0 ? barText(row.moved / most, width: bar, glyphs: theme.glyphs) : "",
          role: .kept))
      for value in row.layers.prefix(24) {
        fields.append(.init(value.isFinite ? decimal(value, 3) : theme.glyphs.slot, role: .muted))
      }
      return fields
    }
    canvas.draw(Table(columns: columns, rows: rows, selected: place(of: shared.task)), in: upper)
    if hasFoot { canvas.draw(readout(shared, theme), in: foot.widened) }
  }

  private func label(_ row: LevelRows.Row, _ shared: Shared, _ theme: Theme) -> Table.Field {
    let isUnicode = theme.glyphs.isUnicode
    let branch = row.isLast ? (isUnicode ? "╰ " : "` ") : (isUnicode ? "├ " : "|-")
    switch row.level {
    case .bottom: return .init("bottom, shared by all", role: .title)
    case .group(let group):
      let count = shared.shownGroups.groups[group].count
      return .init("\(branch)group \(group), \(count) task\(count == 1 ? "" : "s")", series: group)
    case .expert(let name):
      return .init(branch + theme.glyphs.printable(truncated(sanitized("expert \(name)"), to: 32)))
    case .task(let task):
      let stem = shared.hasMixture ? "" : row.isInLast ? "  " : isUnicode ? "│ " : "| "
      let mark = shared.selection.markedTasks.contains(task) ? (isUnicode ? "◆ " : "* ") : ""
      let known = tasks.rows.indices.contains(task) ? tasks.rows[task].shape.name : ""
      let name = theme.glyphs.printable(truncated(sanitized(known), to: 24))
      return .init(
        // Before the name, where it is not cut away.
        stem + branch + mark + (moved.contains(task) ? Self.movedSign(theme) : "") + name,
        role: moved.contains(task) ? .warn : .text)
    }
  }

  /// The task's main figure, or the mean over a group's.
  private func score(_ row: LevelRows.Row) -> String {
    func mean(_ values: [Double]) -> String {
      let known = values.filter(\.isFinite)
      return known.isEmpty ? "-" : figure(known.reduce(0, +) / Double(known.count))
    }
    switch row.level {
    case .bottom: return mean(tasks.rows.map(\.now))
    case .expert: return ""
    case .group(let group): return mean(tasks.rows.filter { $0.group == group }.map(\.now))
    case .task(let task): return tasks.rows.indices.contains(task) ? figure(tasks.rows[task].now) : "-"
    }
  }

  /// What stands before a task that was moved by hand.
  private static func movedSign(_ theme: Theme) -> String { theme.glyphs.isUnicode ? "→ " : "> " }

  private func readout(_ shared: Shared, _ theme: Theme) -> StatusLine {
    var items: [StatusLine.Item] = [
      .init(
        [
          Span("moved ", theme[.title]),
          Span("distance from the common start over its norm: mean, then by layer", theme[.muted]),
        ], priority: 1)
    ]
    if shared.regrouping != nil {
      items = [
        .init([Span("\(Self.movedSign(theme))\(moved.count) moved by hand", theme[.warn])], priority: 9),
        .init([Span("a: to run or twin, u: as it was", theme[.muted])], priority: 8),
      ]
    } else if !levels.rows.contains(where: { $0.moved.isFinite }) {
      let text =
        shared.evaluation == nil ? "the distances come with the first evaluation" : "this run tells no distances"
      items = [.init([Span(text, theme[.muted])], priority: 9)]
    }
    return StatusLine(left: items, role: .text, gap: 2)
  }

  func table(_ shared: Shared) -> DataTable? {
    guard !levels.rows.isEmpty else { return nil }
    var rows: [[DataTable.Cell]] = []
    for row in levels.rows {
      let (level, name): (String, String) =
        switch row.level {
        case .bottom: ("bottom", "")
        case .group(let group): ("group", String(group))
        case .expert(let name): ("expert", name)
        case .task(let task): ("task", task < tasks.rows.count ? tasks.rows[task].shape.name : "")
        }
      let group = { () -> DataTable.Cell in
        if case .task(let task) = row.level, task < tasks.rows.count { return .integer(tasks.rows[task].group) }
        return .none
      }()
      rows.append([.text(level), .text(name), group, .text("all"), .double(row.moved)])
      for (layer, value) in zip(levels.layers, row.layers) {
        rows.append([.text(level), .text(name), group, .text(layer), .double(value)])
      }
    }
    return DataTable(columns: ["level", "name", "group", "layer", "distance"], rows: rows)
  }
}
