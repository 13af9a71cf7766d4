internal import Experiment

/// The latest steps in full detail, so that an alert can be looked into.
struct DetailRing {
  private var steps: [StepDetail] = []
  /// The last step that an alert has told.
  private var told = 0

  /// Keeps one more step, and forgets those that are too long ago.
  mutating func add(_ detail: StepDetail, keeping count: Int) {
    steps.append(detail)
    if steps.count > count { steps.removeFirst(steps.count - count) }
  }

  /// What an alert at this step tells: the steps up to it that no earlier alert has told; nil for none.
  mutating func tell(at step: Int) -> StepDetails? {
    let fresh = steps.filter { $0.step > told }
    guard let last = fresh.last else { return nil }
    told = last.step
    return StepDetails(step: step, steps: fresh)
  }

  /// Forgets everything: the run goes on from elsewhere.
  mutating func clear() { steps = [] }
}
