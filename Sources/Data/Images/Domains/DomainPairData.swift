/// What training sees of two domains: all pictures of both, and the classes of a few of the source.
///
/// The classes of targets, and of the source's other pictures, are in no value that can be reached from here: they are
/// handed out apart, as `DomainScoring`, to those who score.
public struct DomainPairData: Sendable {
  /// What both domains are of; its classes are those of the pair.
  public let family: DomainFamily
  /// All pictures of the source, labelled or not.
  public let source: DomainPictures
  /// The few source pictures whose classes are known.
  public let labelled: LabelledPictures
  /// All pictures of the target.
  public let target: DomainPictures
  /// What was left out, a line for each domain of which anything was.
  public let skipped: [String]
  /// Follows from the pictures of both sides and from which of them are labelled.
  public let hash: UInt64

  /// Names of the classes.
  public var classes: [String] { family.classes }
  /// Pixels along a side.
  public var size: Int { source.size }
  /// The pictures of one side.
  public func pictures(_ side: DomainSide) -> DomainPictures { side == .source ? source : target }

  /// The pair in one line.
  public var split: String {
    "\(source.name) → \(target.name): \(classes.count) classes, \(source.count) source pictures of which"
      + " \(labelled.count) are labelled, \(target.count) targets, \(size) × \(size) pixels"
  }

  /// What is asked for.
  public struct Request: Sendable, Equatable {
    /// Labelled source pictures a class.
    public var shots: Int
    /// Pixels along a side; 0: as the family has it.
    public var size: Int
    /// Pictures of each domain; 0: all. Of the source each class gives its share; targets are taken blindly.
    public var examples: Int
    /// From which the labelled pictures are drawn.
    public var seed: UInt64

    /// All fields.
    public init(shots: Int = 1, size: Int = 0, examples: Int = 0, seed: UInt64) {
      (self.shots, self.size, self.examples, self.seed) = (shots, size, examples, seed)
    }
  }
}

/// Source pictures whose classes are known.
public struct LabelledPictures: Sendable, Equatable {
  /// Their places among the source's pictures: class by class, `shots` of each.
  public let indices: [Int]
  /// For each the index of its class.
  public let classes: [Int]

  /// Number of pictures.
  public var count: Int { indices.count }

  /// Draws `shots` of each class by (seed, class): fewer shots are the first of more, and what is drawn of a class
  /// does not depend on the others.
  ///
  /// - Throws: `DataError` naming the first class that has too few.
  init(_ shots: Int, of source: BlindPictures, _ domain: PictureDomain, seed: UInt64, limited: Bool) throws {
    var (indices, classes): ([Int], [Int]) = ([], [])
    for (label, name) in domain.family.classes.enumerated() {
      let own = source.labels.indices.filter { source.labels[$0] == label }
      guard own.count >= shots else {
        throw DataError(
          "domain \(domain.name): class '\(name)' has \(own.count) picture\(own.count == 1 ? "" : "s"), domains.shots"
            + " asks for \(shots) labelled; lower it\(limited ? ", or raise domains.examples" : "")")
      }
      let stream = StableHash.hash(Array("domains.labelled.\(name)".utf8))
      indices += CounterRandom(seed: seed, stream: stream).permutation(own.count).prefix(shots).map { own[Int($0)] }
      classes += Array(repeating: label, count: shots)
    }
    (self.indices, self.classes) = (indices, classes)
  }
}
