import Experiment
import Foundation
import Sweeps

/// What a sweep will cost, in lines for people.
struct SweepPlan {
  let contents: SweepContents
  let jobs: Int
  let threads: Int

  init(_ contents: SweepContents, jobs: Int, threads: Int) {
    (self.contents, self.jobs, self.threads) = (contents, jobs, threads)
  }

  /// - Parameter trials: whether each combination gets a line.
  func lines(file: String, trials listed: Bool) throws -> [String] {
    let sweep = contents.sweep
    let trials = contents.trials
    let combinations = Set(trials.map(\.configuration)).count
    var lines = [
      "\(sweep.name): \(trials.count) trials, \(combinations) combinations × \(sweep.seeds.count) seeds, "
        + "\(sweep.method.rawValue), early stop \(sweep.earlyStop.rawValue), in \(file)"
    ]
    for axis in sweep.space.axes { lines.append("  varies \(axis.key.path) = \(axis.text)") }
    if sweep.method == .asha || sweep.earlyStop == .asha {
      lines.append(
        "  rungs at steps \(sweep.rungs.steps.map(String.init).joined(separator: ", ")), one of \(sweep.rungs.reduction) goes on"
      )
    }
    lines.append(
      "  parameters \(span(trials.map(\.cost.totalParameters))) in all, \(span(trials.map(\.cost.activeParameters))) active"
    )
    let estimate = CostEstimate(contents)
    let over = trials.count - estimate.trialsLeft
    lines.append(
      "  cost \(Quantity.short(estimate.totalFlops))FLOP"
        + (over > 0 || estimate.flopsLeft < estimate.totalFlops
          ? ", \(over) trials are over, \(Quantity.short(estimate.flopsLeft))FLOP left" : ""))
    if estimate.trialsLeft > 0 { lines.append("  " + (try time(estimate))) }
    if let budget = contents.budget {
      lines.append("  budget \(Quantity.duration(budget)), \(Quantity.duration(contents.spent)) spent")
    }
    for drop in contents.dropped { lines.append("  left out \(drop.settings.label): \(drop.reason)") }
    if listed { lines += list }
    return lines
  }

  private var list: [String] {
    var seen: Set<Int> = []
    return contents.trials.compactMap { trial in
      guard seen.insert(trial.configuration).inserted else { return nil }
      return
        "  \(trial.configuration)  \(trial.settings.label): \(Quantity.count(trial.cost.totalParameters)) parameters, "
        + "\(Quantity.count(trial.cost.activeParameters)) active, \(Quantity.short(trial.cost.flops))FLOP"
    }
  }

  private func span(_ counts: [Int]) -> String {
    guard let low = counts.min(), let high = counts.max() else { return "–" }
    return low == high ? Quantity.count(low) : "\(Quantity.count(low)) to \(Quantity.count(high))"
  }

  /// By the rate of the sweep's own trials, or by one measured now with the combination of middling cost.
  private func time(_ estimate: CostEstimate) throws -> String {
    func line(_ seconds: Double?, _ rate: Double, _ source: String) -> String {
      "time \(seconds.map(Quantity.duration) ?? "–") with \(jobs) trials at a time, \(threads) "
        + (threads == 1 ? "thread" : "threads") + " each, at \(Quantity.short(rate))FLOP/s a trial (\(source))"
    }
    if let rate = estimate.rate {
      return line(estimate.secondsLeft(jobs: jobs), rate, "rate of the trials so far")
    }
    let open = contents.trials.filter { !$0.state.isOver }.sorted { $0.cost.flops < $1.cost.flops }
    let middle = open[open.count / 2]
    var recipe = try middle.recipe(of: contents.sweep)
    recipe[Keys.Run.threads] = threads
    let rate = try StepMeasurement.flopsPerSecond(of: recipe)
    return line(
      estimate.secondsLeft(jobs: jobs, measured: rate), rate,
      "measured now on \(StepMeasurement.probeSteps) steps of \(middle.settings.label)")
  }
}
