/// The corpora known by name.
public enum CorpusCatalog {
  /// The name under which the user's own files are mixed in.
  public static let ownText = "text"

  /// All corpora that packages bring, in the order in which they are listed.
  public static let all = [
    Corpus(
      name: "gcide", summary: "English dictionary with citations", package: "dict-gcide",
      folder: "usr/share/dictd", landmark: "gcide.dict.dz", read: GCIDEReader.read),
    Corpus(
      name: "wordnet", summary: "glosses of WordNet in 45 topics", package: "wordnet-base",
      folder: "usr/share/wordnet", landmark: "data.noun", read: WordNetReader.read),
    Corpus(
      name: "perldoc", summary: "manuals of Perl", package: "perl-doc",
      folder: "usr/share/perl/*/pod", landmark: "perlfunc.pod", read: PerlManuals.read),
    Corpus(
      name: "pydoc", summary: "manuals of Python", package: "python3-doc",
      folder: "usr/share/doc/python3*/html/_sources", landmark: "contents.rst.txt", read: PythonManuals.read),
  ]

  /// The corpus `name`. Throws: `DataError` that suggests the nearest name.
  ///
  /// - Parameter others: further names that may stand in the same place, to be suggested too.
  public static func corpus(named name: String, others: [String] = []) throws -> Corpus {
    if let known = all.first(where: { $0.name == name }) { return known }
    guard name != ownText else {
      throw DataError("'\(ownText)' stands for your own files and folders: it lies where you keep them")
    }
    let names = all.map { $0.name } + [ownText] + others
    let nearest = names.map { ($0, editDistance(name.lowercased(), $0)) }.min { $0.1 < $1.1 }
    if let nearest, nearest.1 <= max(2, nearest.0.count / 2) {
      throw DataError("unknown corpus '\(name)': did you mean '\(nearest.0)'?")
    }
    throw DataError("unknown corpus '\(name)': there are \(names.joined(separator: ", "))")
  }

  /// Letters to insert, delete or replace to make one word of the other (Levenshtein).
  private static func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (number, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = number + 1
      for column in second.indices {
        let replaced = diagonal + (letter == second[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[second.count]
  }
}
