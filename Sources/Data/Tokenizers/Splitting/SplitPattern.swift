/// A splitting pattern of a foreign tokenizer: the part of the usual regular expressions that such patterns use.
///
/// Alternatives in order, groups, greedy and possessive repetition, sets, general categories, look-ahead, and groups
/// without regard to case. Matching backtracks; runs of one set take no recursion, so that a run may be a million long.
package struct SplitPattern: Sendable {
  /// A part of a pattern.
  indirect enum Node: Sendable {
    case set(CharacterSet)
    case sequence([Node])
    case alternatives([Node])
    case repetition(Node, atLeast: Int, atMost: Int, isPossessive: Bool)
    case lookAhead(Node, isNegative: Bool)
  }

  private let root: Node

  /// Throws: `TokenizerFileError` if the pattern is damaged or has something else in it.
  package init(_ pattern: String) throws {
    root = try SplitPatternParser.parse(pattern)
  }

  /// The matches in `text[range]` and the stretches between them, in order.
  func split(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
    let matcher = Matcher(text: text, end: range.upperBound)
    var parts: [Range<Int>] = []
    var between = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      if let end = matcher.match(root, index, { $0 }), end > index {
        if between < index { parts.append(between..<index) }
        parts.append(index..<end)
        index = end
        between = end
      } else {
        index += matcher.character(index).length
      }
    }
    if between < index { parts.append(between..<index) }
    return parts
  }

  /// The parts of `text`.
  package func parts(of text: [UInt8]) -> [[UInt8]] {
    text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      return split(base, 0..<text.count).map { Array(text[$0]) }
    }
  }

  private struct Matcher {
    let text: UnsafePointer<UInt8>
    let end: Int

    func character(_ index: Int) -> TextCharacter { TextCharacter.at(index, of: text, end: end) }

    /// The end of the match of `node` at `index` and of all that `rest` wants after it, or nil.
    func match(_ node: Node, _ index: Int, _ rest: (Int) -> Int?) -> Int? {
      switch node {
      case .set(let set):
        guard let next = step(set, index) else { return nil }
        return rest(next)
      case .sequence(let nodes):
        return match(nodes[...], index, rest)
      case .alternatives(let nodes):
        for node in nodes {
          if let found = match(node, index, rest) { return found }
        }
        return nil
      case .repetition(.set(let set), let least, let most, let isPossessive):
        return run(set, index, least, most, isPossessive, rest)
      case .repetition(let node, let least, let most, let isPossessive):
        if isPossessive {
          guard let found = times(node, index, least, most, { $0 }) else { return nil }
          return rest(found)
        }
        return times(node, index, least, most, rest)
      case .lookAhead(let node, let isNegative):
        let isThere = match(node, index) { $0 } != nil
        return isThere != isNegative ? rest(index) : nil
      }
    }

    private func step(_ set: CharacterSet, _ index: Int) -> Int? {
      guard index < end else { return nil }
      let character = character(index)
      return set.contains(character) ? index + character.length : nil
    }

    private func match(_ nodes: ArraySlice<Node>, _ index: Int, _ rest: (Int) -> Int?) -> Int? {
      guard let first = nodes.first else { return rest(index) }
      return match(first, index) { match(nodes.dropFirst(), $0, rest) }
    }

    private func run(
      _ set: CharacterSet, _ start: Int, _ least: Int, _ most: Int, _ isPossessive: Bool, _ rest: (Int) -> Int?
    ) -> Int? {
      var index = start
      var count = 0
      var places: [Int] = []
      while count < most, let next = step(set, index) {
        if !isPossessive, count >= least { places.append(index) }
        index = next
        count += 1
      }
      if count < least { return nil }
      if let found = rest(index) { return found }
      for place in places.reversed() {
        if let found = rest(place) { return found }
      }
      return nil
    }

    private func times(_ node: Node, _ index: Int, _ least: Int, _ most: Int, _ rest: (Int) -> Int?) -> Int? {
      if most > 0 {
        let more = most == Int.max ? most : most - 1
        // A round that takes nothing would go on for ever.
        let found = match(node, index) { $0 > index ? times(node, $0, max(least - 1, 0), more, rest) : nil }
        if let found { return found }
      }
      return least == 0 ? rest(index) : nil
    }
  }
}
