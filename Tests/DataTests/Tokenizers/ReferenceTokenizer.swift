/// The rules of training and encoding written down as slowly and as plainly as can be: everything is counted anew at
/// every step. Tokens are byte strings here; a token's number is its place in `tokens`.
struct ReferenceTokenizer {
  struct Pair: Hashable {
    var left: Int
    var right: Int
  }

  var specials: Int
  /// By number: specials (empty), bytes in GPT-2's order, learnt tokens.
  var tokens: [[UInt8]]
  /// Chunks as lists of tokens, with the number of times they occur.
  var text: [[Int]: Int] = [:]
  var merges: [(pair: Pair, result: Int)] = []
  // Scaffold-BPE alone:
  var splits: [Int: Pair] = [:]
  var scaffolds: Set<Int> = []
  var alternatives: [(token: Int, pair: Pair)] = []

  static let byteOrder: [UInt8] =
    (33...126).map { UInt8($0) } + (161...172).map { UInt8($0) } + (174...255).map { UInt8($0) }
    + (0...32).map { UInt8($0) } + (127...160).map { UInt8($0) } + [173]

  init(training: [UInt8], specials: Int) {
    self.specials = specials
    tokens = Array(repeating: [], count: specials) + Self.byteOrder.map { [$0] }
    for line in Self.lines(training) {
      for chunk in Self.chunks(line) {
        let symbols = chunk.map { specials + Self.byteOrder.firstIndex(of: $0)! }
        text[symbols, default: 0] += 1
      }
    }
  }

  static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = [[]]
    for byte in bytes {
      lines[lines.count - 1].append(byte)
      if byte == 10 { lines.append([]) }
    }
    return lines.filter { !$0.isEmpty }
  }

  /// The splitting pattern for ASCII, alternative after alternative.
  static func chunks(_ line: [UInt8]) -> [[UInt8]] {
    func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    func isOther(_ byte: UInt8) -> Bool { !isLetter(byte) && !isDigit(byte) && !isSpace(byte) }
    func run(_ start: Int, _ test: (UInt8) -> Bool) -> Int {
      var end = start
      while end < line.count, test(line[end]) { end += 1 }
      return end
    }
    func end(_ start: Int) -> Int {
      for word in ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"] where line[start...].starts(with: word.utf8) {
        return start + word.utf8.count
      }
      let afterSpace = line[start] == 32 ? start + 1 : start
      if run(afterSpace, isLetter) > afterSpace { return run(afterSpace, isLetter) }
      if isDigit(line[start]) { return start + 1 }
      if run(afterSpace, isOther) > afterSpace { return run(afterSpace, isOther) }
      let spaces = run(start, isSpace)
      if spaces == line.count { return spaces }
      return spaces - start > 1 ? spaces - 1 : spaces
    }
    var chunks: [[UInt8]] = []
    var start = 0
    while start < line.count {
      let stop = end(start)
      chunks.append(Array(line[start..<stop]))
      start = stop
    }
    return chunks
  }

  var pairCounts: [Pair: Int] {
    var counts: [Pair: Int] = [:]
    for (symbols, times) in text {
      for (left, right) in zip(symbols, symbols.dropFirst()) {
        counts[Pair(left: left, right: right), default: 0] += times
      }
    }
    return counts
  }

  func frequency(_ token: Int) -> Int {
    text.reduce(0) { sum, entry in sum + entry.key.count { $0 == token } * entry.value }
  }

  static func replace(_ pair: Pair, by token: Int, in symbols: [Int]) -> [Int] {
    var result: [Int] = []
    var index = 0
    while index < symbols.count {
      if index + 1 < symbols.count, symbols[index] == pair.left, symbols[index + 1] == pair.right {
        result.append(token)
        index += 2
      } else {
        result.append(symbols[index])
        index += 1
      }
    }
    return result
  }

  mutating func replaceEverywhere(_ pair: Pair, by token: Int) {
    var replaced: [[Int]: Int] = [:]
    for (symbols, times) in text { replaced[Self.replace(pair, by: token, in: symbols), default: 0] += times }
    text = replaced
  }

  func token(_ bytes: [UInt8]) -> Int? { tokens.indices.first { $0 >= specials && tokens[$0] == bytes } }

  /// Section 4 of the rules.
  mutating func trainPlain(size: Int, minimum: Int) {
    while tokens.count < size {
      let best = pairCounts.min { ($1.value, $0.key.left, $0.key.right) < ($0.value, $1.key.left, $1.key.right) }
      guard let (pair, count) = best, count >= minimum else { return }
      let joined = tokens[pair.left] + tokens[pair.right]
      let result = token(joined) ?? tokens.count
      if result == tokens.count { tokens.append(joined) }
      merges.append((pair, result))
      replaceEverywhere(pair, by: result)
    }
  }

  private struct Head {
    var value: Int
    var pair: Pair
    /// The scaffold token, or nil for a pair.
    var token: Int?
  }

  private var head: Head? {
    var entries = pairCounts.map { Head(value: $0.value, pair: $0.key) }
    for token in scaffolds where frequency(token) > 0 {
      entries.append(Head(value: frequency(token), pair: splits[token]!, token: token))
    }
    return entries.min {
      ($1.value, $0.pair.left, $0.pair.right, $0.token == nil ? 1 : 0)
        < ($0.value, $1.pair.left, $1.pair.right, $1.token == nil ? 1 : 0)
    }
  }

  /// Section 5 of the rules: Algorithm 1.
  mutating func trainScaffold(size: Int, minimum: Int) {
    while tokens.count - scaffolds.count < size {
      guard let head, head.value >= minimum else { return }
      if let token = head.token {
        scaffolds.remove(token)
        continue
      }
      let pair = head.pair
      let joined = tokens[pair.left] + tokens[pair.right]
      let known = token(joined)
      if let known, scaffolds.contains(known) {
        scaffolds.remove(known)
        continue
      }
      let result = known ?? tokens.count
      if known == nil {
        tokens.append(joined)
        splits[result] = pair
      } else {
        alternatives.append((result, pair))
      }
      replaceEverywhere(pair, by: result)
      let limit = self.head?.value ?? 0
      for part in Set([pair.left, pair.right]) {
        if part >= specials + 256, !scaffolds.contains(part), frequency(part) < limit { scaffolds.insert(part) }
      }
    }
  }

  /// The pieces of every token, as numbers of normal tokens.
  func demolished(_ token: Int) -> [Int] {
    if !scaffolds.contains(token) { return [token] }
    let all = [splits[token]!] + alternatives.filter { $0.token == token }.map(\.pair)
    let candidates = all.map { demolished($0.left) + demolished($0.right) }
    return candidates.min { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }!
  }

  /// Section 6: the ids of a text without special tokens, line by line.
  func encode(_ bytes: [UInt8], scaffold: Bool) -> [Int32] {
    let normal = tokens.indices.filter { !scaffolds.contains($0) }
    var ids: [Int32] = []
    for line in Self.lines(bytes) {
      for chunk in Self.chunks(line) {
        var symbols = chunk.map { token([$0])! }
        while let (place, result) = bestMerge(symbols, scaffold: scaffold) {
          symbols.replaceSubrange(place...place + 1, with: [result])
        }
        if scaffold { symbols = symbols.flatMap(demolished) }
        ids += symbols.map { symbol in Int32(normal.firstIndex(of: symbol)!) }
      }
    }
    return ids
  }

  private func bestMerge(_ symbols: [Int], scaffold: Bool) -> (place: Int, result: Int)? {
    var best: (rank: Int, place: Int, result: Int)?
    for place in symbols.indices.dropLast() {
      let pair = Pair(left: symbols[place], right: symbols[place + 1])
      let found: (rank: Int, result: Int)?
      if scaffold {
        found = token(tokens[pair.left] + tokens[pair.right]).map { ($0, $0) }
      } else {
        found = merges.lastIndex { $0.pair == pair }.map { ($0, merges[$0].result) }
      }
      if let found, best == nil || found.rank < best!.rank { best = (found.rank, place, found.result) }
    }
    return best.map { ($0.place, $0.result) }
  }
}
