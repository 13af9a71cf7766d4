public import Experiment
internal import TerminalUI

/// How many pictures of the target domain are recognised over the evaluations, and which evaluation a rule would choose.
///
/// The label-free rule takes the highest `criterion`, H(mean p) − mean H(p) over the targets in nats; the other one the
/// highest accuracy on the targets, which nobody has who has no labels of them.
public struct TargetAccuracy: Sendable, Equatable {
  /// Pictures that are counted together.
  public enum Group: String, Sendable, CaseIterable {
    /// All targets.
    case all
    /// Those whose prediction has the lowest entropy.
    case easy
    /// Those beyond `threshold.easy`.
    case hard
    /// Those beyond `threshold.hard`.
    case outlier
    /// Pictures of the source domain whose labels are not trained on.
    case source

    /// The figure's name in evaluations.
    var figure: String { self == .all ? "accuracy" : "accuracy.\(rawValue)" }
  }

  /// One evaluation.
  public struct Point: Sendable, Equatable {
    /// The step after which it was made.
    public var step: Int
    /// The share that is recognised of each group, in the order of `Group.allCases`; NaN where it is not known.
    @Exact public var shares: [Double]
    /// The label-free criterion in nats, higher is better; NaN where it is not known.
    @Exact public var criterion: Double

    /// The share of one group.
    public func share(_ group: Group) -> Double {
      Group.allCases.firstIndex(of: group).map { shares[$0] } ?? .nan
    }
  }

  /// The evaluations that tell anything of it, by step ascending.
  public private(set) var points: [Point] = []

  /// Of these evaluations.
  public init(_ evaluations: some Sequence<Evaluation>) {
    for evaluation in evaluations {
      let shares = Group.allCases.map { evaluation.figure($0.figure) ?? .nan }
      let criterion = evaluation.figure("criterion") ?? .nan
      guard shares.contains(where: \.isFinite) || criterion.isFinite else { continue }
      guard points.last.map({ $0.step < evaluation.step }) ?? true else { continue }
      points.append(Point(step: evaluation.step, shares: shares, criterion: criterion))
    }
  }

  /// Place of the evaluation that the label-free criterion chooses: the first of those with the highest; nil without any.
  public var chosen: Int? { highest(\.criterion) }

  /// Place of the evaluation with the highest accuracy on all targets, the first of equal ones: it takes their labels to
  /// find it. Nil without any.
  public var best: Int? { highest { $0.share(.all) } }

  private func highest(_ value: (Point) -> Double) -> Int? {
    var best: Int?
    for (place, point) in points.enumerated() where value(point).isFinite {
      if best.map({ value(points[$0]) < value(point) }) ?? true { best = place }
    }
    return best
  }
}

extension Shared {
  /// The accuracy on targets up to the step that is shown.
  var targetAccuracy: TargetAccuracy { TargetAccuracy(evaluations) }
}

/// A share in percent with one decimal, or a dash where it is not known.
func percent(_ share: Double) -> String { share.isFinite ? decimal(100 * share, 1) + " %" : "-" }
