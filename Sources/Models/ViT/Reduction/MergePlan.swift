internal import Tensor

/// Which tokens of a batch of images become part of which others: every image loses equally many.
///
/// Positions count within an image. A new list holds first the tokens at even positions that stay, then those at odd
/// positions, each in rising order; so the class token stays at 0.
public struct MergePlan {
  /// Images, B.
  public let images: Int
  /// Tokens of an image before.
  public let tokens: Int
  /// Tokens of an image that are removed, r.
  public let removed: Int
  /// (B, r): the sources, most alike first.
  public let sources: [Int32]
  /// (B, r): where each source goes; several may go to one.
  public let destinations: [Int32]
  /// (B, tokens): each token's position in the new list; a source's is that of its destination.
  public let newPositions: [Int32]

  /// Tokens of an image after.
  public var tokensAfter: Int { tokens - removed }

  /// How many of `wanted` tokens can go: at most half of those that are not the class token.
  public static func removable(_ wanted: Int, of tokens: Int) -> Int { min(max(wanted, 0), (tokens - 1) / 2) }

  /// - Precondition: sources are even and not 0, destinations odd.
  public init(images: Int, tokens: Int, sources: [Int32], destinations: [Int32]) {
    precondition(sources.count == destinations.count && sources.count % max(images, 1) == 0)
    precondition(sources.allSatisfy { $0 > 0 && $0 % 2 == 0 } && destinations.allSatisfy { $0 % 2 == 1 })
    self.images = images
    self.tokens = tokens
    removed = sources.count / max(images, 1)
    self.sources = sources
    self.destinations = destinations
    var positions = Array(repeating: Int32(-1), count: images * tokens)
    for image in 0..<images {
      let (base, own) = (image * tokens, image * removed..<(image + 1) * removed)
      for pair in own { positions[base + Int(sources[pair])] = -2 }
      var next: Int32 = 0
      for first in 0..<2 {
        for token in stride(from: base + first, to: base + tokens, by: 2) where positions[token] == -1 {
          positions[token] = next
          next += 1
        }
      }
      for pair in own { positions[base + Int(sources[pair])] = positions[base + Int(destinations[pair])] }
    }
    newPositions = positions
  }

  /// The plan as row numbers over the whole batch, with the sizes that sources bring along.
  ///
  /// - Parameter sizes: (B, tokens), those before.
  func rows(sizes: [Float], on tape: Tape) -> (merge: RowMerge, sources: [Int32], destinations: [Int32], sizes: [Float])
  {
    let after = tokensAfter
    var origins = Array(repeating: Int32(0), count: images * after)
    var continuations = newPositions
    var newSizes = Array(repeating: (weight: Float(0), size: Float(0)), count: images * after)
    for image in 0..<images {
      for token in image * tokens..<(image + 1) * tokens { continuations[token] += Int32(image * after) }
    }
    let batch = (0..<sources.count).map { $0 / removed }
    let sourceRows = zip(sources, batch).map { $0 + Int32($1 * tokens) }
    let destinationRows = zip(destinations, batch).map { $0 + Int32($1 * tokens) }
    let targets = destinationRows.map { continuations[Int($0)] }
    for row in sourceRows { continuations[Int(row)] = -1 }
    for (old, new) in continuations.enumerated() where new >= 0 {
      origins[Int(new)] = Int32(old)
      newSizes[Int(new)] = (sizes[old], sizes[old])
    }
    for (source, target) in zip(sourceRows, targets) { newSizes[Int(target)].size += sizes[Int(source)] }
    let merge = RowMerge(
      images: images, origins: origins, continuations: continuations, targets: targets, sizes: newSizes, on: tape)
    return (merge, sourceRows, destinationRows, newSizes.map(\.size))
  }
}
