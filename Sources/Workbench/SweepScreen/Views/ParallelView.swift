internal import Experiment
internal import Sweeps
internal import TerminalUI

/// The trials as lines over axes and objective; the best and the chosen one stand out.
struct ParallelView: Widget {
  let state: SweepState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let coordinates = ParallelCoordinates(state.snapshot)
    let listed = Set(state.listed)
    let best = state.snapshot.report.best?.trial.number
    let glyphs = canvas.theme.glyphs
    let name = state.snapshot.contents.sweep.objective == .loss ? "loss" : "bits/byte"
    var axes = coordinates.axes.map { axis in
      ParallelPlot.Axis(
        glyphs.printable(TrialTable.short(axis.axis.key.name)),
        marks: AxisNames(axis).marks.map { .init($0.share, glyphs.printable($0.label)) })
    }
    axes.append(
      ParallelPlot.Axis(
        name,
        marks: coordinates.objective.map { range -> [ParallelPlot.Mark] in
          [.init(1, decimal(range.upperBound, 3)), .init(0, decimal(range.lowerBound, 3))]
        } ?? []))
    func rank(_ trial: Int) -> Int { trial == state.selected ? 2 : trial == best ? 1 : 0 }
    let lines = coordinates.lines.filter { listed.contains($0.trial) }
      .sorted { (rank($0.trial), $0.trial) < (rank($1.trial), $1.trial) }
      .map { line in
        ParallelPlot.Line(
          line.shares, role: line.trial == state.selected ? .cursor : line.trial == best ? .ok : .muted,
          glyph: line.trial == state.selected ? "#" : line.trial == best ? "*" : ".")
      }
    canvas.draw(ParallelPlot(axes, lines: lines, highlights: highlights(coordinates, glyphs)), in: area)
  }

  /// The values of the chosen trial, written at the axes.
  private func highlights(_ coordinates: ParallelCoordinates, _ glyphs: Glyphs) -> [ParallelPlot.Mark?] {
    guard let row = state.row, let line = coordinates.lines.first(where: { $0.trial == state.selected }) else {
      return []
    }
    let words = coordinates.axes.map { axis in row.trial.settings.first { $0.key == axis.axis.key }?.word ?? "" }
    let values = words + [row.last.map { decimal($0, 3) } ?? ""]
    return zip(line.shares, values).map { share, value in
      share.map { ParallelPlot.Mark($0, glyphs.printable("\(glyphs.pointer)\(value)"), role: .cursor) }
    }
  }
}

/// Names of places on an axis.
struct AxisNames {
  var marks: [(share: Double, label: String)]

  init(_ coordinate: AxisCoordinate) {
    if !coordinate.words.isEmpty {
      marks = coordinate.words.enumerated().compactMap { index, word in
        coordinate.share(Double(index)).map { (share: $0, label: word) }
      }
    } else if let list = coordinate.axis.list, list.count <= 7 {
      marks = list.compactMap { value in
        let setting = Setting(coordinate.axis.key, value)
        return coordinate.position(setting).flatMap { coordinate.share($0) }.map { (share: $0, label: setting.word) }
      }
    } else if let range = coordinate.range {
      marks = [(share: 0, label: compact(range.lowerBound)), (share: 1, label: compact(range.upperBound))]
    } else {
      marks = []
    }
  }
}
