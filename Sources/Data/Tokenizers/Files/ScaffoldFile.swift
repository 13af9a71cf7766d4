/// The JSON file of a Scaffold-BPE tokenizer, and all that has to hold in it.
enum ScaffoldFile {
  static let format = "switchyard-scaffold-bpe"
  static let version: Int32 = 1

  static func read(_ root: JSONValue) throws -> BPETokenizer {
    guard try root.member("version", "a number", \.integer) == version else {
      throw TokenizerFileError("its version is not \(version)")
    }
    let pattern = try root.member("pattern", "a text", \.text)
    let names = try root.member("special_tokens", "a list", \.list).map { name in
      guard let text = name.text else { throw TokenizerFileError("a special token is not a text") }
      return text
    }
    let expanded = try root.member("expanded", "a list", \.list)
    guard expanded.count >= names.count + 256 else {
      throw TokenizerFileError("\(expanded.count) tokens are too few for 256 bytes and \(names.count) special tokens")
    }
    var tokens: [ScaffoldTable.Token] = []
    tokens.reserveCapacity(expanded.count)
    for (rank, entry) in expanded.enumerated() {
      let token = try Self.token(entry, rank, names, before: tokens)
      tokens.append(token)
    }
    try check(tokens, names: names, size: root.member("vocab_size", "a whole number", \.integer))
    let alternatives = try root.member("alternatives", "a list", \.list).map { try alternative($0, tokens) }
    let demolition = try Self.demolition(root.member("demolition", "an object", \.members), tokens)
    return BPETokenizer(
      scaffold: ScaffoldTable(
        tokens: tokens, specialCount: names.count, alternatives: alternatives, demolition: demolition),
      preTokenizer: try HuggingFaceFile.preTokenizer(pattern: pattern))
  }

  private static func token(
    _ entry: JSONValue, _ rank: Int, _ names: [String], before: [ScaffoldTable.Token]
  ) throws -> ScaffoldTable.Token {
    let form = try entry.member("token", "a text", \.text)
    let isScaffold = try entry.member("scaffold", "true or false", \.flag)
    let id = try entry.member("id", "a whole number or null") { $0.isNull ? -1 : $0.integer }
    let split = try ["left", "right"].map { side in
      try entry.member(side, "a rank or null") { $0.isNull ? Int32(-1) : $0.integer }
    }
    var token = ScaffoldTable.Token(bytes: [], left: split[0], right: split[1], isScaffold: isScaffold, id: id)
    if rank < names.count {
      guard form == names[rank], !isScaffold else {
        throw TokenizerFileError("the token of rank \(rank) is not the special token '\(names[rank])'")
      }
      token.bytes = Array(form.utf8)
    } else {
      guard let bytes = ByteAlphabet.bytes(of: form), !bytes.isEmpty else {
        throw TokenizerFileError("the token of rank \(rank) is not written as bytes")
      }
      token.bytes = bytes
    }
    let isLearnt = rank >= names.count + 256
    if !isLearnt {
      guard split == [-1, -1], !isScaffold, rank < names.count || token.bytes.count == 1 else {
        throw TokenizerFileError("the token of rank \(rank) should be a special token or a byte")
      }
      return token
    }
    let ranks = Int32(names.count)..<Int32(rank)
    guard ranks.contains(token.left), ranks.contains(token.right) else {
      throw TokenizerFileError("the split of the token of rank \(rank) is out of range")
    }
    guard before[Int(token.left)].bytes + before[Int(token.right)].bytes == token.bytes else {
      throw TokenizerFileError("the token of rank \(rank) is not what its split gives")
    }
    return token
  }

  private static func check(_ tokens: [ScaffoldTable.Token], names: [String], size: Int32) throws {
    var next: Int32 = 0
    for (rank, token) in tokens.enumerated() {
      guard token.id == (token.isScaffold ? -1 : next) else {
        throw TokenizerFileError("the ids are not 0, 1, 2 and so on for the normal tokens: see rank \(rank)")
      }
      if !token.isScaffold { next += 1 }
    }
    guard size == next else { throw TokenizerFileError("'vocab_size' is \(size), but it has \(next) normal tokens") }
    guard Set(tokens.dropFirst(names.count).map(\.bytes)).count == tokens.count - names.count else {
      throw TokenizerFileError("a token is listed twice, or a byte is missing")
    }
    guard Set(names.map { Array($0.utf8) }).count == names.count, !names.contains("") else {
      throw TokenizerFileError("a special token is listed twice or empty")
    }
  }

  private static func alternative(
    _ value: JSONValue, _ tokens: [ScaffoldTable.Token]
  ) throws -> ScaffoldTable.Alternative {
    let ranks = value.list?.compactMap(\.integer) ?? []
    guard ranks.count == 3, value.list?.count == 3, ranks.allSatisfy({ tokens.indices.contains(Int($0)) }) else {
      throw TokenizerFileError("an alternative split is not three ranks")
    }
    guard tokens[Int(ranks[1])].bytes + tokens[Int(ranks[2])].bytes == tokens[Int(ranks[0])].bytes else {
      throw TokenizerFileError("the token of rank \(ranks[0]) is not what its alternative split gives")
    }
    return ScaffoldTable.Alternative(token: ranks[0], left: ranks[1], right: ranks[2])
  }

  private static func demolition(
    _ members: [(key: String, value: JSONValue)], _ tokens: [ScaffoldTable.Token]
  ) throws -> [[Int32]] {
    var pieces = tokens.map { $0.isScaffold ? [] : [$0.id] }
    let byID = tokens.filter { !$0.isScaffold }.map(\.bytes)
    for (key, value) in members {
      guard let rank = Int(key), tokens.indices.contains(rank), tokens[rank].isScaffold, pieces[rank].isEmpty else {
        throw TokenizerFileError("'\(key)' of 'demolition' is not the rank of a scaffold token")
      }
      let ids = value.list?.compactMap(\.integer) ?? []
      guard ids.count == value.list?.count, ids.allSatisfy({ byID.indices.contains(Int($0)) }) else {
        throw TokenizerFileError("the demolition of rank \(rank) has an id out of range")
      }
      guard ids.flatMap({ byID[Int($0)] }) == tokens[rank].bytes else {
        throw TokenizerFileError("the demolition of rank \(rank) does not give its bytes")
      }
      pieces[rank] = ids
    }
    if let rank = pieces.firstIndex(of: []) {
      throw TokenizerFileError("the demolition of the scaffold token of rank \(rank) is missing")
    }
    return pieces
  }
}
