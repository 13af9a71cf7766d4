/// Perl's manuals: every `.pod` file of the folder is one document.
enum PerlManuals {
  /// All manuals in `folder`, in the order of their names.
  static func read(folder: String) throws -> CorpusText {
    var corpus = CorpusText(name: "perldoc")
    for path in try FileReading.files(below: folder) where path.hasSuffix(".pod") {
      let (text, replaced) = UTF8Repair.repair(try FileReading.contents(of: path))
      if replaced > 0 { corpus.notes.append("\(path): \(replaced) invalid pieces of UTF-8 replaced by U+FFFD") }
      corpus.append { PodMarkup.strip(text, to: &$0) }
    }
    return corpus
  }
}
