internal import Experiment
internal import Sweeps
internal import TerminalUI

/// The trials with their values, curves and states.
struct TrialTable: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let snapshot = state.snapshot
    let rows = Dictionary(snapshot.report.rows.map { ($0.trial.number, $0) }) { first, _ in first }
    let best = snapshot.report.best?.trial.number
    let columns = self.columns(width: area.width)
    let fields = state.listed.compactMap { rows[$0] }.map { row in
      columns.map { $0.field(row, canvas.theme, row.trial.number == best) }
    }
    canvas.draw(
      Table(
        columns: columns.map(\.column), rows: fields, selected: state.listed.firstIndex(of: state.selected),
        sort: columns.firstIndex { $0.sort == state.order.sort }.map {
          (column: $0, isDescending: state.order.isDescending)
        },
        emptyText: state.order.filter.isEmpty ? "no trials" : "no trial matches"), in: area)
  }

  /// A column with what stands in it.
  private struct Entry {
    var sort: TrialSort?
    var column: Table.Column
    var field: (SweepReport.Row, Theme, Bool) -> Table.Field
  }

  private func columns(width: Int) -> [Entry] {
    let snapshot = state.snapshot
    let sweep = snapshot.contents.sweep
    let marks = state.marks
    var columns = [
      Entry(sort: .number, column: .init("#", alignment: .right, priority: 100)) { row, theme, isBest in
        let mark = marks.contains(row.trial.number) ? theme.glyphs.check : isBest ? "*" : row.trial.isKept ? "k" : ""
        return .init(mark + " \(row.trial.number)", role: isBest ? .ok : .value)
      }
    ]
    for (place, axis) in sweep.space.axes.enumerated() {
      columns.append(
        Entry(
          sort: .axis(place),
          column: .init(Self.short(axis.key.name), alignment: .left, minimum: 5, maximum: 16, priority: 80 - place)
        ) { row, theme, _ in
          .init(theme.glyphs.printable(row.trial.settings.first { $0.key == axis.key }?.word ?? ""))
        })
    }
    if sweep.seeds.count > 1 {
      columns.append(
        Entry(sort: nil, column: .init("seed", alignment: .right, priority: 40)) { row, _, _ in
          .init("\(row.trial.seed)", role: .muted)
        })
    }
    return columns + figures(width: width)
  }

  private func figures(width: Int) -> [Entry] {
    let snapshot = state.snapshot
    return [
      Entry(sort: .state, column: .init("state", minimum: 9, priority: 90)) { row, theme, _ in
        Self.state(row.trial, theme)
      },
      Entry(sort: .step, column: .init("step", alignment: .right, priority: 60)) { row, _, _ in
        .init("\(grouped(row.trial.step))/\(grouped(row.steps))", role: .muted)
      },
      Entry(sort: nil, column: .init("curve", minimum: 8, maximum: width >= 110 ? 16 : 10, priority: 70)) {
        row, theme, _ in
        .init(Self.curve(row.curve, width: width >= 110 ? 16 : 10, theme))
      },
      Entry(
        sort: .value,
        column: .init(
          snapshot.contents.sweep.objective == .loss ? "loss" : "bits/byte", alignment: .right, priority: 95)
      ) { row, _, isBest in
        .init(row.last.map { decimal($0, 4) } ?? "", role: isBest ? .ok : .value)
      },
      Entry(sort: .balance, column: .init("balance", alignment: .right, priority: 45)) { row, theme, _ in
        .init(snapshot.balances[row.trial.number].map { decimal($0, 2) + theme.glyphs.times } ?? "", role: .text)
      },
      Entry(sort: .time, column: .init("time", alignment: .right, priority: 35)) { row, _, _ in
        .init(row.seconds > 0 ? duration(seconds: row.seconds) : "", role: .muted)
      },
      Entry(sort: nil, column: .init("why", minimum: 8, priority: 30, grows: true)) { row, theme, _ in
        .init(theme.glyphs.printable(sanitized(row.trial.reason)), role: .muted)
      },
    ]
  }

  /// A key's name for the head of a column: `learning_rate` is `learning rate`.
  static func short(_ name: String) -> String { String(name.map { $0 == "_" ? " " : $0 }) }

  /// The state with its sign.
  static func state(_ trial: SweepTrial, _ theme: Theme) -> Table.Field {
    let glyphs = theme.glyphs
    let (sign, role): (String, Role) =
      switch trial.state {
      case .running: (glyphs.live, .ok)
      case .waiting, .resting: (glyphs.dot, .muted)
      case .paused: (glyphs.paused, .warn)
      case .completed: (glyphs.check, .text)
      case .stopped, .killed: (glyphs.isUnicode ? "○" : "o", .muted)
      case .failed: (glyphs.cross, .bad)
      }
    return .init("\(sign) \(trial.wanted.map { "to be \($0.rawValue)" } ?? trial.state.rawValue)", role: role)
  }

  /// A row of small bars, each trial's from its lowest to its highest.
  static func curve(_ values: [Double], width: Int, _ theme: Theme) -> String {
    let text = Sparkline.text(values, width: width)
    if theme.glyphs.isUnicode { return text }
    let levels = Glyphs.braille.levels
    return text.map { bar in levels.firstIndex(of: String(bar)).map { theme.glyphs.levels[$0] } ?? " " }.joined()
  }
}
