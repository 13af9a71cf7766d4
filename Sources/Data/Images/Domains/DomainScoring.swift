/// The classes of all pictures of a pair, for those who score: training has none of this.
public struct DomainScoring: Sendable {
  /// For each picture of the target the index of its class.
  public let targetClasses: [Int]
  /// For each picture of the source, labelled or not, the index of its class.
  public let sourceClasses: [Int]
  /// The source pictures whose classes training does not know, in rising order.
  public let unlabelled: [Int]

  init(source: [Int], labelled: [Int], target: [Int]) {
    let known = Set(labelled)
    (sourceClasses, targetClasses) = (source, target)
    unlabelled = source.indices.filter { !known.contains($0) }
  }

  /// The share of targets whose class was predicted; nan of none.
  ///
  /// - Parameters:
  ///   - predicted: a class for each target.
  ///   - chosen: the targets that count; nil for all.
  public func accuracy(_ predicted: [Int], among chosen: [Int]? = nil) -> Double {
    Self.share(predicted, targetClasses, chosen ?? Array(targetClasses.indices))
  }

  /// The share of unlabelled source pictures whose class was predicted, nan of none; `predicted` has a class for each
  /// source picture.
  public func sourceAccuracy(_ predicted: [Int]) -> Double {
    Self.share(predicted, sourceClasses, unlabelled)
  }

  private static func share(_ predicted: [Int], _ classes: [Int], _ chosen: [Int]) -> Double {
    precondition(predicted.count == classes.count, "\(predicted.count) predictions for \(classes.count) pictures")
    return Double(chosen.count(where: { predicted[$0] == classes[$0] })) / Double(chosen.count)
  }
}
