internal import Data

/// What the frozen blocks of a transformer make of all pictures of two domains, not augmented.
struct TrunkTokens {
  /// Of a picture.
  let tokens: Int
  /// Of a token, D.
  let width: Int
  /// (pictures · tokens, D) of source and target.
  private var values: [[Float]] = [[], []]

  /// More than this would not be kept. 840 pictures of 224 pixels take 0.3 GiB in a ViT-S/14.
  private static let mostBytes = 1 << 30

  /// Nothing of any picture.
  init(tokens: Int, width: Int) { (self.tokens, self.width) = (tokens, width) }

  /// Whether it is worth its memory: there are frozen blocks, and not too many pictures.
  static func isKept(frozenBlocks: Int, pictures: Int, tokens: Int, width: Int) -> Bool {
    frozenBlocks > 0 && pictures * tokens * width * MemoryLayout<Float>.stride <= mostBytes
  }

  /// Adds the next pictures of a domain.
  mutating func append(_ more: [Float], of side: DomainSide) { values[side.rawValue] += more }

  /// Writes the rows of some pictures one after another.
  func copy(_ pictures: [Int], of side: DomainSide, to target: UnsafeMutablePointer<Float>) {
    let count = tokens * width
    values[side.rawValue].withUnsafeBufferPointer { own in
      for (place, picture) in pictures.enumerated() {
        (target + place * count).update(from: own.baseAddress! + picture * count, count: count)
      }
    }
  }
}
