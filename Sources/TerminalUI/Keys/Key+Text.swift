extension Key {
  /// Reads a key's name as key files, tests and scripts write it: `g`, `G`, `ctrl-c`, `shift-tab`, `pgdn`, `f1`, `space`.
  ///
  /// Mouse events have no names.
  /// - Throws: `TerminalUIError` naming the text.
  public init(parsing text: String) throws(TerminalUIError) {
    if text.count == 1, let character = text.first, !character.isNewline, displayWidth(of: text) > 0 {
      self = .character(character)
      return
    }
    let name = text.lowercased()
    if let key = Key.byName[name] {
      self = key
      return
    }
    for prefix in ["ctrl-", "c-", "^"] where name.hasPrefix(prefix) {
      let rest = name.dropFirst(prefix.count)
      guard rest.count == 1, let letter = rest.first, letter.isASCII, letter.isLetter else { break }
      // Terminals send the same byte for these pairs.
      switch letter {
      case "i": self = .tab
      case "m", "j": self = .enter
      default: self = .ctrl(letter)
      }
      return
    }
    if name.first == "f", let number = Int(name.dropFirst()), (1...24).contains(number) {
      self = .function(number)
      return
    }
    throw TerminalUIError(
      "'\(sanitized(text))' is no key: write a character, ctrl-x, f1 to f24, or one of "
        + Key.names.map(\.0).joined(separator: ", "))
  }

  /// Reads keys separated by spaces: `j j ctrl-d enter`; for scripts.
  /// - Throws: `TerminalUIError` naming the first word that is no key.
  public static func sequence(_ text: String) throws(TerminalUIError) -> [Key] {
    var keys: [Key] = []
    for word in text.split(separator: " ") { keys.append(try Key(parsing: String(word))) }
    return keys
  }

  /// The name that `init(parsing:)` reads; for mouse events, words that it does not.
  public var name: String {
    switch self {
    case .character(" "): return "space"
    case .character(let character): return String(character)
    case .ctrl(let letter): return "ctrl-\(letter)"
    case .function(let number): return "f\(number)"
    case .mouse(let event): return "mouse \(event.action.rawValue)"
    default: return Key.names.first { $0.1 == self }?.0 ?? ""
    }
  }

  /// The name as footer and help show it: `Space`, `Ctrl-C`, `↑`.
  public func label(_ glyphs: Glyphs) -> String {
    switch self {
    case .up where glyphs.isUnicode: return "↑"
    case .down where glyphs.isUnicode: return "↓"
    case .left where glyphs.isUnicode: return "←"
    case .right where glyphs.isUnicode: return "→"
    case .character(" "): return "Space"
    case .character(let character): return String(character)
    case .pageUp: return "PgUp"
    case .pageDown: return "PgDn"
    default: return name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
    }
  }

  private static let names: [(String, Key)] = [
    ("space", .space), ("enter", .enter), ("esc", .escape), ("tab", .tab), ("shift-tab", .backtab),
    ("backspace", .backspace), ("delete", .delete), ("insert", .insert), ("up", .up), ("down", .down),
    ("left", .left), ("right", .right), ("home", .home), ("end", .end), ("pgup", .pageUp), ("pgdn", .pageDown),
  ]

  private static let byName: [String: Key] = Dictionary(
    names + [
      ("return", .enter), ("escape", .escape), ("backtab", .backtab), ("del", .delete), ("pageup", .pageUp),
      ("pagedown", .pageDown), ("bs", .backspace), ("ins", .insert),
    ], uniquingKeysWith: { first, _ in first })
}
