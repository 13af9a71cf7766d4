internal import Experiment
internal import TerminalUI

extension CommandID {
  static let nextGates: CommandID = "experts.tasks.next"
}

/// How much each task uses each expert of a mixture that all tasks share (MMoE), or has in part to itself (PLE).
struct TaskExpertsView: PanelView {
  /// What a cell is a share of.
  enum Normalization: String, CaseIterable { case task, expert, all }

  private(set) var normalization = Normalization.task
  /// Which of the tables stands first.
  private(set) var place = 0
  private(set) var column = 0

  let name = "experts.tasks"
  let word = "tasks"
  let subjects: RunSubject = .taskExperts
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .normalize, "normalise", "shares of the task, of the expert, or of the largest", rank: 10),
      binding([.character("d")], .nextGates, "layer", "the next table of gates", rank: 14),
    ] + arrows(vertical: "task", horizontal: "expert")
  }

  func detail(_ shared: Shared) -> String {
    let evaluation = shared.evaluation.map { "evaluation at \(grouped($0.step))" } ?? "no evaluation"
    return "by \(normalization.rawValue) · \(evaluation)"
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let tables = tables(shared)
    let order = Array((shared.run.state.header?.tasks ?? []).indices)
    let columns = tables.first?.columns.count ?? 1
    switch command {
    case .normalize:
      let all = Normalization.allCases
      normalization = all[((all.firstIndex(of: normalization) ?? 0) + 1) % all.count]
    case .nextGates: place = (place + 1) % max(1, tables.count)
    case .cellUp: shared.moveTask(by: -1, in: order)
    case .cellDown: shared.moveTask(by: 1, in: order)
    case .cellLeft: column = max(0, min(column, columns) - 1)
    case .cellRight: column = min(max(0, columns - 1), column + 1)
    default: break
    }
    return nil
  }

  /// The tables of the latest evaluation that has any, the chosen one first.
  private func tables(_ shared: Shared) -> [NamedMatrix] {
    for evaluation in shared.evaluations.reversed() {
      let found = evaluation.matrices.filter {
        ($0.name == "experts" || $0.name.hasPrefix("experts ")) && $0.isWellFormed && !$0.values.isEmpty
      }
      guard !found.isEmpty else { continue }
      let first = place % found.count
      return Array(found[first...] + found[..<first])
    }
    return []
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let tables = tables(shared)
    guard !tables.isEmpty else {
      return drawNothing("no evaluation up to here tells which experts the tasks use", in: area, on: &canvas)
    }
    let theme = canvas.theme
    HeatPicture.draw(pictures(tables, shared, theme), in: area, on: &canvas)
  }

  func table(_ shared: Shared) -> DataTable? {
    DataTable(pictures(tables(shared), shared, .builtIn()), row: "task", column: "expert")
  }

  private func pictures(
    _ tables: [NamedMatrix], _ shared: Shared, _ theme: Theme
  ) -> [(title: String, picture: HeatPicture)] {
    let chosen = shared.task.flatMap { shared.run.state.header?.tasks[$0].name }
    let groups = shared.shownGroups
    let tasks = shared.run.state.header?.tasks.map(\.name) ?? []
    return tables.enumerated().map { number, table in
      let width = table.columns.count
      let raw = table.rows.indices.map { row in (0..<width).map { Double(table.values[row * width + $0]) } }
      let row = table.rows.firstIndex { $0 == chosen }
      let notes = table.rows.map { name -> [Span] in
        guard let group = tasks.firstIndex(of: name).flatMap({ groups.group(of: $0) }) else { return [] }
        return [Span("group \(group)", theme.series(group).style)]
      }
      let picture = HeatPicture(
        values: normalized(raw, width: width), caption: caption,
        rowLabels: table.rows.map { truncated(sanitized($0), to: 20) },
        columnLabels: table.columns.map { truncated(sanitized($0), to: 8) }, rowNotes: notes,
        selected: row.map { ($0, number == 0 ? min(column, width - 1) : -1) },
        remark: number == 0 ? row.map { remark(table, raw, row: $0, theme) } ?? [] : [])
      return (title(table.name), picture)
    }
  }

  private func title(_ name: String) -> String {
    let number = name.dropFirst("experts ".count)
    return number.isEmpty ? "experts" : "layer \(truncated(sanitized(String(number)), to: 20))"
  }

  private var caption: String {
    switch normalization {
    case .task: "% of the task's gates: task × expert"
    case .expert: "% of the expert's gates: task × expert"
    case .all: "% of the largest gate: task × expert"
    }
  }

  private func normalized(_ raw: [[Double]], width: Int) -> [[Double]] {
    func sum(_ values: [Double]) -> Double { values.filter(\.isFinite).reduce(0, +) }
    switch normalization {
    case .task:
      return raw.map { row in
        let all = sum(row)
        return row.map { all > 0 ? $0 / all : .nan }
      }
    case .expert:
      let all = (0..<width).map { column in sum(raw.map { $0[column] }) }
      return raw.map { row in row.enumerated().map { all[$0] > 0 ? $1 / all[$0] : .nan } }
    case .all:
      let most = raw.joined().filter(\.isFinite).max() ?? 0
      return raw.map { $0.map { most > 0 ? $0 / most : .nan } }
    }
  }

  /// The chosen cell in numbers.
  private func remark(_ table: NamedMatrix, _ raw: [[Double]], row: Int, _ theme: Theme) -> [Span] {
    let column = min(column, table.columns.count - 1)
    guard column >= 0 else { return [] }
    return [
      Span(theme.glyphs.printable(truncated(sanitized(table.rows[row]), to: 20)), theme[.title]),
      Span(" to ", theme[.muted]),
      Span(theme.glyphs.printable(truncated(sanitized(table.columns[column]), to: 20)), theme[.title]),
      Span(": mean gate \(figure(raw[row][column]))", theme[.value]),
    ]
  }
}
