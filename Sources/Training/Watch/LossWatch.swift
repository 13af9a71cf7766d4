internal import Experiment

/// Looks for a loss that is no number, and for one that rises. Of a run on several tasks each has a course of its own:
/// their losses are no more alike than their difficulty.
struct LossWatch {
  private struct Course {
    var smoothed: Double
    var lowest: Double
    var divergence = Finding()
  }

  /// Names of the tasks.
  let tasks: [String]
  private var isReportedNotFinite = false
  /// By task; one for steps without.
  private var courses: [Int?: Course] = [:]

  /// Has seen nothing yet.
  init(tasks: [String]) { self.tasks = tasks }

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
    var course = courses[step.task] ?? Course(smoothed: step.loss, lowest: .infinity)
    course.smoothed = 0.9 * course.smoothed + 0.1 * step.loss
    course.lowest = min(course.lowest, course.smoothed)
    let (average, lowest) = (course.smoothed, course.lowest)
    // A task's loss comes from few and small batches: it trembles more, and is a new finding only after it was nearly as
    // low again as ever.
    let threshold = thresholds.divergence
    let floor = step.task.map { _ in 1 + 0.2 * (threshold - 1) }
    let isFound = threshold > 0 && course.divergence.take(average / lowest, above: threshold, downTo: floor)
    courses[step.task] = course
    guard isFound else { return [] }
    let name = step.task.map { tasks.indices.contains($0) ? " of \(tasks[$0])" : " of task \($0)" } ?? ""
    return [
      Alert(
        rule: "divergence", severity: .critical, step: step.step,
        message: "the loss\(name) has risen to \(short(average)) from \(short(lowest))")
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
    // One step may take as long as it likes, such as the first of an epoch: it counts for so much and no more.
    let most = 2 * max(2, thresholds.slowDown) * (usual ?? .infinity)
    let seconds = min(step.seconds, most)
    let fast = recent.map { $0 + (seconds - $0) / 10 } ?? seconds
    let slow = usual.map { $0 + (seconds - $0) / 200 } ?? seconds
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
