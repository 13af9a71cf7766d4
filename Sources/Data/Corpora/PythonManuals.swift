/// Python's manuals: every reStructuredText source is one document; its topic is the part of the manual (library, howto …).
enum PythonManuals {
  /// All sources below `folder`, in the order of their names.
  static func read(folder: String) throws -> CorpusText {
    var corpus = CorpusText(name: "pydoc")
    for path in try FileReading.files(below: folder) where path.hasSuffix(".rst.txt") || path.hasSuffix(".rst.txt.gz") {
      let parts = path.dropFirst(folder.count).split(separator: "/")
      let topic = parts.count > 1 ? String(parts[0]) : "general"
      if !corpus.topics.contains(topic) { corpus.topics.append(topic) }
      let (text, replaced) = UTF8Repair.repair(try FileReading.contents(of: path))
      if replaced > 0 { corpus.notes.append("\(path): \(replaced) invalid pieces of UTF-8 replaced by U+FFFD") }
      corpus.append(topic: corpus.topics.firstIndex(of: topic)) { RestMarkup.strip(text, to: &$0) }
    }
    return corpus
  }
}
