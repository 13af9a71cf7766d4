/// A sweep played again from recorded curves, with a rule that ends trials early: what it would have done.
public struct Replay: Sendable, Equatable {
  /// A trial that the rule would have ended.
  public struct Stop: Sendable, Equatable {
    /// The trial's number.
    public var trial: Int
    /// After this step.
    public var step: Int
    /// What the rule said.
    public var reason: String

    /// All fields, as they are described above.
    public init(trial: Int, step: Int, reason: String) {
      (self.trial, self.step, self.reason) = (trial, step, reason)
    }
  }

  /// What the rule would have ended, in order.
  public private(set) var stops: [Stop] = []
  /// Steps that would have been done.
  public private(set) var steps = 0
  /// Steps of all trials to their end.
  public private(set) var allSteps = 0
  /// Whether the trial with the lowest final objective would have been ended.
  public private(set) var isWinnerStopped = false
  /// By how much the best trial left is worse than the best of all; NaN when none is left.
  public private(set) var regret = 0.0

  /// Plays trials in this order.
  ///
  /// Every step takes the same time. A trial is evaluated where it was; the rule is asked after each evaluation but the
  /// last, and knows of the others what has happened until then.
  ///
  /// - Parameters:
  ///   - curves: in the order in which they are started.
  ///   - jobs: trials at a time.
  public init(_ curves: [TrialCurve], jobs: Int, objective: Objective, rule: any EarlyStopRule) {
    precondition(jobs >= 1)
    var known: [TrialCurve] = []
    var running: [(curve: TrialCurve, place: Int, start: Int, next: Int)] = []
    var left = curves[...]
    var stopped: Set<Int> = []
    func final(_ curve: TrialCurve) -> Double {
      let value = curve.points.last.map(objective.value) ?? .infinity
      return value.isFinite ? value : .infinity
    }
    func begin(at time: Int) {
      guard let curve = left.popFirst() else { return }
      running.append((curve, known.count, time, 0))
      known.append(TrialCurve(trial: curve.trial, steps: curve.steps, points: [], outlooks: curve.outlooks))
      allSteps += curve.steps
    }
    for _ in 0..<jobs { begin(at: 0) }
    while !running.isEmpty {
      // The next evaluation of all; the trial started first where two fall together.
      var first = 0
      for index in running.indices where moment(running[index]) < moment(running[first]) { first = index }
      let (curve, place, start, next) = running[first]
      let point = curve.points[next]
      known[place].points.append(point)
      running[first].next += 1
      let isLast = next + 1 == curve.points.count
      let reason = isLast ? nil : rule.reason(toStop: known[place], among: Self.without(place, known))
      if let reason {
        stops.append(Stop(trial: curve.trial, step: point.step, reason: reason))
        stopped.insert(curve.trial)
      }
      if isLast || reason != nil {
        steps += isLast ? curve.steps : point.step
        running.remove(at: first)
        begin(at: start + point.step)
      }
    }
    let best = curves.min { final($0) < final($1) }
    isWinnerStopped = best.map { stopped.contains($0.trial) } ?? false
    let survivors = curves.filter { !stopped.contains($0.trial) }.map(final)
    regret = survivors.min().map { $0 - (best.map(final) ?? .nan) } ?? .nan
  }

  private func moment(_ it: (curve: TrialCurve, place: Int, start: Int, next: Int)) -> Int {
    it.start + it.curve.points[it.next].step
  }

  private static func without(_ place: Int, _ curves: [TrialCurve]) -> [TrialCurve] {
    var others = curves
    others.remove(at: place)
    return others
  }
}
