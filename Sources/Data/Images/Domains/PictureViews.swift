/// Which part of a picture is seen, and whether left and right change places.
public struct PictureView: Sendable, Equatable {
  /// Columns left out at the left, 0 … 2 · margin.
  public let left: Int
  /// Rows left out at the top, likewise.
  public let top: Int
  /// Whether left and right change places.
  public let flipped: Bool
}

/// How the pictures of a batch are seen: as they are, or each cut and turned by chance.
///
/// What happens to a picture follows from (seed, stream, step, row) alone: not from the other pictures of its batch,
/// nor from how many there are.
public struct PictureViews: Sendable {
  /// The middle of every picture: for evaluations.
  public static let plain = PictureViews(random: nil, step: 0)

  /// Cut and turned anew at every step.
  ///
  /// - Parameters:
  ///   - stream: a name for each purpose, so that two batches of a step are drawn independently.
  ///   - step: from 0, below 2⁴³.
  public static func augmented(seed: UInt64, stream: String, step: Int) -> PictureViews {
    precondition(step >= 0 && step < 1 << 43, "views of step \(step)")
    return PictureViews(
      random: CounterRandom(seed: seed, stream: StableHash.hash(Array("domains.view.\(stream)".utf8))), step: step)
  }

  private let random: CounterRandom?
  private let step: Int

  private init(random: CounterRandom?, step: Int) { (self.random, self.step) = (random, step) }

  /// What is seen of the picture in a row, all cuts alike and both directions, where the domain bears it.
  public func view(row: Int, of pictures: DomainPictures) -> PictureView {
    guard let random else { return PictureView(left: pictures.margin, top: pictures.margin, flipped: false) }
    precondition(row >= 0 && row < 1 << 20, "view of row \(row)")
    // One number a picture: 24 bits each for column and row, the highest for the direction.
    let number = random.value(at: UInt64(step) << 20 | UInt64(row))
    let cuts = UInt64(2 * pictures.margin + 1)
    func cut(_ bits: UInt64) -> Int { Int(((bits & 0xFF_FFFF) * cuts) >> 24) }
    return PictureView(left: cut(number), top: cut(number >> 24), flipped: pictures.flips && number >> 63 == 1)
  }
}
