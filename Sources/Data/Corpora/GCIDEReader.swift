/// The dictionary GCIDE in the form of the DICT server (dictd(8)): `gcide.dict.dz`, text packed by dictzip, and
/// `gcide.index`, lines of headword, offset and length, the numbers in base 64. An entry is one document.
enum GCIDEReader {
  /// All entries of the folder that holds the two files.
  static func read(folder: String) throws -> CorpusText {
    let index = "\(folder)/gcide.index"
    let dictionary = ["gcide.dict.dz", "gcide.dict"].map { "\(folder)/\($0)" }.first(where: FileReading.exists)
    guard let dictionary else { throw DataError("cannot find gcide.dict.dz in \(folder); reinstall dict-gcide") }
    let text = try FileReading.contents(of: dictionary)
    let entries = try entries(index: FileReading.contents(of: index), named: index, limit: text.count)
    var corpus = CorpusText(name: "gcide")
    corpus.reserve(text.count)
    text.withUnsafeBufferPointer { bytes in
      for entry in entries {
        corpus.append { GCIDEMarkup.strip(bytes, entry, to: &$0) }
      }
    }
    return corpus
  }

  /// The places of the entries, in the order of the dictionary, each once: many headwords lead to one entry.
  static func entries(index contents: [UInt8], named name: String, limit: Int) throws -> [Range<Int>] {
    var entries: [Range<Int>] = []
    entries.reserveCapacity(contents.count / 20)
    try contents.withUnsafeBufferPointer { bytes in
      var (start, number) = (0, 0)
      while start < bytes.count {
        let end = bytes.endOfLine(from: start, limit: bytes.count)
        number += 1
        // The entries "00-database-…" describe the dictionary and are no text of it.
        if end > start, !bytes.matches("00-database", at: start, limit: end),
          !bytes.matches("00database", at: start, limit: end)
        {
          guard let entry = place(bytes, line: start..<end), entry.upperBound <= limit else {
            throw DataError("\(name), line \(number): not an index line of this dictionary; reinstall dict-gcide")
          }
          entries.append(entry)
        }
        start = end + 1
      }
    }
    entries.sort { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
    var end = 0
    return entries.filter { entry in
      guard entry.lowerBound >= end else { return false }
      end = entry.upperBound
      return true
    }
  }

  private static func place(_ bytes: Bytes, line: Range<Int>) -> Range<Int>? {
    guard let second = bytes[line].lastIndex(of: 9), let first = bytes[line.lowerBound..<second].lastIndex(of: 9),
      let offset = number(bytes[first + 1..<second]), let length = number(bytes[second + 1..<line.upperBound])
    else { return nil }
    return offset..<offset + length
  }

  /// A number in base 64, most significant digit first; at most six digits, 64 GiB.
  private static func number(_ digits: Slice<Bytes>) -> Int? {
    guard (1...6).contains(digits.count) else { return nil }
    var number = 0
    for digit in digits {
      let value: UInt8
      switch digit {
      case 65...90: value = digit - 65
      case 97...122: value = digit - 71
      case 48...57: value = digit + 4
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: return nil
      }
      number = number << 6 | Int(value)
    }
    return number
  }
}
