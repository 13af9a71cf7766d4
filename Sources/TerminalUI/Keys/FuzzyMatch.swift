/// How well a few typed letters fit a text: all of them must stand in it, in their order.
///
/// The best way of placing the letters counts: at the text's beginning, at the beginnings of words and side by side they
/// are worth more, and letters left out between them cost a little. Words of the query, separated by spaces, are placed
/// one after the other, in any order.
public struct FuzzyMatch: Hashable, Sendable {
  /// Larger is better; only scores of one query compare.
  public let score: Int
  /// Places of the letters, as offsets of characters, rising.
  public let places: [Int]

  /// What a letter is worth, and what its place adds or takes.
  private enum Worth {
    static let letter = 16
    static let start = 24
    static let wordStart = 12
    static let neighbour = 14
    static let gap = 3
    static let gapLetter = 1
    static let longestGap = 12
  }

  /// Fits a query to a text; nil when one of its letters has no place. An empty query fits everything with nothing.
  public init?(_ query: String, in text: String) {
    let letters = text.map { Character($0.lowercased().first.map(String.init) ?? String($0)) }
    var score = 0
    var places: Set<Int> = []
    for word in query.lowercased().split(separator: " ") {
      guard let match = FuzzyMatch.place(Array(word), in: letters, text: Array(text)) else { return nil }
      score += match.score
      places.formUnion(match.places)
    }
    self.score = score
    self.places = places.sorted()
  }

  /// The best placing of one word.
  private static func place(
    _ word: [Character], in letters: [Character], text: [Character]
  ) -> (score: Int, places: [Int])? {
    guard !word.isEmpty, word.count <= letters.count else { return nil }
    var before: [Int?] = []
    var origins: [[Int]] = []
    for (row, wanted) in word.enumerated() {
      var scores = [Int?](repeating: nil, count: letters.count)
      var origin = [Int](repeating: -1, count: letters.count)
      for column in row..<letters.count where letters[column] == wanted {
        let own = Worth.letter + bonus(at: column, text)
        guard row > 0 else {
          // What stands before the first letter costs as a gap does, so that an early place wins.
          scores[column] = own - min(Worth.longestGap, column * Worth.gapLetter)
          continue
        }
        for earlier in row - 1..<column {
          guard let reached = before[earlier] else { continue }
          let skipped = column - earlier - 1
          let total =
            reached + own
            + (skipped == 0 ? Worth.neighbour : -min(Worth.longestGap, Worth.gap + skipped * Worth.gapLetter))
          if total > scores[column] ?? .min {
            scores[column] = total
            origin[column] = earlier
          }
        }
      }
      before = scores
      origins.append(origin)
    }
    guard let last = before.indices.filter({ before[$0] != nil }).max(by: { before[$0]! < before[$1]! }) else {
      return nil
    }
    var places: [Int] = []
    var column = last
    for row in word.indices.reversed() {
      places.append(column)
      column = origins[row][column]
    }
    return (before[last]!, places.reversed())
  }

  private static func bonus(at place: Int, _ text: [Character]) -> Int {
    guard place > 0 else { return Worth.start }
    let (before, here) = (text[place - 1], text[place])
    let startsWord = !before.isLetter && !before.isNumber || before.isLowercase && here.isUppercase
    return startsWord && (here.isLetter || here.isNumber) ? Worth.wordStart : 0
  }
}
