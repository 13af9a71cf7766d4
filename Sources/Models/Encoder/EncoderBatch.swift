/// Sequences of token ids of one length, filled up where they are shorter.
public struct EncoderBatch: Sendable, Equatable {
  /// Number of sequences, B.
  public let rows: Int
  /// Positions of a sequence, S.
  public let length: Int
  /// (B·S)
  public let ids: [Int32]
  /// (B·S), 0 throughout where the sequences have one part.
  public let types: [Int32]
  /// (B·S), whether there is a token at the position; at least one in each sequence.
  public let mask: [Bool]
  /// Whether every position holds a token.
  public let isFull: Bool
  /// Whether layers compute positions without a token too, as queries like all others. They are left out otherwise, and
  /// their vectors are zero.
  public var computesPadding = false

  /// Shapes: ids, types and mask (rows · length).
  /// - Parameters:
  ///   - types: nil for 0 throughout.
  ///   - mask: nil for a token at every position.
  public init(rows: Int, length: Int, ids: [Int32], types: [Int32]? = nil, mask: [Bool]? = nil) {
    let count = rows * length
    let mask = mask ?? Array(repeating: true, count: count)
    precondition(ids.count == count && mask.count == count, "\(ids.count) ids for \(rows) × \(length)")
    precondition(types == nil || types!.count == count, "\(types!.count) types for \(rows) × \(length)")
    for row in 0..<rows {
      precondition(mask[row * length..<(row + 1) * length].contains(true), "sequence \(row) is empty")
    }
    (self.rows, self.length, self.ids, self.mask) = (rows, length, ids, mask)
    self.types = types ?? Array(repeating: 0, count: count)
    isFull = !mask.contains(false)
  }

  /// Puts sequences beside each other, each filled up with `padding` to the longest.
  ///
  /// - Parameter types: of each sequence, as long as it; nil for 0 throughout. Filled up with 0.
  /// - Precondition: none is empty.
  public init(_ sequences: [[Int32]], types: [[Int32]]? = nil, padding: Int32 = 0) {
    let length = sequences.map(\.count).max() ?? 0
    precondition(types == nil || types!.map(\.count) == sequences.map(\.count), "types of other lengths than sequences")
    var (ids, mask): ([Int32], [Bool]) = ([], [])
    ids.reserveCapacity(sequences.count * length)
    mask.reserveCapacity(sequences.count * length)
    for sequence in sequences {
      let rest = length - sequence.count
      ids += sequence + Array(repeating: padding, count: rest)
      mask += Array(repeating: true, count: sequence.count) + Array(repeating: false, count: rest)
    }
    let filled = types.map { $0.flatMap { $0 + Array(repeating: 0, count: length - $0.count) } }
    self.init(rows: sequences.count, length: length, ids: ids, types: filled, mask: mask)
  }

  /// Positions that hold a token, in all sequences together.
  public var tokens: Int { mask.count { $0 } }

  /// Where the tokens of these sequences lie among the positions of them all, and how many each has.
  func packing(of rows: [Int]) -> (places: [Int32], lengths: [Int]) {
    var (places, lengths): ([Int32], [Int]) = ([], [])
    places.reserveCapacity(rows.count * length)
    for (index, row) in rows.enumerated() {
      let before = places.count
      for position in 0..<length where mask[row * length + position] {
        places.append(Int32(truncatingIfNeeded: index * length + position))
      }
      lengths.append(places.count - before)
    }
    return (places, lengths)
  }

  /// Weights of the positions in the mean over a sequence: 1 for tokens, 0 for the rest.
  public var weights: [Float] { mask.map { $0 ? 1 : 0 } }

  /// How many tokens each sequence has.
  var tokensOfRows: [Int] {
    (0..<rows).map { row in mask[row * length..<(row + 1) * length].reduce(0) { $0 + ($1 ? 1 : 0) } }
  }

  /// What attention adds to the scores of the keys of these sequences, one after another.
  func keyBias(of rows: some Sequence<Int>) -> [Float] {
    rows.flatMap { row in mask[row * length..<(row + 1) * length].map { $0 ? 0 : -.infinity } }
  }

  /// Order in which sequences of these lengths are cut into batches with little padding: by length, the shortest first,
  /// equals in their own order.
  ///
  /// - Parameter most: sequences a batch, at most.
  /// - Returns: the numbers of the sequences of each batch.
  public static func buckets(lengths: [Int], most: Int) -> [[Int]] {
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    return stride(from: 0, to: order.count, by: most).map { Array(order[$0..<min($0 + most, order.count)]) }
  }
}
