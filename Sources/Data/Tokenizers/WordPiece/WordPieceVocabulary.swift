/// A vocabulary of word pieces, for an encoder that starts from random weights.
public struct WordPieceVocabulary: Sendable, Equatable {
  /// The special pieces, then single characters at the start of a word and within, then longer pieces in the order in
  /// which they were learnt; what stands within a word begins with `##`.
  public let pieces: [String]

  /// `[PAD]` is 0, as in BERT's own vocabularies.
  static let specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]

  /// Learns from texts, cut into words as the tokenizer cuts them.
  ///
  /// The pieces are those of byte-level BPE on words that have a blank before them: what it merges with the blank
  /// begins a word. (WordPiece itself chooses pairs by the gain in likelihood, Wu et al. 2016, arXiv:1609.08144; by
  /// frequency is our reading, as in most programs that train such vocabularies.) It follows from the texts alone.
  ///
  /// - Parameter size: the number of pieces wanted; there are more where the characters alone are more, fewer where the
  ///   texts give out.
  /// - Throws: `DataError` as `TokenizerTrainer`.
  public static func learn(from texts: some Sequence<String>, size: Int = 4096) throws -> WordPieceVocabulary {
    var text: [UInt8] = []
    var (initials, others): (Set<String>, Set<String>) = ([], [])
    for var line in texts {
      line.withUTF8 { line in
        BasicWords.each(of: line) { word in
          text.append(UInt8(ascii: " "))
          text.append(contentsOf: word)
          var isFirst = true
          var index = 0
          while index < word.count {
            let length = TextCharacter.at(index, of: word.baseAddress!, end: word.count).length
            let character = String(decoding: word[index..<index + length], as: UTF8.self)
            if isFirst { initials.insert(character) } else { others.insert("##" + character) }
            (isFirst, index) = (false, index + length)
          }
        }
      }
      // A line of its own: nothing is merged across texts.
      text.append(UInt8(ascii: "\n"))
    }
    var pieces = specials + initials.sorted(by: precedes) + others.sorted(by: precedes)
    var known = Set(pieces)
    if text.isEmpty { return WordPieceVocabulary(pieces: pieces) }
    // Every piece at the start of a word costs a merge with its blank, and parts of characters are of no use here.
    let trainer = TokenizerTrainer(try TokenizerOptions(algorithm: .bpe, vocabularySize: 256 + 2 * max(size, 1)))
    trainer.add(text)
    let learnt = try trainer.train()
    for id in 256..<max(learnt.vocabularySize, 256) {
      if pieces.count >= size { break }
      let bytes = learnt.bytes(of: Int32(id))
      guard let token = String(validating: bytes, as: UTF8.self) else { continue }
      let piece = bytes.first == UInt8(ascii: " ") ? String(token.dropFirst()) : "##" + token
      if !piece.isEmpty, !piece.contains(where: \.isWhitespace), known.insert(piece).inserted { pieces.append(piece) }
    }
    return WordPieceVocabulary(pieces: pieces)
  }

  private static func precedes(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  /// A vocabulary with these pieces, the special ones included.
  public init(pieces: [String]) { self.pieces = pieces }

  /// The bytes of a `vocab.txt`: a piece a line.
  public var file: [UInt8] { Array((pieces.joined(separator: "\n") + "\n").utf8) }

  /// The tokenizer with this vocabulary.
  ///
  /// - Throws: `DataError` if a special piece is not among them.
  public func tokenizer() throws(DataError) -> WordPieceTokenizer {
    try WordPieceTokenizer(vocabulary: file, named: "the learnt vocabulary")
  }
}

extension WordPieceVocabulary {
  /// Learns from the texts that tasks are trained on.
  public static func learn(from tasks: [LanguageTask], size: Int = 4096) throws -> WordPieceVocabulary {
    var texts: [String] = []
    for task in tasks {
      for example in task.training {
        switch example.content {
        case .sentence(let text): texts.append(text)
        case .pair(let first, let second): texts += [first, second]
        case .words(let words): texts.append(words.joined(separator: " "))
        }
      }
    }
    return try learn(from: texts, size: size)
  }
}
