/// WordNet's synonym sets and how they point to each other.
struct WordNetLexicon: Sendable {
  /// Those of nouns, of verbs, of adjectives, of adverbs, each part in the order of its file.
  let synsets: [WordNetSynset]
  /// Where each part of speech stands among them.
  let ranges: [WordNetPart: Range<Int>]
  private let files: [WordNetPart: [UInt8]]

  /// Reads `data.{noun,verb,adj,adv}`.
  ///
  /// - Throws: `DataError` naming file and line of what is damaged.
  init(folder: String) throws {
    var synsets: [WordNetSynset] = []
    var (ranges, files): ([WordNetPart: Range<Int>], [WordNetPart: [UInt8]]) = ([:], [:])
    var lines: [Int] = []
    for part in WordNetPart.allCases {
      let path = "\(folder)/data.\(part.rawValue)"
      let start = synsets.count
      let bytes = try FileReading.contents(of: path)
      try bytes.withUnsafeBufferPointer { try Self.append($0, part, path, &synsets, &lines) }
      guard synsets.count > start else { throw DataError("\(path): holds no synonym set; reinstall wordnet-base") }
      ranges[part] = start..<synsets.count
      files[part] = bytes
    }
    for index in synsets.indices {
      for place in synsets[index].pointers.indices {
        let pointer = synsets[index].pointers[place]
        guard let range = ranges[pointer.part], let target = Self.find(pointer.target, synsets, range) else {
          throw DataError(
            "\(folder)/data.\(synsets[index].part.rawValue), line \(lines[index]): points to \(pointer.target) of"
              + " data.\(pointer.part.rawValue), which is not there; reinstall wordnet-base")
        }
        synsets[index].pointers[place].target = target
      }
    }
    (self.synsets, self.ranges, self.files) = (synsets, ranges, files)
  }

  /// Lines that begin with a space are the licence at the top.
  private static func append(
    _ bytes: Bytes, _ part: WordNetPart, _ path: String, _ synsets: inout [WordNetSynset], _ lines: inout [Int]
  ) throws {
    var (start, number, last) = (0, 0, -1)
    while start < bytes.count {
      let end = bytes.endOfLine(from: start, limit: bytes.count)
      number += 1
      if end > start, bytes[start] != 32 {
        guard let synset = WordNetLine.read(bytes, line: start..<end, part: part), synset.offset > last else {
          throw DataError("\(path), line \(number): not a line of a WordNet data file; reinstall wordnet-base")
        }
        last = synset.offset
        synsets.append(synset)
        lines.append(number)
      }
      start = end + 1
    }
  }

  /// The place of an offset among sets in the order of theirs.
  private static func find(_ offset: Int, _ synsets: [WordNetSynset], _ range: Range<Int>) -> Int? {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if synsets[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low < range.upperBound && synsets[low].offset == offset ? low : nil
  }

  subscript(_ synset: Int) -> WordNetSynset { synsets[synset] }

  /// Definition and examples of a set.
  func gloss(_ synset: Int) -> WordNetGloss {
    WordNetGloss((files[synsets[synset].part] ?? [])[synsets[synset].gloss])
  }

  /// The definition of a set.
  func definition(_ synset: Int) -> String { gloss(synset).definition }

  /// Its first word and its definition: `escape: the act of escaping physically`.
  func entry(_ synset: Int) -> String { "\(synsets[synset].words[0]): \(definition(synset))" }
}
