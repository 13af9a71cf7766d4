/// A vocabulary for `WordPieceTokenizer` of a given text, where no pretrained one is at hand.
///
/// The special pieces, every character alone and as a continuation, then the most frequent words, whole: no word is
/// unknown, and common ones are one piece. It is not BERT's, which merges pieces by likelihood.
public enum LearntVocabulary {
  /// The bytes of a `vocab.txt`.
  ///
  /// - Parameter most: pieces; where there are more, the rarest characters and words are left out. At least 64.
  public static func file(from texts: some Sequence<String>, most: Int) -> [UInt8] {
    precondition(most >= 64, "a vocabulary of \(most) pieces")
    var words: [[UInt8]: Int] = [:]
    for text in texts {
      var text = text
      text.withUTF8 { bytes in BasicWords.each(of: bytes) { words[Array($0), default: 0] += 1 } }
    }
    var characters: [[UInt8]: Int] = [:]
    for (word, count) in words {
      for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
        characters[Array(String(scalar).utf8), default: 0] += count
      }
    }
    var lines = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map { Array($0.utf8) }
    for character in ordered(characters).prefix((most - lines.count) / 2) {
      lines.append(character)
      lines.append(Array("##".utf8) + character)
    }
    let rest = ordered(words.filter { characters[$0.key] == nil && $0.value > 1 })
    lines += rest.prefix(most - lines.count)
    return Array(lines.joined(separator: [0x0A])) + [0x0A]
  }

  /// The most frequent first, equals by their bytes.
  private static func ordered(_ counts: [[UInt8]: Int]) -> [[UInt8]] {
    counts.sorted { a, b in
      a.value != b.value ? a.value > b.value : a.key.lexicographicallyPrecedes(b.key)
    }.map(\.key)
  }
}
