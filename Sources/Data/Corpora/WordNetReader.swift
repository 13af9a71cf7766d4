/// WordNet's `data.{noun,verb,adj,adv}` (format: wndb(5WN)): one synonym set is one document, "word, word: gloss".
enum WordNetReader {
  /// The 45 lexicographer files by number (lexnames(5WN)): the topic of each document.
  static let topics = [
    "adj.all", "adj.pert", "adv.all", "noun.Tops", "noun.act", "noun.animal", "noun.artifact", "noun.attribute",
    "noun.body", "noun.cognition", "noun.communication", "noun.event", "noun.feeling", "noun.food", "noun.group",
    "noun.location", "noun.motive", "noun.object", "noun.person", "noun.phenomenon", "noun.plant", "noun.possession",
    "noun.process", "noun.quantity", "noun.relation", "noun.shape", "noun.state", "noun.substance", "noun.time",
    "verb.body", "verb.change", "verb.cognition", "verb.communication", "verb.competition", "verb.consumption",
    "verb.contact", "verb.creation", "verb.emotion", "verb.motion", "verb.perception", "verb.possession",
    "verb.social", "verb.stative", "verb.weather", "adj.ppl",
  ]

  /// All documents of the folder that holds the four data files.
  static func read(folder: String) throws -> CorpusText {
    var corpus = CorpusText(name: "wordnet")
    corpus.topics = topics
    corpus.reserve(16 << 20)
    for part in ["noun", "verb", "adj", "adv"] {
      let path = "\(folder)/data.\(part)"
      try append(FileReading.contents(of: path), named: path, to: &corpus)
    }
    return corpus
  }

  /// Adds the synonym sets of one data file. Lines that begin with a space are the licence at the top.
  static func append(_ contents: [UInt8], named name: String, to corpus: inout CorpusText) throws {
    try contents.withUnsafeBufferPointer { bytes in
      var start = 0
      var number = 0
      while start < bytes.count {
        let end = bytes.endOfLine(from: start, limit: bytes.count)
        number += 1
        if end > start, bytes[start] != 32 {
          guard let entry = Entry(bytes, line: start..<end) else {
            throw DataError("\(name), line \(number): not a line of a WordNet data file; reinstall wordnet-base")
          }
          corpus.append(topic: entry.topic) { entry.write(bytes, to: &$0) }
        }
        start = end + 1
      }
    }
  }

  /// The parts of one line: offset, file number, kind, number of words (hexadecimal), words with their ids, …, "| gloss".
  private struct Entry {
    var topic: Int
    var words: [Range<Int>] = []
    var gloss: Range<Int>

    init?(_ bytes: Bytes, line: Range<Int>) {
      guard line.count > 18, let bar = bytes[line].firstIndex(of: UInt8(ascii: "|")) else { return nil }
      let fields = line.lowerBound
      guard let topic = Int(bytes.string(fields + 9..<fields + 11)), WordNetReader.topics.indices.contains(topic),
        let count = UInt8(bytes.string(fields + 14..<fields + 16), radix: 16)
      else { return nil }
      self.topic = topic
      gloss = bytes.trimmed(bar + 1..<line.upperBound)
      var index = fields + 17
      for _ in 0..<count {
        let start = index
        while index < bar, bytes[index] != 32 { index += 1 }
        var end = index
        // Adjectives carry a marker of where they may stand: "(a)", "(p)" or "(ip)".
        if end > start, bytes[end - 1] == UInt8(ascii: ")"), let open = bytes[start..<end].lastIndex(of: 40) {
          end = open
        }
        words.append(start..<end)
        index += 1
        while index < bar, bytes[index] != 32 { index += 1 }
        index += 1
      }
    }

    func write(_ bytes: Bytes, to text: inout [UInt8]) {
      for (index, word) in words.enumerated() {
        if index > 0 { text += [UInt8(ascii: ","), 32] }
        for byte in bytes[word] { text.append(byte == UInt8(ascii: "_") ? 32 : byte) }
      }
      text += [UInt8(ascii: ":"), 32]
      text += bytes[gloss]
    }
  }
}
