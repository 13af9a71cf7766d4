/// Sentences as words and tags, before the tags have numbers.
struct TaggedSentences {
  var sentences: [(words: [String], tags: [String])] = []

  /// The tags that occur, in the order of their letters.
  var tags: Set<String> { Set(sentences.flatMap(\.tags)) }

  /// The examples, with the tags' places among `labels`.
  ///
  /// - Precondition: every tag is there.
  func examples(_ labels: [String]) -> [TaskExample] {
    let indices = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    return sentences.map { words, tags in
      TaskExample(
        .words(words),
        .tags(
          tags.map { tag in
            guard let index = indices[tag] else { preconditionFailure("tag \(tag) has no number") }
            return index
          }))
    }
  }

  /// The tags of several parts: those of the first, then those that only later parts have, each in order.
  static func labels(_ parts: [TaggedSentences]) -> [String] {
    var (labels, known): ([String], Set<String>) = ([], [])
    for part in parts {
      let new = part.tags.subtracting(known)
      labels += new.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      known.formUnion(new)
    }
    return labels
  }
}

/// Files with a word a line, its tag in a column, and a blank line after every sentence.
enum WordColumns {
  /// - Parameters:
  ///   - columns: how many columns a line has.
  ///   - hasComments: whether lines that begin with `#` and have no tab are comments, as in CoNLL-U.
  static func read(
    path: String, word: Int, tag: Int, columns: Int, hasComments: Bool = false, isSpanTag: Bool = true
  ) throws -> TaggedSentences {
    let file = try TaskLines(path: path)
    var result = TaggedSentences()
    var (words, tags): ([String], [String]) = ([], [])
    func endSentence() {
      if !words.isEmpty { result.sentences.append((words, tags)) }
      (words, tags) = ([], [])
    }
    for (number, line) in file.lines.enumerated() {
      if line.allSatisfy({ $0 == " " || $0 == "\t" }) {
        endSentence()
        continue
      }
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      if hasComments, cells.count == 1, line.first == "#" { continue }
      guard cells.count == columns else {
        throw file.fault(number, "has \(cells.count) columns, expected \(columns)")
      }
      // CoNLL-U: `3-4` and `5.1` are no words of their own.
      if hasComments, !cells[0].allSatisfy(\.isNumber) { continue }
      guard !cells[word].isEmpty, !cells[tag].isEmpty else { throw file.fault(number, "has an empty word or tag") }
      if isSpanTag { try SpanTag.check(cells[tag], file, number) }
      words.append(String(cells[word]))
      tags.append(String(cells[tag]))
    }
    endSentence()
    guard !result.sentences.isEmpty else { throw DataError("\(path): holds no sentence") }
    return result
  }
}

/// Two files side by side: words in one, as many tags in the same line of the other.
enum ParallelLines {
  static func read(words wordPath: String, tags tagPath: String) throws -> TaggedSentences {
    let (words, tags) = (try TaskLines(path: wordPath), try TaskLines(path: tagPath))
    guard words.lines.count == tags.lines.count else {
      throw DataError("\(tagPath): has \(tags.lines.count) lines, \(wordPath) has \(words.lines.count)")
    }
    var result = TaggedSentences()
    for (number, (line, tagLine)) in zip(words.lines, tags.lines).enumerated() {
      let (these, their) = (line.split(separator: " "), tagLine.split(separator: " "))
      guard !these.isEmpty else { throw words.fault(number, "has no words") }
      guard these.count == their.count else {
        throw tags.fault(number, "has \(their.count) tags, the same line of \(wordPath) has \(these.count) words")
      }
      for tag in their { try SpanTag.check(tag, tags, number) }
      result.sentences.append((these.map(String.init), their.map(String.init)))
    }
    return result
  }
}

/// Tags of spans: `O`, `B-kind` for a first word, `I-kind` for a further one.
enum SpanTag {
  static func check(_ tag: Substring, _ file: TaskLines, _ line: Int) throws(DataError) {
    guard tag == "O" || tag.count > 2 && (tag.hasPrefix("B-") || tag.hasPrefix("I-")) else {
      throw file.fault(line, "tag '\(tag.prefix(40))' is neither O nor B-… nor I-…")
    }
  }
}
