internal import Experiment
internal import TerminalUI

/// How fast a run is as of the step that is shown, and where its time goes.
struct SpeedFacts {
  private let shared: Shared
  private let header: Header
  private let phases: [(name: String, seconds: Double)]

  init(_ shared: Shared, _ header: Header) {
    self.shared = shared
    self.header = header
    let columns = shared.run.state.steps.phases
    phases =
      shared.index.map { index in
        columns.names.compactMap { name in
          guard let values = columns[name], index < values.count else { return nil }
          return (name, shared.run.pace(values, at: index))
        }
      } ?? []
  }

  /// The longest phases, in the order in which they run.
  private func phases(atMost count: Int) -> [(name: String, seconds: Double)] {
    guard phases.count > count else { return phases }
    let shortest = phases.map(\.seconds).sorted(by: >).prefix(count).last ?? .infinity
    return Array(phases.filter { $0.seconds >= shortest }.prefix(count))
  }

  /// Rows for everything.
  var height: Int { 3 + phases.count }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let index = shared.index else {
      return canvas.text("waiting for the first step", in: area.row(0), style: canvas.theme[.muted])
    }
    let theme = canvas.theme
    let steps = shared.run.state.steps
    let run = shared.run
    func value(_ text: String, _ width: Int = 0) -> Span {
      Span(fitted(text, to: max(width, displayWidth(of: text)), alignment: .right), theme[.value])
    }
    func word(_ text: String) -> Span { Span(text, theme[.muted]) }
    let tokens = run.pace(steps.tokensPerSecond, at: index)
    let gflops = run.pace(steps.gflops, at: index)
    var line = 0
    func next() -> Rect {
      line += 1
      return area.row(line - 1)
    }
    let row = next()
    FactColumn.draw("speed", [value(compact(tokens), 6), word(" tok/s")], in: row, on: &canvas)
    let spark = row.inset(left: FactColumn.nameWidth + 16)
    let rates = Array(steps.tokensPerSecond[...index].suffix(spark.width))
    let top = rates.filter(\.isFinite).max() ?? 0
    // From half the best speed on, so that a slow step is seen and noise is not.
    canvas.draw(Sparkline(rates, range: top / 2...max(top, 1e-9), role: .axis), in: spark)
    let sgemm = header.machine.sgemmGflops
    var compute = [value(decimal(gflops, 0), 6), word(" GFLOP/s")]
    if sgemm > 0 {
      compute += [word(", "), value("\(decimal(gflops / sgemm * 100, 0)) %"), word(" of sgemm's \(decimal(sgemm, 0))")]
    }
    FactColumn.draw("compute", compute, in: next(), on: &canvas)
    let seconds = run.pace(steps.seconds, at: index)
    for phase in phases(atMost: max(0, area.height - 3)) {
      let row = next()
      guard !row.isEmpty else { break }
      let share = seconds > 0 ? phase.seconds / seconds : 0
      canvas.text(phase.name, in: row.splitLeft(FactColumn.nameWidth).left, style: theme[.muted])
      let label =
        fitted(decimal(phase.seconds * 1000, 0), to: 5, alignment: .right) + " ms "
        + fitted(decimal(share * 100, 0), to: 3, alignment: .right) + " %"
      canvas.draw(Gauge(share, label: label, role: .kept), in: row.inset(left: FactColumn.nameWidth + 1))
    }
    let memory = Double(steps.residentBytes[index])
    let machine = header.machine
    let place = theme.glyphs.printable(", \(machine.threads) of \(machine.cores) threads, \(machine.processor)")
    FactColumn.draw(
      "memory",
      [
        value(decimal(memory / 1e6, 0), 6), word(" MB      "), value(theme.glyphs.printable(machine.blasCore)),
        word(place),
      ],
      in: next(), on: &canvas)
  }
}
