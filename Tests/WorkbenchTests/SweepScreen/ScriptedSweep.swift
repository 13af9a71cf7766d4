import Experiment
import Sweeps
import Workbench

/// A sweep as its file would tell of it, with everything that a screen has to show.
enum ScriptedSweep {
  static let axes = ["optimizer.learning_rate=log:2e-4:2e-2:5", "moe.router=topk,mask,hash"]

  /// Fifteen trials of which some are over, some run, some were ended early or by hand.
  static func snapshot(
    axes: [String] = axes, seeds: [Int] = [7], over: Int = 9, driver: SweepDriver = .running(process: 4711),
    trials drawn: Int? = nil
  ) throws -> SweepSnapshot {
    var recipe = Recipe()
    recipe[Keys.Run.name] = "small"
    recipe[Keys.Run.steps] = 300
    recipe[Keys.Evaluation.every] = 50
    let sweep = Sweep(
      name: "small-4fa2c1", recipe: recipe, space: try SearchSpace(axes.map { try Axis($0) }), seeds: seeds,
      method: drawn == nil ? .grid : .random, earlyStop: .median, trials: drawn, rungs: try Rungs(end: 300))
    let found = try Configurations(
      sweep.space, of: recipe, count: drawn, seed: 7, sameActiveParameters: nil, cost: cost)
    var trials = SweepRunner.trials(
      of: found.kept, seeds: seeds, method: sweep.method, rungs: sweep.rungs, recipe: recipe)
    var points: [Int: [TrialCurve.Point]] = [:]
    var attempts: [Attempt] = []
    var balances: [Int: Double] = [:]
    for index in trials.indices where index < over + 2 {
      let number = trials[index].number
      let isStopped = number % 5 == 0 && index < over
      let steps = index >= over ? 150 : isStopped ? 100 : 300
      trials[index].step = steps
      trials[index].state = index >= over ? .running : isStopped ? .stopped : number == 7 ? .killed : .completed
      if isStopped { trials[index].reason = "median: 4.1022 nats at step 100, the median of 4 others there is 3.9120" }
      if number == 7 { trials[index].reason = "by hand: too slow" }
      points[number] = stride(from: 50, through: steps, by: 50).map { step in
        let loss = 3 + Double(number % 4) * 0.17 + Double(number) * 0.013 + 90 / Double(step + 40)
        return TrialCurve.Point(step: step, tokens: step * 2048, loss: loss, bitsPerByte: loss / 0.6931)
      }
      let start = 1_700_000_000.0 + Double(index) * 40
      attempts.append(
        Attempt(
          number: index + 1, trial: number, from: 0, target: 300, identifier: "\(5000 + index)", started: start,
          ended: index < over ? start + 61 : nil, outcome: index < over ? "ended" : ""))
      balances[number] = 1.1 + Double((number * 7) % 11) / 10
    }
    if trials.count > over + 3 { trials[over + 2].state = .paused }
    if trials.count > 3 { trials[2].isKept = true }
    let decisions = [
      Decision(
        number: 1, time: 1_700_000_100, author: "median", action: .stop, trial: 5, value: "",
        reason: "4.1022 nats at step 100, the median of 4 others there is 3.9120", taken: 1_700_000_100),
      Decision(
        number: 2, time: 1_700_000_200, author: "user", action: .kill, trial: 7, value: "", reason: "too slow",
        taken: 1_700_000_201),
      Decision(
        number: 3, time: 1_700_000_300, author: "user", action: .budget, trial: nil, value: "7200.0", reason: "",
        taken: nil),
    ]
    return SweepSnapshot(
      SweepContents(
        sweep: sweep, budget: 3600, spent: 754, trials: trials, dropped: found.dropped, points: points,
        attempts: attempts, decisions: decisions),
      balances: balances, driver: driver, printed: ["trial 1 (router=topk): starts", "[1/15] trial 1: completed"])
  }

  static func cost(_ recipe: Recipe) throws -> TrialCost {
    TrialCost(
      totalParameters: 100_000 * recipe[Keys.MoE.experts], activeParameters: 50_000 * recipe[Keys.MoE.k],
      flops: 1e12 * Double(recipe[Keys.Run.steps]) / 300)
  }
}
