/// The user's own files and folders as a corpus.
///
/// A file is one document, but a file of more than 8 KiB is cut, at empty lines where there are any, into documents of
/// about 4 KiB: otherwise a single long file would lie wholly on one side of the split.
enum OwnText {
  static let longestDocument = 8 << 10
  static let pieceLength = 4 << 10

  /// The text of all files at and below `paths`; gzip is unpacked, invalid UTF-8 replaced and counted, binary and empty
  /// files skipped and named in the notes.
  static func read(_ paths: [String]) throws -> CorpusText {
    guard !paths.isEmpty else { throw DataError("the corpus text needs at least one file or folder of yours") }
    var corpus = CorpusText(name: CorpusCatalog.ownText)
    for path in paths {
      guard FileReading.isFolder(path) else {
        try append(path, to: &corpus)
        continue
      }
      let files = try FileReading.files(below: path)
      guard !files.isEmpty else { throw DataError("\(path) holds no files") }
      for file in files { try append(file, to: &corpus) }
    }
    guard !corpus.documents.isEmpty else {
      throw DataError("no text in \(paths.joined(separator: ", "))\(corpus.notes.first.map { ": " + $0 } ?? "")")
    }
    return corpus
  }

  private static func append(_ path: String, to corpus: inout CorpusText) throws {
    let contents = try FileReading.contents(of: path)
    guard !contents.prefix(8 << 10).contains(0) else {
      corpus.notes.append("\(path) skipped: it is not text but binary")
      return
    }
    let (text, replaced) = UTF8Repair.repair(contents)
    guard replaced * 3 <= contents.count else {
      corpus.notes.append("\(path) skipped: it is not UTF-8 text")
      return
    }
    if replaced > 0 { corpus.notes.append("\(path): \(replaced) invalid pieces of UTF-8 replaced by U+FFFD") }
    let before = corpus.documents.count
    for piece in pieces(of: text) { corpus.append { $0 += text[piece] } }
    if corpus.documents.count == before { corpus.notes.append("\(path) skipped: it is empty") }
  }

  /// The ranges of the documents that `text` is cut into; together they are the whole text.
  static func pieces(of text: [UInt8]) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    while text.count - start > longestDocument {
      let end = cut(text, from: start + pieceLength, limit: start + longestDocument)
      pieces.append(start..<end)
      start = end
    }
    return start < text.count ? pieces + [start..<text.count] : pieces
  }

  /// Where to cut between `from` and `limit`: after an empty line, else a line, else a space, else between characters.
  private static func cut(_ text: [UInt8], from: Int, limit: Int) -> Int {
    let window = text[from..<limit]
    if let line = window.indices.dropLast().first(where: { text[$0] == 10 && text[$0 + 1] == 10 }) { return line + 2 }
    if let line = window.firstIndex(of: 10) { return line + 1 }
    if let space = window.firstIndex(of: 32) { return space + 1 }
    return window.firstIndex { $0 & 0xC0 != 0x80 } ?? limit
  }
}
