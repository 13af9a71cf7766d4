extension Glyphs {
  /// A text as these glyphs can show it: without Unicode, signs become their ASCII likeness and the rest a `?`.
  public func printable(_ text: String) -> String {
    if isUnicode || text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    return String(
      sanitized(text).map { character -> Character in
        if character.isASCII { return character }
        switch character {
        case "·", "–", "—", "−": return "-"
        case "×": return "x"
        case "→": return ">"
        case "…", "±", "≈": return "~"
        case "Δ": return "D"
        default: return "?"
        }
      })
  }
}
