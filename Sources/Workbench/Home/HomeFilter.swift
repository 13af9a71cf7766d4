/// A regular expression that rows must match, or must not if it begins with `!`.
struct HomeFilter: Sendable, Equatable {
  /// As it was typed; empty for everything.
  let text: String

  /// Everything.
  init() { text = "" }

  /// Nil for what is no regular expression.
  init?(_ text: String) {
    let pattern = text.hasPrefix("!") ? String(text.dropFirst()) : text
    guard pattern.isEmpty || (try? Regex(pattern)) != nil else { return nil }
    self.text = text
  }

  var isEmpty: Bool { text.isEmpty || text == "!" }

  /// The rows that match, case aside.
  func matching(_ rows: [HomeRow]) -> [HomeRow] {
    let isInverted = text.hasPrefix("!")
    let pattern = isInverted ? String(text.dropFirst()) : text
    guard !pattern.isEmpty, let expression = try? Regex(pattern).ignoresCase() else { return rows }
    return rows.filter { ($0.searched.firstMatch(of: expression) != nil) != isInverted }
  }
}
