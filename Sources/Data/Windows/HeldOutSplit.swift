/// The division of documents into training and held-out text.
///
/// The side of a document follows from the hash of its own text alone: not from its place, the seed, the tokenizer, or
/// the other corpora. Two copies of one document always fall on the same side.
public struct HeldOutSplit: Sendable, Equatable {
  /// The share of documents to hold out, 0 up to (not including) 1.
  public let share: Double
  private let threshold: UInt64

  /// A split that holds out `share` of the documents. Throws: `DataError` if the share is not in 0 ..< 1.
  public init(share: Double) throws {
    guard share >= 0, share < 1 else {
      throw DataError("the held-out share must be at least 0 and below 1, not \(share)")
    }
    self.share = share
    threshold = UInt64(share * 0x1p64)
  }

  /// True if a document with this hash is held out.
  public func isHeldOut(_ hash: UInt64) -> Bool {
    hash < threshold
  }

  /// Which documents of `corpus` are trained on and which held out, both in the order of their hashes.
  ///
  /// A corpus of at least two different documents always has one on either side: if chance left one side empty, the
  /// document with the lowest hash is held out (or the one with the highest is trained on). `maximumBytes` cuts the
  /// training side only, after the documents with the lowest hashes that fit; the held-out side stays.
  public func divide(
    _ corpus: CorpusText, maximumBytes: Int? = nil
  ) -> (training: [Int], heldOut: [Int]) {
    let hashes = corpus.bytes.withUnsafeBufferPointer { bytes in
      corpus.documents.map { StableHash.hash(UnsafeBufferPointer(rebasing: bytes[$0.range])) }
    }
    let order = hashes.indices.sorted { (hashes[$0], $0) < (hashes[$1], $1) }
    guard share > 0, let lowest = order.first.map({ hashes[$0] }), let highest = order.last.map({ hashes[$0] }),
      lowest < highest
    else { return (limited(order, corpus, maximumBytes), []) }
    let bound = min(max(threshold, lowest + 1), highest)
    let firstTrained = order.firstIndex { hashes[$0] >= bound } ?? order.count
    return (limited(Array(order[firstTrained...]), corpus, maximumBytes), Array(order[..<firstTrained]))
  }

  private func limited(_ documents: [Int], _ corpus: CorpusText, _ maximumBytes: Int?) -> [Int] {
    guard let maximumBytes else { return documents }
    var sum = 0
    return Array(
      documents.prefix { document in
        sum += corpus.documents[document].range.count
        return sum <= maximumBytes
      })
  }
}
