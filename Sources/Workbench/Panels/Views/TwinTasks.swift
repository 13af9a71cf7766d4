internal import Experiment
internal import TerminalUI

/// The tasks of a run and its twin side by side, at the latest evaluation that both have had since the copy was made.
struct TwinTasks {
  /// A task in both.
  struct Row: Equatable {
    var task: Int
    var run: Double
    var twin: Double
    /// The twin's figure less the run's.
    var change: Double { twin - run }
  }

  private(set) var rows: [Row] = []
  /// The step of the evaluation; nil before the first.
  private(set) var step: Int?
  private let names: [String]

  init(_ twin: TwinState, _ shared: Shared) {
    names = shared.run.state.header?.tasks.map(\.name) ?? []
    let last = shared.isInspecting ? shared.step : .max
    func known(_ course: TwinState.Course) -> [Int: Evaluation] {
      Dictionary(
        course.evaluations.filter { $0.step > twin.start.step && $0.step <= last && !$0.tasks.isEmpty }
          .map { ($0.step, $0) }, uniquingKeysWith: { $1 })
    }
    let (run, other) = (known(twin.original), known(twin.twin))
    guard let step = Set(run.keys).intersection(other.keys).max() else { return }
    self.step = step
    func figure(_ evaluation: Evaluation?, _ task: Int) -> Double {
      evaluation?.tasks.first { $0.task == task }?.metrics.first?.value ?? .nan
    }
    rows = names.indices.map { Row(task: $0, run: figure(run[step], $0), twin: figure(other[step], $0)) }
  }

  func draw(selected: Int?, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    guard let step else {
      return drawNothing("the tasks of both come with the next evaluation", in: area, on: &canvas)
    }
    let known = rows.filter { $0.change.isFinite }
    let mean = known.isEmpty ? .nan : known.reduce(0) { $0 + $1.change } / Double(known.count)
    let title =
      "tasks at step \(grouped(step)): \(known.count { $0.change > 0 }) better, \(known.count { $0.change < 0 }) worse, "
      + "mean \(signed(mean))"
    canvas.text(title, in: area.row(0), style: theme[.muted])
    let fields = rows.map { row -> [Table.Field] in
      [
        .init(theme.glyphs.printable(sanitized(names[row.task]))), .init(figure(row.run), role: .value),
        .init(figure(row.twin), role: .value),
        .init(signed(row.change), role: row.change < 0 ? .warn : row.change > 0 ? .ok : .muted),
        .init(row.change < 0 ? "worse" : row.change > 0 ? "better" : "", role: row.change < 0 ? .warn : .ok),
      ]
    }
    canvas.draw(
      Table(
        columns: [
          .init("task", minimum: 6, maximum: 24, priority: 10), .init("run", alignment: .right, priority: 6),
          .init("twin", alignment: .right, priority: 7), .init("change", alignment: .right, priority: 9),
          .init("", minimum: 6, priority: 8),
        ], rows: fields, selected: selected), in: area.inset(top: 1))
  }
}
