public import Experiment

/// The main metric of a task after the last step. Higher is better.
public struct TaskFigure: Sendable, Equatable {
  /// The task's name.
  public var task: String
  /// What the metric is called, without `test.`.
  public var metric: String
  /// Its value.
  public var value: Double
  /// Whether it is on test data; otherwise on validation data.
  public var isTest: Bool

  /// All fields, as they are described above.
  public init(task: String, metric: String, value: Double, isTest: Bool = true) {
    (self.task, self.metric, self.value, self.isTest) = (task, metric, value, isTest)
  }

  /// Of all tasks of an evaluation that have a metric: on test data where it was measured there.
  public static func all(of evaluation: Evaluation, tasks: [TaskShape]) -> [TaskFigure] {
    evaluation.tasks.compactMap { score in
      guard tasks.indices.contains(score.task), let main = score.metrics.first else { return nil }
      let test = score.metrics.first { $0.name == "test." + main.name }
      return TaskFigure(
        task: tasks[score.task].name, metric: main.name, value: (test ?? main).value, isTest: test != nil)
    }
  }
}

/// What a run on images is compared by.
public struct AccuracyFigures: Sendable, Equatable {
  /// Share of images that are classified rightly after the last epoch.
  public var last: Double
  /// The highest share of all epochs: chosen on the very images it is measured on, so never comparable with `last` of others.
  public var best: Double
  /// That of the epoch which a criterion without labels chose; nil where there is none.
  public var labelFree: Double?
  /// Whether `last` is over test images; otherwise over those for validation.
  public var lastIsTest: Bool
  /// Whether `best` is over test images.
  public var bestIsTest: Bool
  /// Share of the largest class among the images of `last`: what a model reaches that has learnt nothing. Nil where it is
  /// not known.
  public var lastLargestClass: Double?
  /// The same of `best`.
  public var bestLargestClass: Double?
  /// Images that the model classifies in a second; nil where it was not measured.
  public var imagesPerSecond: Double?
  /// Floating-point operations of classifying an image, in units of 10⁹.
  public var gflopsPerImage: Double?

  /// All fields, as they are described above.
  public init(
    last: Double, best: Double, lastIsTest: Bool = true, bestIsTest: Bool = true, imagesPerSecond: Double? = nil,
    gflopsPerImage: Double? = nil
  ) {
    (self.last, self.best) = (last, best)
    (self.lastIsTest, self.bestIsTest) = (lastIsTest, bestIsTest)
    self.imagesPerSecond = imagesPerSecond
    self.gflopsPerImage = gflopsPerImage
  }

  /// Of all evaluations of a run, in order; nil where the last one has no accuracy.
  ///
  /// - Parameter confusions: `confusion` and `confusion.test` of the last one, true class first.
  public init?(of evaluations: [Evaluation], confusions: [NamedMatrix] = []) {
    guard let final = evaluations.last else { return nil }
    guard let last = final.figure("accuracy.test") ?? final.figure("accuracy") else { return nil }
    let tested = evaluations.compactMap { $0.figure("accuracy.test") }
    let validated = evaluations.compactMap { $0.figure("accuracy") }
    // A test at the end alone chooses no epoch.
    let bestIsTest = tested.count > 1 || validated.isEmpty
    guard let best = (bestIsTest ? tested : validated).max() else { return nil }
    self.init(
      last: last, best: best, lastIsTest: final.figure("accuracy.test") != nil, bestIsTest: bestIsTest,
      imagesPerSecond: evaluations.last { $0.figure("images_per_second") != nil }?.figure("images_per_second"),
      gflopsPerImage: evaluations.last { $0.figure("gflops_per_image") != nil }?.figure("gflops_per_image"))
    labelFree = final.figure("accuracy.chosen")
    lastLargestClass = Self.largestClass(of: confusions, isTest: lastIsTest)
    bestLargestClass = Self.largestClass(of: confusions, isTest: bestIsTest)
  }

  private static func largestClass(of confusions: [NamedMatrix], isTest: Bool) -> Double? {
    guard let matrix = confusions.first(where: { $0.name == (isTest ? "confusion.test" : "confusion") }),
      matrix.isWellFormed, !matrix.columns.isEmpty
    else { return nil }
    let counts = matrix.rows.indices.map { row in
      matrix.values[row * matrix.columns.count..<(row + 1) * matrix.columns.count].reduce(0) { $0 + Double($1) }
    }
    let total = counts.reduce(0, +)
    guard let most = counts.max(), total > 0, total.isFinite else { return nil }
    return most / total
  }
}
