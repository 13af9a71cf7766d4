/// Cuts a definition or an example into words as tasks of labelling need them.
package enum TextWords {
  /// What blanks separate, with punctuation at both ends as words of their own; hyphens and apostrophes inside stay.
  package static func split(_ text: String) -> [String] {
    var words: [String] = []
    for piece in text.utf8.split(separator: 32) {
      func isPunctuation(_ byte: UInt8) -> Bool { byte < 0x80 && !byte.isLetter && !byte.isDigit }
      var piece = piece
      var tail: [String] = []
      while let byte = piece.first, isPunctuation(byte) {
        words.append(String(UnicodeScalar(byte)))
        piece = piece.dropFirst()
      }
      while let byte = piece.last, isPunctuation(byte) {
        tail.append(String(UnicodeScalar(byte)))
        piece = piece.dropLast()
      }
      if !piece.isEmpty { words.append(String(Substring(piece))) }
      words += tail.reversed()
    }
    return words
  }
}

/// Where a word of the lexicon is used in a text.
package struct WordUse: Equatable {
  /// The word as the lexicon has it.
  package let word: String
  /// Its places among the text's words.
  package let places: Range<Int>

  /// The first use of any of `words`; of several at one place the longest.
  ///
  /// Words are met in lower case and in their regular forms: irregular ones, such as `made`, are not found.
  package static func find(_ words: [String], _ part: WordNetPart, in text: [String]) -> WordUse? {
    let text = text.map { $0.lowercased() }
    let words = words.map { (word: $0, parts: $0.lowercased().split(separator: " ").map(String.init)) }
    for place in text.indices {
      var best: WordUse?
      for (word, parts) in words where place + parts.count <= text.count && parts.count > best?.places.count ?? 0 {
        // Verbs change at their first word, the others at their last.
        let changing = part == .verb ? 0 : parts.count - 1
        let isHere = parts.indices.allSatisfy { index in
          index == changing
            ? WordForms.isForm(text[place + index], of: parts[index], part) : text[place + index] == parts[index]
        }
        if isHere { best = WordUse(word: word, places: place..<place + parts.count) }
      }
      if let best { return best }
    }
    return nil
  }

  /// Tags of a text of `count` words: `first` and `further` for the places of the use, 0 for the rest.
  package func tags(first: Int, further: Int, of count: Int) -> [Int] {
    (0..<count).map { $0 == places.lowerBound ? first : places.contains($0) ? further : 0 }
  }
}

/// The regular forms of English words.
enum WordForms {
  /// Whether `form` is `word` or a regular form of it; both in lower case.
  static func isForm(_ form: String, of word: String, _ part: WordNetPart) -> Bool {
    if form == word { return true }
    let (form, word) = (Array(form.utf8), Array(word.utf8))
    guard form.count > word.count - 1, word.count > 1, form[0] == word[0], let last = word.last else { return false }
    func ends(_ ending: String, from stem: some Sequence<UInt8>) -> Bool {
      form.elementsEqual(Array(stem) + Array(ending.utf8))
    }
    func anyEnding(_ endings: [String], of stem: some Sequence<UInt8>) -> Bool {
      let stem = Array(stem)
      return endings.contains { ends($0, from: stem) }
    }
    let head = word.dropLast()
    switch part {
    case .noun:
      return anyEnding(["s", "es"], of: word) || last == UInt8(ascii: "y") && ends("ies", from: head)
    case .verb:
      return anyEnding(["s", "es", "ed", "ing"], of: word) || anyEnding(["ed", "ing"], of: word + [last])
        || last == UInt8(ascii: "e") && anyEnding(["ed", "ing"], of: head)
        || last == UInt8(ascii: "y") && anyEnding(["ies", "ied"], of: head)
    case .adjective, .adverb:
      return anyEnding(["er", "est"], of: word) || last == UInt8(ascii: "e") && anyEnding(["er", "est"], of: head)
        || last == UInt8(ascii: "y") && anyEnding(["ier", "iest"], of: head)
    }
  }
}
