/// Cuts text into chunks, inside which alone merges happen.
struct PreTokenizer: Sendable {
  /// One way of cutting.
  enum Stage: Sendable {
    /// One of the two patterns that are written out by hand.
    case scanner(ChunkScanner)
    /// Any other pattern: its matches and what lies between them are chunks.
    case pattern(SplitPattern)
    /// Numbers apart from the rest, each digit alone or in runs.
    case digits(individual: Bool)
  }

  /// Each stage cuts what the one before it left.
  var stages: [Stage]
  /// Puts a space before text that does not begin with one.
  var addsPrefixSpace = false

  /// That of our own tokenizers.
  static let standard = PreTokenizer(stages: [.scanner(ChunkScanner())])

  /// Calls `body` with the range of each chunk of `text[range]`, in order.
  @inline(__always)
  func forEachChunk(
    _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ body: (_ start: Int, _ end: Int) -> Void
  ) {
    if stages.count == 1, case .scanner(let scanner) = stages[0] {
      var index = range.lowerBound
      while index < range.upperBound {
        let end = scanner.chunkEnd(text, from: index, end: range.upperBound)
        body(index, end)
        index = end
      }
    } else {
      for chunk in split(text, range) { body(chunk.lowerBound, chunk.upperBound) }
    }
  }

  private func split(_ text: UnsafePointer<UInt8>, _ range: Range<Int>) -> [Range<Int>] {
    var chunks = range.isEmpty ? [] : [range]
    for stage in stages {
      chunks = chunks.flatMap { chunk -> [Range<Int>] in
        switch stage {
        case .scanner(let scanner):
          var parts: [Range<Int>] = []
          var index = chunk.lowerBound
          while index < chunk.upperBound {
            let end = scanner.chunkEnd(text, from: index, end: chunk.upperBound)
            parts.append(index..<end)
            index = end
          }
          return parts
        case .pattern(let pattern): return pattern.split(text, chunk)
        case .digits(let individual): return Self.digits(text, chunk, individual: individual)
        }
      }
    }
    return chunks
  }

  private static func digits(_ text: UnsafePointer<UInt8>, _ range: Range<Int>, individual: Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var index = range.lowerBound
    var start = index
    var inNumber = false
    while index < range.upperBound {
      let character = TextCharacter.at(index, of: text, end: range.upperBound)
      let number = CharacterClasses.unicode(character.value) == CharacterClass.number
      if index > start, number != inNumber || (number && individual) {
        parts.append(start..<index)
        start = index
      }
      inNumber = number
      index += character.length
    }
    if index > start { parts.append(start..<index) }
    return parts
  }
}
