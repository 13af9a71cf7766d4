/// Which task each step was of, and what its loss was: what is known of the tasks of a run that trains on several.
///
/// 4 bytes a step, and what a step has of its own in `StepHistory`.
public struct TaskHistory: Sendable, Equatable {
  /// For each task of the header how many steps were of it.
  public private(set) var counts: [Int] = []
  /// The task of each step of `StepHistory`, −1 for steps of none or several; empty for a run without tasks.
  public private(set) var task: [Int32] = []

  /// How many of the first steps were of each task.
  public func counts(steps: Int) -> [Int] {
    guard steps < task.count else { return counts }
    var counts = Array(repeating: 0, count: counts.count)
    for task in task[..<max(0, steps)] where counts.indices.contains(Int(task)) { counts[Int(task)] += 1 }
    return counts
  }

  /// The places in `StepHistory` of a task's latest steps among the first ones, ascending.
  ///
  /// - Parameters:
  ///   - index: the task.
  ///   - steps: how many steps are looked at.
  ///   - most: how many places are wanted.
  public func places(of index: Int, steps: Int, most: Int) -> [Int] {
    var places: [Int] = []
    var place = min(steps, task.count) - 1
    while place >= 0, places.count < most {
      if Int(task[place]) == index { places.append(place) }
      place -= 1
    }
    return places.reversed()
  }

  /// For each step the mean over tasks of the latest loss of each: of those that had a step by then. A step of several
  /// tasks, or of none, leaves it as it was.
  ///
  /// - Parameter losses: of the steps of `StepHistory`.
  public func meanLosses(_ losses: [Double]) -> [Double] {
    var latest: [Double?] = Array(repeating: nil, count: counts.count)
    var (mean, isKnown) = (Double.nan, false)
    return losses.enumerated().map { index, loss in
      let task = index < task.count ? Int(task[index]) : -1
      if latest.indices.contains(task) {
        latest[task] = loss
        let known = latest.compactMap(\.self)
        (mean, isKnown) = (known.reduce(0, +) / Double(known.count), true)
      }
      return isKnown ? mean : loss
    }
  }

  /// Adds the step with this index in `StepHistory`.
  mutating func append(_ index: Int?, at place: Int) {
    if counts.isEmpty { return }
    while task.count < place { task.append(-1) }
    let known = index.flatMap { counts.indices.contains($0) ? $0 : nil }
    task.append(known.map { Int32($0) } ?? -1)
    if let known { counts[known] += 1 }
  }

  /// Keeps the first steps only, and counts for so many tasks.
  mutating func restart(steps: Int, tasks: Int) {
    if steps < task.count { task.removeLast(task.count - steps) }
    counts = Array(repeating: 0, count: tasks)
    for task in task where counts.indices.contains(Int(task)) { counts[Int(task)] += 1 }
  }
}
