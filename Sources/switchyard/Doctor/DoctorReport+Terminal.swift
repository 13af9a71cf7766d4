import Foundation
import TerminalUI

extension DoctorReport {
  /// The terminal, its colours, and what its font will have to show.
  mutating func addTerminal(_ environment: [String: String]) {
    let facts = TerminalFacts.current(environment: environment)
    let size = facts.size.map { ", \($0.width) × \($0.height)" } ?? ", not on standard input and output"
    let entry = facts.hasEntry ? "known to terminfo" : "unknown to terminfo"
    var advice: String?
    if facts.term.isEmpty || facts.term == "dumb" {
      advice = "no screen can be drawn: --plain prints lines; or set TERM to what your terminal is"
    } else if !facts.hasEntry {
      advice = "taken for xterm-256color: install ncurses-term, or set TERM=xterm-256color"
    } else if let size = facts.size, size.width < 80 || size.height < 24 {
      advice = "smaller than 80 × 24: panels give way; make the window larger if it can be"
    }
    add("terminal", "\(facts.term.isEmpty ? "TERM is not set" : facts.term), \(entry)\(size)", advice: advice)
    let reasons = ["COLORTERM", "NO_COLOR"].compactMap { name in environment[name].map { "\(name)=\($0)" } }
    add("colours", Self.colors(facts.depth) + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"))
    let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? "C"
    add(
      "locale", "\(locale), \(facts.codeset)",
      advice: facts.glyphs == .ascii ? "nothing but ASCII can be printed: export LC_ALL=C.UTF-8" : nil)
    switch facts.glyphs {
    case .ascii: add("font", "not asked for more than ASCII")
    case .block: add("font", "asked for blocks █▌▁▂▃ and lines ╭─╮; no braille on this console")
    case .braille:
      add("font", "asked for braille ⣿⡇⠒, blocks █▌▁▂▃ and lines ╭─╮; where you see boxes instead: --ascii")
    }
    let links = ["SSH_CONNECTION": "over ssh", "TMUX": "in tmux", "STY": "in screen"]
    let found = links.filter { environment[$0.key] != nil }.values.sorted()
    if !found.isEmpty { add("connection", found.joined(separator: ", ") + "; on a slow line --fps 4 helps") }
  }

  private static func colors(_ depth: ColorDepth) -> String {
    switch depth {
    case .mono: "none: attributes and shapes tell things apart"
    case .eight: "8"
    case .sixteen: "16"
    case .indexed: "256"
    }
  }
}
