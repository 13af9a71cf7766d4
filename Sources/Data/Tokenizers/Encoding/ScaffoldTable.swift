/// The expanded vocabulary of Scaffold-BPE, by rank: specials, the 256 bytes, learnt tokens in order of creation.
struct ScaffoldTable: Sendable {
  /// One token of the expanded vocabulary.
  struct Token: Sendable, Equatable {
    var bytes: [UInt8]
    /// The ranks of its first split; -1 for specials and bytes.
    var left: Int32
    var right: Int32
    var isScaffold: Bool
    /// What the model sees it as; -1 for a scaffold.
    var id: Int32
  }

  /// A split of a token beside its first one, by ranks.
  struct Alternative: Sendable, Equatable {
    var token: Int32
    var left: Int32
    var right: Int32
  }

  var tokens: [Token]
  var specialCount: Int
  var alternatives: [Alternative]
  /// For each rank the ids that stand for it in encoded text: its own, or the pieces of a scaffold token.
  var demolition: [[Int32]]

  /// The ranks of the scaffold tokens.
  var scaffolds: [Int] { tokens.indices.filter { tokens[$0].isScaffold } }

  /// The vocabulary of the model.
  var vocabulary: Vocabulary {
    Vocabulary(tokens: tokens.filter { !$0.isScaffold }.map(\.bytes), specials: (0..<Int32(specialCount)).map { $0 })
  }

  /// Gives normal tokens their ids and scaffold tokens their pieces: a token's shortest split into normal tokens, of
  /// equally short ones the one with the lower ranks from the left.
  static func demolish(_ tokens: inout [Token], _ alternatives: [Alternative]) -> [[Int32]] {
    var next: Int32 = 0
    for rank in tokens.indices {
      tokens[rank].id = tokens[rank].isScaffold ? -1 : next
      if !tokens[rank].isScaffold { next += 1 }
    }
    var splits: [Int32: [(Int32, Int32)]] = [:]
    for split in alternatives { splits[split.token, default: []].append((split.left, split.right)) }
    // A token is longer than its parts, but a part may have a higher rank in an alternative split: shorter ones first.
    let order = tokens.indices.sorted { (tokens[$0].bytes.count, $0) < (tokens[$1].bytes.count, $1) }
    // Ids rise with ranks among normal tokens, so comparing lists of ids compares lists of ranks.
    var pieces = [[Int32]](repeating: [], count: tokens.count)
    for rank in order {
      let token = tokens[rank]
      if !token.isScaffold {
        pieces[rank] = [token.id]
        continue
      }
      for (left, right) in [(token.left, token.right)] + splits[Int32(rank), default: []] {
        let candidate = pieces[Int(left)] + pieces[Int(right)]
        let best = pieces[rank]
        if best.isEmpty || candidate.count < best.count
          || (candidate.count == best.count && candidate.lexicographicallyPrecedes(best))
        {
          pieces[rank] = candidate
        }
      }
    }
    return pieces
  }
}
