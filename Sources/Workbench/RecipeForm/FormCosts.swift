internal import Experiment
internal import Sweeps
internal import TerminalUI

/// What would be started: parameters, operations, time, and for a sweep its trials.
struct FormCosts: Widget {
  let state: RecipeFormState

  func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let plan = state.plan
    var lines: [[Span]] = []
    if let fault = plan.fault {
      lines = wrapped(theme.glyphs.printable(fault), to: max(8, area.width - 2)).enumerated().map { index, text in
        [Span(index == 0 ? "\(theme.glyphs.cross) " : "  ", theme[.bad]), Span(text, theme[.bad])]
      }
    }
    lines += sweepLines(theme)
    if !state.draft.isSweep, plan.fault == nil { lines += runLines(theme) }
    if !plan.description.isEmpty, area.height > lines.count + 1 {
      let title = state.draft.isSweep ? "one run with the values above" : "what it makes"
      lines += [[], [Span(title, theme[.title])]]
      lines += plan.description.map { [Span(theme.glyphs.printable(sanitized($0)), theme[.text])] }
    }
    canvas.draw(Paragraph(lines), in: area)
  }

  private func line(_ name: String, _ value: String, _ note: String = "", _ theme: Theme) -> [Span] {
    [
      Span(fitted(name, to: 10) + " ", theme[.muted]), Span(theme.glyphs.printable(value), theme[.value]),
      Span(note.isEmpty ? "" : "  " + theme.glyphs.printable(note), theme[.muted]),
    ]
  }

  private func runLines(_ theme: Theme) -> [[Span]] {
    guard let run = state.plan.run else { return [] }
    let inUse = run.trainedParameters.map { grouped($0) + " trained" } ?? grouped(run.activeParameters) + " active"
    return [
      line("parameters", grouped(run.totalParameters), inUse, theme),
      line("work", "\(compact(run.flops))FLOP", "with evaluations", theme), timeLine(theme),
    ]
  }

  private func timeLine(_ theme: Theme) -> [Span] {
    guard let rate = state.rate else {
      return line("time", state.isMeasuring ? "being measured" : "?", state.isMeasuring ? "" : "m measures it", theme)
    }
    let jobs = state.draft.isSweep ? ", \(state.plan.jobs) at a time" : ""
    return line(
      "time", state.seconds.map { duration(seconds: $0) } ?? "?", "at \(compact(rate))FLOP/s\(jobs)", theme)
  }

  private func sweepLines(_ theme: Theme) -> [[Span]] {
    let plan = state.plan
    if let count = plan.uncounted {
      return [
        line("trials", "\(grouped(count)) combinations", "", theme),
        line("", "", "too many to work out while typing; they are when the sweep starts", theme),
      ]
    }
    guard let sweep = plan.sweep, let estimate = plan.estimate else { return [] }
    let combinations = Set(sweep.trials.map(\.configuration)).count
    let seeds = sweep.sweep.seeds.count
    var lines = [
      line(
        "trials", grouped(sweep.trials.count),
        "\(grouped(combinations)) combinations × \(seeds) seed\(seeds == 1 ? "" : "s")", theme)
    ]
    if !sweep.dropped.isEmpty {
      lines.append(line("left out", grouped(sweep.dropped.count), sweep.dropped[0].reason, theme))
    }
    lines += [
      line("parameters", span(plan.span(\.totalParameters)), "", theme),
      line("active", span(plan.span(\.activeParameters)), "", theme),
      line("work", "\(compact(estimate.totalFlops))FLOP", "all trials, as far as the method runs them", theme),
      timeLine(theme),
    ]
    if sweep.sweep.method == .asha || sweep.sweep.earlyStop == .asha {
      let rungs = sweep.sweep.rungs
      lines.append(
        line(
          "rungs", rungs.steps.map { grouped($0) }.joined(separator: " "), "one of \(rungs.reduction) goes on", theme))
    }
    return lines
  }

  private func span(_ span: (low: Int, high: Int)?) -> String {
    guard let span else { return "–" }
    return span.low == span.high ? grouped(span.low) : "\(grouped(span.low)) to \(grouped(span.high))"
  }
}
