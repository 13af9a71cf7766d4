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
  /// Follows from all of the above.
  public let hash: UInt64

  /// Names of the classes.
  public var classes: [String] { family.classes }
  /// Pixels along a side.
  public var size: Int { source.size }

  /// The pictures of one side.
  public func pictures(_ side: DomainSide) -> DomainPictures { side == .source ? source : target }

  /// What is asked for.
  public struct Request: Sendable, Equatable {
    /// Labelled source pictures a class.
    public var shots: Int
    /// Pixels along a side; 0: as the family has it.
    public var size: Int
    /// Pictures of each domain; 0: all. Of the source each class gives its share; of the target they are taken blindly.
    public var examples: Int
    /// From which the labelled pictures are drawn.
    public var seed: UInt64

    /// All fields.
    public init(shots: Int = 1, size: Int = 0, examples: Int = 0, seed: UInt64) {
      (self.shots, self.size, self.examples, self.seed) = (shots, size, examples, seed)
    }
  }

  /// Reads two domains, draws the labelled pictures, and brings all to one size.
  ///
  /// Damaged pictures are left out, and so are targets that the source has too.
  /// - Returns: what training sees, and apart from it what it must not see.
  /// - Throws: `DataError` when a domain is not known or not on this machine, when the two are of different families, when
  ///   a class has fewer pictures than `shots`, or when the pictures are more than the memory allows.
  public static func load(
    source: String, target: String, _ request: Request, places: ImagePlaces = .standard
  ) throws -> (data: DomainPairData, scoring: DomainScoring) {
    fatalError("to come")
  }

  /// Writes pairs as a model reads them: (pairs, 3, size, size).
  ///
  /// Each picture is seen by itself: the first of the pair in row r as row 2 r of `views`, the second as row 2 r + 1.
  public func write(
    _ pairs: [MixedPair], _ views: PictureViews, _ normalisation: ImageNormalisation,
    to target: UnsafeMutablePointer<Float>, threads: Int = 1
  ) {
    fatalError("to come")
  }

  /// A pair as it is shown, from the middles of both pictures.
  public func image(_ pair: MixedPair) -> RGBImage {
    fatalError("to come")
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
}
