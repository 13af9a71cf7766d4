/// How many colours the terminal shows.
public enum ColorDepth: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// None: attributes and shapes tell things apart.
  case mono = 1
  /// The eight ANSI colours.
  case eight = 8
  /// The ANSI colours and their bright forms.
  case sixteen = 16
  /// The fixed palette of 256.
  case indexed = 256

  /// Fewer colours come first.
  public static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }

  /// The names that `--color` takes.
  public init?(name: String) {
    switch name.lowercased() {
    case "never", "no", "none", "mono", "1": self = .mono
    case "8": self = .eight
    case "16": self = .sixteen
    case "256", "truecolor", "24bit", "always": self = .indexed
    default: return nil
    }
  }

  /// Decides the depth: flag, `NO_COLOR` (not empty), `TERM=dumb`, `COLORTERM`, `256color` in `TERM`, the terminal's
  /// own count.
  ///
  /// True colour is mapped to the 256 colours, since terminfo entries for direct colour are usually missing; a terminal
  /// that claims it in `COLORTERM` but has a smaller terminfo entry is given what that entry can address.
  /// - Parameters:
  ///   - flag: the user's explicit wish.
  ///   - environment: the variables.
  ///   - count: colours of the terminfo entry, if known.
  public static func decided(flag: ColorDepth?, environment: [String: String], count: Int?) -> ColorDepth {
    if let flag { return flag }
    if let refusal = environment["NO_COLOR"], !refusal.isEmpty { return .mono }
    let term = environment["TERM"] ?? ""
    if term == "dumb" || term.isEmpty { return .mono }
    let claims = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || term.contains("256color")
    guard let count else { return claims ? .indexed : .eight }
    if count >= 256 { return .indexed }
    if count >= 16 { return .sixteen }
    return count >= 8 ? .eight : .mono
  }
}
