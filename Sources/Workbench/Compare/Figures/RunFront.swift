public import Experiment
internal import TerminalUI

/// Runs by how often they are right and by what that costs, and which of them no other beats in both.
public struct RunFront: Sendable, Equatable {
  /// What a run costs.
  public enum Cost: String, Sendable, CaseIterable {
    /// Images a second of its evaluation; higher is better.
    case throughput
    /// GFLOP of an image; lower is better.
    case work
  }

  /// A run.
  public struct Point: Sendable, Equatable {
    /// Its place in the comparison.
    public var run: Int
    /// Share of the images that are recognised, of the last evaluation that says it.
    public var accuracy: Double
    /// Images a second; NaN where it is not known.
    @Exact public var throughput: Double
    /// GFLOP of an image; NaN where it is not known.
    @Exact public var work: Double

    /// A cost of it.
    public func cost(_ cost: Cost) -> Double { cost == .throughput ? throughput : work }
  }

  /// The runs that have an accuracy and a cost; hidden ones are not among them.
  public let points: [Point]
  /// Whether the accuracies are those of test images: where all of these runs have them.
  public let isOfTest: Bool

  /// The front of a comparison.
  public init(_ comparison: Comparison) {
    func last(_ figure: String, _ run: ComparedRun) -> Double? {
      run.state.evaluations.reversed().lazy.compactMap { $0.figure(figure) }.first { $0.isFinite }
    }
    let places = comparison.runs.indices.filter { place in
      let run = comparison.runs[place]
      return !run.isHidden && last("accuracy", run) != nil
        && (last("images_per_second", run) != nil || last("gflops_per_image", run) != nil)
    }
    let isOfTest = !places.isEmpty && places.allSatisfy { last("accuracy.test", comparison.runs[$0]) != nil }
    self.isOfTest = isOfTest
    points = places.map { place in
      let run = comparison.runs[place]
      return Point(
        run: place, accuracy: last(isOfTest ? "accuracy.test" : "accuracy", run) ?? .nan,
        throughput: last("images_per_second", run) ?? .nan, work: last("gflops_per_image", run) ?? .nan)
    }
  }

  /// Whether no run has both figures.
  public var isEmpty: Bool { points.isEmpty }

  private func places(_ cost: Cost) -> [(x: Double, y: Double)] { points.map { (x: $0.cost(cost), y: $0.accuracy) } }

  /// Places in the comparison of the runs that no other beats: more accurate at no more cost, or as accurate at less.
  public func runs(_ cost: Cost) -> [Int] {
    ParetoFront.indices(places(cost), x: cost == .work ? .lower : .higher, y: .higher).map { points[$0].run }
  }

  /// The corners of the front's edge.
  func edge(_ cost: Cost) -> (xs: [Double], ys: [Double]) {
    ParetoFront.edge(places(cost), x: cost == .work ? .lower : .higher, y: .higher)
  }

  /// The most accurate run that beats another: at least as good in both, and better in one.
  func superior(to point: Point, _ cost: Cost) -> Point? {
    func gain(_ other: Point) -> Double {
      (other.cost(cost) - point.cost(cost)) * (cost == .work ? -1 : 1)
    }
    return points.filter { other in
      other.accuracy >= point.accuracy && gain(other) >= 0 && (other.accuracy > point.accuracy || gain(other) > 0)
    }.max { $0.accuracy < $1.accuracy }
  }
}

/// What `FrontPicture` and the command line print of a `RunFront`.
public struct FrontColumns: Sendable {
  /// What stands above the columns.
  public static let titles = ["run", "accuracy", "images/s", "GFLOP", "front"]
  /// A row for each run, the most accurate first, and the place of its run.
  public let rows: [(run: Int, cells: [String])]
  /// What the figures mean, in a line.
  public let remark: String

  /// - Parameter labels: what the runs are called.
  public init(_ front: RunFront, labels: [String]) {
    let (fast, light) = (Set(front.runs(.throughput)), Set(front.runs(.work)))
    func text(_ value: Double, _ places: Int) -> String { value.isFinite ? decimal(value, places) : "–" }
    rows = front.points.sorted { $0.accuracy > $1.accuracy }.map { point in
      let words = [(fast.contains(point.run), "speed"), (light.contains(point.run), "work")].filter(\.0).map(\.1)
      return (
        point.run,
        [
          sanitized(labels.indices.contains(point.run) ? labels[point.run] : ""), text(100 * point.accuracy, 1) + " %",
          text(point.throughput, 1), text(point.work, 2), words.joined(separator: ", "),
        ]
      )
    }
    remark =
      "accuracy on \(front.isOfTest ? "test" : "validation") images; "
      + "front: no run is more accurate at no less speed, or no more work"
  }
}
