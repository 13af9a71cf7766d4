internal import Experiment

/// What each task comes to when it is trained alone, as the run's first evaluation tells it: step by step, or at the end
/// only.
struct SingleFigures: Sendable, Equatable {
  /// The step of each column; nil where it does not say, which is the end.
  private var steps: [Int?] = []
  private var figures: [String: [Double]] = [:]

  /// From the latest table `single` that is not after the step that is shown.
  init(_ shared: Shared) {
    guard let table = shared.matrix("single"), table.isWellFormed, !table.columns.isEmpty else { return }
    let count = table.columns.count
    steps = table.columns.map { $0.hasPrefix("step ") ? Int($0.dropFirst("step ".count)) : nil }
    for (row, name) in table.rows.enumerated() where figures[name] == nil {
      figures[name] = table.values[row * count..<(row + 1) * count].map(Double.init)
    }
  }

  /// The task's figure after so many steps where it is known, else at the end; NaN where nothing is known.
  func figure(of task: String, at step: Int?) -> (value: Double, isOfStep: Bool) {
    guard let figures = figures[task], let last = figures.last else { return (.nan, false) }
    if let step, let place = steps.firstIndex(of: step) { return (figures[place], true) }
    return (last, false)
  }

  /// The task's figures at the steps that are known; empty where only the end is.
  func course(of task: String) -> [(step: Int, value: Double)] {
    zip(steps, figures[task] ?? []).compactMap { step, value in step.map { ($0, value) } }
  }
}

/// How far a figure over a limited number of examples may be off: one standard error.
enum FigureError {
  /// √(p (1 − p) / n) of a share of n examples, (1 − r²) / √(n − 1) of a correlation; NaN without examples.
  ///
  /// A share of 0 or 1 counts as half an example less: n examples cannot tell it from that.
  static func standardError(of metric: String, _ value: Double, examples: Int) -> Double {
    let count = Double(examples)
    guard value.isFinite, count >= 2 else { return .nan }
    if ["matthews", "pearson", "spearman"].contains(metric) {
      return max(0, 1 - value * value) / (count - 1).squareRoot()
    }
    let share = min(max(value, 0.5 / count), 1 - 0.5 / count)
    return (share * (1 - share) / count).squareRoot()
  }
}
