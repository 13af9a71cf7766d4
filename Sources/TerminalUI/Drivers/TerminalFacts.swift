internal import CNcurses
internal import CTerminal
internal import Glibc

/// What can be known of a terminal without taking its screen.
public struct TerminalFacts: Hashable, Sendable {
  /// The name in `TERM`; empty where it is not set.
  public var term: String
  /// Whether standard input and output both are a terminal.
  public var isTerminal: Bool
  /// Columns and rows; nil without a terminal.
  public var size: Size?
  /// Whether terminfo knows the name.
  public var hasEntry: Bool
  /// Colours that would be used.
  public var depth: ColorDepth
  /// Glyphs that would be used: by locale and terminal, for nobody can ask a terminal for its font.
  public var glyphs: Glyphs
  /// The locale's codeset, such as `UTF-8`.
  public var codeset: String

  /// `ncurses 6.4.20221231`
  public static var libraryVersion: String { String(cString: curses_version()) }

  /// Looks at the terminal of this process.
  public static func current(environment: [String: String]) -> TerminalFacts {
    let term = environment["TERM"] ?? ""
    var error: Int32 = 0
    let hasEntry = !term.isEmpty && setupterm(term, 1, &error) == OK
    let count = hasEntry ? Int(tigetnum("colors")) : nil
    let isTerminal = isatty(0) == 1 && isatty(1) == 1
    let glyphs = CursesTerminal.chooseGlyphs(nil, environment: environment)
    return TerminalFacts(
      term: term, isTerminal: isTerminal, size: isTerminal ? CursesTerminal.windowSize() : nil, hasEntry: hasEntry,
      depth: ColorDepth.decided(flag: nil, environment: environment, count: count), glyphs: glyphs,
      codeset: nl_langinfo(Int32(CODESET)).map { String(cString: $0) } ?? "unknown")
  }
}
