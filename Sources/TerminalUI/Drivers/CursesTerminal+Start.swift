internal import CNcurses
internal import CTerminal
internal import Glibc

extension CursesTerminal {
  static let pasteOn = "\u{1B}[?2004h"
  static let pasteOff = "\u{1B}[?2004l"
  static let dragOn = "\u{1B}[?1002h"
  static let dragOff = "\u{1B}[?1002l"

  /// Opens curses with the given entry or one that nearly every terminal understands.
  ///
  /// `newterm` and not `initscr`, which ends the process for an entry that is missing.
  static func open(
    _ term: String, _ stream: UnsafeMutablePointer<FILE>
  ) throws(TerminalUIError) -> (curses: OpaquePointer, name: String) {
    // Read in place of the default second that curses waits after Escape.
    set_escdelay(25)
    if term != "dumb", !term.isEmpty {
      for name in [term, "xterm-256color", "vt100"] {
        if let curses = curses_open(name, stream), let capability = curses_string("cup"), capability[0] != 0 {
          return (curses, name)
        }
      }
    }
    throw TerminalUIError(
      "terminal '\(sanitized(term))' cannot move the cursor or has no terminfo entry: "
        + "set TERM=xterm-256color, or use --plain to print lines")
  }

  static func standardWindow(_ curses: OpaquePointer) -> UnsafeMutablePointer<WINDOW>? {
    set_term(curses)
    return curses_window()
  }

  static func setModes(_ window: UnsafeMutablePointer<WINDOW>) {
    cbreak()
    noecho()
    nonl()
    keypad(window, true)
    nodelay(window, true)
    intrflush(window, false)
    curs_set(0)
    terminal_free_flow_keys(0)
    def_prog_mode()
    define_key("\u{1B}[200~", CursesKeys.pasteBegin)
    define_key("\u{1B}[201~", CursesKeys.pasteEnd)
  }

  /// Sets the locale's character type and says which glyphs can be printed.
  static func chooseGlyphs(_ flag: Glyphs?, environment: [String: String]) -> Glyphs {
    setlocale(LC_CTYPE, "")
    if !codesetIsUTF8, let flag, flag.isUnicode { setlocale(LC_CTYPE, "C.UTF-8") }
    guard codesetIsUTF8 else { return .ascii }
    if let flag { return flag }
    // The kernel's console has half blocks in its font, but no braille.
    return environment["TERM"] == "linux" ? .block : .braille
  }

  static var codesetIsUTF8: Bool {
    guard let name = nl_langinfo(Int32(CODESET)) else { return false }
    return ["UTF-8", "utf8", "UTF8"].contains(String(cString: name))
  }

  /// The window's size as the terminal says it; 0 × 0 is possible on a pseudo-terminal that nobody sized.
  static func windowSize() -> Size {
    var (columns, rows): (Int32, Int32) = (0, 0)
    guard terminal_window_size(1, &columns, &rows) == 0 || terminal_window_size(0, &columns, &rows) == 0 else {
      return Size(80, 24)
    }
    return Size(Int(columns), Int(rows))
  }

  /// A terminfo string without its notes on delays, `$<5/>`.
  static func withoutPadding(_ string: String) -> String {
    var result = ""
    var rest = string[...]
    while let start = rest.firstRange(of: "$<"), let end = rest[start.upperBound...].firstIndex(of: ">") {
      result += rest[..<start.lowerBound]
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}

/// A clock that nobody sets.
enum Monotonic {
  static var milliseconds: Int { Int(seconds * 1000) }

  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
