/// Finds what a misspelt word was meant to be.
enum Spelling {
  /// The candidate nearest to the word, if it is near enough to be worth a suggestion.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let limit = max(2, word.count / 3)
    let ranked = candidates.map { ($0, distance(word.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= limit else { return nil }
    return best.0
  }

  /// Number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other
  /// (optimal string alignment).
  static func distance(_ from: String, _ to: String) -> Int {
    let a = Array(from.unicodeScalars)
    let b = Array(to.unicodeScalars)
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    // Bounded, so that a hostile key of a megabyte costs nothing.
    if a.count > 200 || b.count > 200 { return max(a.count, b.count) }
    var rows = [Array(0...b.count)]
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        row[j] = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], rows[i - 2][j - 2] + 1) }
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
