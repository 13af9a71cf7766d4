public import Experiment

/// Runs on one task by how often they are right and by what that costs, and which of them no other beats in both.
///
/// Runs whose recipes differ in nothing but the seed count together, by their means: otherwise the luckiest seed would be
/// the front.
public struct RunFront: Sendable, Equatable {
  /// What a run costs.
  public enum Cost: String, Sendable, CaseIterable {
    /// Images a second of its evaluation; higher is better.
    case throughput
    /// GFLOP of an image; lower is better.
    case work
  }

  /// A run, or several of one recipe.
  public struct Point: Sendable, Equatable {
    /// Places in the comparison, in its order.
    public var runs: [Int]
    /// Share of the images that are recognised, of the last evaluation that says it; a mean for several runs.
    public var accuracy: Double
    /// Its standard deviation over seeds (n − 1); nil for one run.
    public var spread: Double?
    /// Images a second; NaN where it is not known.
    @Exact public var throughput: Double
    /// GFLOP of an image; NaN where it is not known.
    @Exact public var work: Double

    /// A cost of it.
    public func cost(_ cost: Cost) -> Double { cost == .throughput ? throughput : work }
  }

  /// The name of the task: accuracies on different ones do not compare.
  public let task: String
  /// The runs that have an accuracy and a cost; hidden ones are not among them.
  public let points: [Point]
  /// Whether the accuracies are those of test images: where all of these runs have them.
  public let isOfTest: Bool

  /// The fronts of a comparison, one for each task, in the order of the runs.
  public static func all(_ comparison: Comparison) -> [RunFront] {
    let places = comparison.runs.indices.filter { place in
      let run = comparison.runs[place]
      return !run.isHidden && last("accuracy", run) != nil
        && (last("images_per_second", run) != nil || last("gflops_per_image", run) != nil)
    }
    let groups = RecipeGroup.all(comparison.runs.map(\.state)).map { group in
      group.members.filter { places.contains($0) }
    }
    var tasks: [String] = []
    for task in places.map({ taskName(of: comparison.runs[$0]) }) where !tasks.contains(task) { tasks.append(task) }
    return tasks.map { task in
      RunFront(task, groups.filter { $0.first.map { taskName(of: comparison.runs[$0]) } == task }, comparison)
    }
  }

  /// - Parameter groups: places of the runs on the task, those of one recipe together.
  private init(_ task: String, _ groups: [[Int]], _ comparison: Comparison) {
    let runs = comparison.runs
    let isOfTest = groups.joined().allSatisfy { Self.last("accuracy.test", runs[$0]) != nil }
    (self.task, self.isOfTest) = (task, isOfTest)
    points = groups.map { members in
      // As in the table of final figures only what has come to its end is counted, unless nothing has.
      let finished = members.filter { runs[$0].state.finish?.reason == .completed }
      let counted = finished.isEmpty ? members : finished
      func spread(_ figure: String) -> Spread { Spread(counted.compactMap { Self.last(figure, runs[$0]) }) }
      let accuracy = spread(isOfTest ? "accuracy.test" : "accuracy")
      return Point(
        runs: counted, accuracy: accuracy.mean, spread: accuracy.deviation,
        throughput: spread("images_per_second").mean, work: spread("gflops_per_image").mean)
    }
  }

  /// What a run is tested on.
  static func taskName(of run: ComparedRun) -> String { run.state.header?.domains.joined(separator: ", ") ?? "" }

  /// A figure of the last evaluation that tells it as a number.
  private static func last(_ figure: String, _ run: ComparedRun) -> Double? {
    run.state.evaluations.reversed().lazy.compactMap { $0.figure(figure) }.first { $0.isFinite }
  }

  private func places(_ cost: Cost) -> [(x: Double, y: Double)] { points.map { (x: $0.cost(cost), y: $0.accuracy) } }

  /// Those that no other beats: more accurate at no more cost, or as accurate at less.
  public func best(_ cost: Cost) -> [Point] {
    ParetoFront.indices(places(cost), x: cost == .work ? .lower : .higher, y: .higher).map { points[$0] }
  }

  /// The corners of the front's edge.
  func edge(_ cost: Cost) -> (xs: [Double], ys: [Double]) {
    ParetoFront.edge(places(cost), x: cost == .work ? .lower : .higher, y: .higher)
  }

  /// The point of a run; nil for a run that is not on the task, or not counted.
  func point(of run: Int) -> Point? { points.first { $0.runs.contains(run) } }

  /// The most accurate point that beats another: at least as good in both, and better in one.
  func superior(to point: Point, _ cost: Cost) -> Point? {
    func gain(_ other: Point) -> Double {
      (other.cost(cost) - point.cost(cost)) * (cost == .work ? -1 : 1)
    }
    return points.filter { other in
      other.accuracy >= point.accuracy && gain(other) >= 0 && (other.accuracy > point.accuracy || gain(other) > 0)
    }.max { $0.accuracy < $1.accuracy }
  }
}
