/// Which characters charts, bars and borders are drawn with.
public enum Glyphs: String, Hashable, Sendable, CaseIterable {
  /// Braille dots in charts (2 × 4 a cell), eighth blocks in bars, rounded corners.
  case braille
  /// Half blocks in charts, eighth blocks in bars; for fonts without braille.
  case block
  /// Nothing outside ASCII.
  case ascii

  /// Whether characters beyond ASCII may be used.
  public var isUnicode: Bool { self != .ascii }
  /// What a cut text ends in.
  public var ellipsis: String { isUnicode ? "…" : "~" }
  /// A running state.
  public var live: String { isUnicode ? "●" : "*" }
  /// A paused state.
  public var paused: String { isUnicode ? "‖" : "=" }
  /// Good, done.
  public var check: String { isUnicode ? "✓" : "ok" }
  /// Bad, failed.
  public var cross: String { isUnicode ? "✗" : "x" }
  /// Points at what is selected.
  public var pointer: String { isUnicode ? "▸" : ">" }
  /// Between small facts in a line.
  public var dot: String { isUnicode ? "·" : "-" }
  /// An empty slot in a bar.
  public var slot: String { isUnicode ? "·" : "." }
  /// Stands for multiplication, as in 1.31×.
  public var times: String { isUnicode ? "×" : "x" }
  /// A capacity line through bars.
  public var capacityLine: String { isUnicode ? "│" : "|" }
  /// A fair-share line through bars.
  public var fairLine: String { isUnicode ? "┊" : ":" }
  /// Up and down, for sort orders.
  public var arrows: (up: String, down: String) { isUnicode ? ("▲", "▼") : ("^", "v") }
  /// Left and right, for ranges that go on.
  public var sides: (left: String, right: String) { isUnicode ? ("◂", "▸") : ("<", ">") }

  /// Eight steps for sparklines, low to high.
  public var levels: [String] {
    isUnicode ? ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] : [".", ":", "-", "=", "+", "*", "%", "#"]
  }
  /// Parts of a cell from the left, an eighth to eight eighths; ASCII knows only halves.
  public var eighths: [String] {
    isUnicode ? ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"] : ["", "", "", "-", "-", "-", "#", "#"]
  }

  func line(_ arms: LineArms) -> String {
    let arms = arms.rawValue
    return isUnicode ? Glyphs.unicodeLines[arms] : Glyphs.asciiLines[arms]
  }

  func arms(of text: String) -> LineArms? {
    guard text != " " else { return nil }
    // In ASCII `+` may be any joint and `-` may be text, so boxes only join where both are boxes' own characters.
    if !isUnicode { return text == "+" ? [.horizontal, .vertical] : nil }
    return Glyphs.unicodeLines.lastIndex(of: text).map(LineArms.init(rawValue:))
  }

  // Indexed by arms: up 1, down 2, left 4, right 8.
  private static let unicodeLines = [
    " ", "╵", "╷", "│", "╴", "╯", "╮", "┤", "╶", "╰", "╭", "├", "─", "┴", "┬", "┼",
  ]
  private static let asciiLines = [
    " ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+",
  ]
}
