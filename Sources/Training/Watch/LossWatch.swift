internal import Experiment

/// Looks for a loss that is no number, and for one that rises.
struct LossWatch {
  private var isReportedNotFinite = false
  private var smoothed: Double?
  private var lowest = Double.infinity
  private var divergence = Finding()

  mutating func look(at step: Step, _ thresholds: Watch.Thresholds) -> [Alert] {
    guard step.loss.isFinite, step.gradientNorm.isFinite else {
      defer { isReportedNotFinite = true }
      if isReportedNotFinite { return [] }
      return [
        Alert(
          rule: "loss-not-finite", severity: .critical, step: step.step,
          message: "step \(step.step): the loss is \(step.loss), the gradient's norm \(step.gradientNorm)")
      ]
    }
    isReportedNotFinite = false
    let average = smoothed.map { 0.9 * $0 + 0.1 * step.loss } ?? step.loss
    smoothed = average
    lowest = min(lowest, average)
    guard thresholds.divergence > 0, divergence.take(average / lowest, above: thresholds.divergence) else { return [] }
    return [
      Alert(
        rule: "divergence", severity: .critical, step: step.step,
        message: "the loss has risen to \(short(average)) from \(short(lowest))")
    ]
  }
}

/// Looks for steps that take longer than they did: another program on the machine, memory that runs out, heat.
struct PaceWatch {
  /// Means over about 10 and about 200 steps.
  private var recent: Double?
  private var usual: Double?
  private var steps = 0
  private var slowDown = Finding()

  /// Before so many steps nothing is usual yet.
  static let firstSteps = 50

  mutating func look(at step: Step, _ thresholds: Watch.Thresholds) -> [Alert] {
    guard step.seconds.isFinite, step.seconds > 0 else { return [] }
    steps += 1
    // The first step, which takes memory and wakes threads, is nobody's measure.
    guard steps > 1 else { return [] }
    let fast = recent.map { $0 + (step.seconds - $0) / 10 } ?? step.seconds
    let slow = usual.map { $0 + (step.seconds - $0) / 200 } ?? step.seconds
    (recent, usual) = (fast, slow)
    guard thresholds.slowDown > 0, steps > Self.firstSteps, slowDown.take(fast / slow, above: thresholds.slowDown)
    else { return [] }
    return [
      Alert(
        rule: "slow-down", severity: .warning, step: step.step,
        message: "a step takes \(short(1000 * fast)) ms, \(short(fast / slow)) times as long as it did")
    ]
  }
}
