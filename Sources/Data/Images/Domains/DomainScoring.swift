/// The classes of all pictures of a pair, for those who score: training has none of this.
public struct DomainScoring: Sendable {
  /// For each picture of the target the index of its class.
  public let targetClasses: [Int]
  /// For each picture of the source, labelled or not, the index of its class.
  public let sourceClasses: [Int]
  /// The source pictures whose classes training does not know.
  public let unlabelled: [Int]

  /// The share of targets whose class was predicted; nan of none.
  ///
  /// - Parameters:
  ///   - predicted: a class for each target.
  ///   - chosen: the targets that count; nil for all.
  public func accuracy(_ predicted: [Int], among chosen: [Int]? = nil) -> Double {
    fatalError("to come")
  }

  /// The share of unlabelled source pictures whose class was predicted; `predicted` has a class for each source picture.
  public func sourceAccuracy(_ predicted: [Int]) -> Double {
    fatalError("to come")
  }
}
