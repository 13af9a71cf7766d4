/// What merging works on: a token of plain BPE, or one of the expanded vocabulary of Scaffold-BPE.
public struct TokenSymbol: Sendable, Equatable {
  /// Its bytes; of a special token what it is written as.
  public let bytes: [UInt8]
  /// What it is.
  public let kind: TokenSegment.Kind
  /// What the model sees it as: its id, or those of the pieces of a scaffold token.
  public let ids: [Int32]
  /// The place of its merge in the order in which merges are done, from 0; nil for what no merge makes.
  public let rank: Int?
  /// The symbols that this merge joins, as places in `BPETokenizer.symbols`; nil where there is no merge.
  public let parts: (left: Int, right: Int)?

  /// Whether all fields are equal.
  public static func == (one: TokenSymbol, other: TokenSymbol) -> Bool {
    one.bytes == other.bytes && one.kind == other.kind && one.ids == other.ids && one.rank == other.rank
      && one.parts?.left == other.parts?.left && one.parts?.right == other.parts?.right
  }
}

extension BPETokenizer {
  /// All symbols: of plain BPE by id, of Scaffold-BPE by rank in the expanded vocabulary. `TokenSegment.symbol` is a
  /// place in this.
  public var symbols: [TokenSymbol] {
    if let scaffold {
      return scaffold.tokens.enumerated().map { rank, token in
        let isMerged = token.left >= 0
        return TokenSymbol(
          bytes: token.bytes,
          kind: token.isScaffold ? .scaffold : rank < scaffold.specialCount ? .special : .token,
          ids: scaffold.demolition[rank], rank: isMerged ? rank - scaffold.specialCount - 256 : nil,
          parts: isMerged ? (Int(token.left), Int(token.right)) : nil)
      }
    }
    // A token that several merges make is told with the first of them.
    var made: [Int32: Int] = [:]
    for (rank, merge) in merges.enumerated() where made[merge.result] == nil { made[merge.result] = rank }
    return vocabulary.tokens.indices.map { id in
      let rank = made[Int32(id)]
      return TokenSymbol(
        bytes: vocabulary.tokens[id], kind: vocabulary.isSpecial[id] ? .special : .token, ids: [Int32(id)], rank: rank,
        parts: rank.map { (Int(merges[$0].left), Int(merges[$0].right)) })
    }
  }
}
