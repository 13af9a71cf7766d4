internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let logFilter: CommandID = "log.filter"
  static let logUp: CommandID = "log.up"
  static let logDown: CommandID = "log.down"
  static let logPageUp: CommandID = "log.page.up"
  static let logPageDown: CommandID = "log.page.down"
}

/// What happened, line by line, the latest at the bottom.
struct LogPanel: Panel {
  /// The regular expression that lines must match, or must not if it begins with `!`; empty shows all.
  private(set) var filter = ""
  /// Lines scrolled up from the bottom.
  private(set) var scroll = 0
  private var lines: [LogEntry] = []
  private var seen: (count: Int, last: LogEntry?) = (0, nil)

  /// As a new run is shown.
  init() {}

  let name = "log"
  let title = "Log"
  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(38, 4), widthShare: 26, heightShare: 8, priority: 60)
  }
  var commands: [Binding] {
    [
      binding(
        [.character("/")], .logFilter, "filter", "show lines that match a regular expression; ! inverts", rank: 10),
      binding([.up, .character("k")], .logUp, "scroll", "one line up", rank: 11),
      binding([.down, .character("j")], .logDown, "scroll", "one line down"),
      binding([.pageUp], .logPageUp, "page", "ten lines up"),
      binding([.pageDown], .logPageDown, "page", "ten lines down"),
    ]
  }

  func detail(_ shared: Shared) -> String {
    let count = filter.isEmpty ? "\(lines.count) lines" : "\(lines.count) match /\(filter)/"
    return scroll > 0 ? "\(count) · \(scroll) below" : count
  }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    switch command {
    case .logFilter:
      return Question("Filter the log", text: filter, hint: "a regular expression; ! inverts, empty shows all")
    case .logUp: scroll += 1
    case .logDown: scroll -= 1
    case .logPageUp: scroll += 10
    case .logPageDown: scroll -= 10
    default: break
    }
    scroll = min(max(0, scroll), max(0, lines.count - 1))
    return nil
  }

  mutating func answer(_ text: String, to command: CommandID, _ shared: inout Shared) -> String? {
    let pattern = text.hasPrefix("!") ? String(text.dropFirst()) : text
    guard pattern.isEmpty || (try? Regex(pattern)) != nil else { return "no regular expression; write \\( for (" }
    filter = text
    scroll = 0
    seen = (-1, nil)
    refresh(shared)
    return nil
  }

  mutating func refresh(_ shared: Shared) {
    let entries = shared.run.entries
    guard seen.count != entries.count || seen.last != entries.last else { return }
    let before = lines.count
    seen = (entries.count, entries.last)
    let isInverted = filter.hasPrefix("!")
    let pattern = isInverted ? String(filter.dropFirst()) : filter
    if pattern.isEmpty {
      lines = entries
    } else if let expression = try? Regex(pattern).ignoresCase() {
      lines = entries.filter { ("\($0.kind.rawValue) \($0.text)".firstMatch(of: expression) != nil) != isInverted }
    }
    // What is being read stays where it is.
    if scroll > 0 { scroll = min(max(0, scroll + lines.count - before), max(0, lines.count - 1)) }
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    // With a cursor in the past the log ends there, as the other panels do.
    let shown = shared.isInspecting ? lines.prefix { $0.step <= shared.step } : lines[...]
    guard !shown.isEmpty else {
      let text = filter.isEmpty ? "nothing has happened yet" : "no line matches"
      canvas.text(text, in: area.row(0), style: theme[.muted])
      return
    }
    let last = max(min(area.height, shown.count), shown.count - scroll)
    for (row, entry) in shown[..<(shown.startIndex + last)].suffix(area.height).enumerated() {
      let (word, role) = LogPanel.look(entry.kind)
      let spans = [
        Span(clock(entry.time, offset: shared.utcOffset), theme[.muted]),
        Span(fitted(grouped(entry.step), to: 7, alignment: .right) + "  ", theme[.axis]),
        Span(word.isEmpty ? "" : fitted(word, to: 6) + " ", theme[role]),
        Span(theme.glyphs.printable(entry.text), theme[role == .muted ? .text : role]),
      ]
      canvas.draw(Paragraph([spans]), in: area.row(row))
    }
  }

  func table(_ shared: Shared) -> DataTable? {
    let shown = shared.isInspecting ? lines.prefix { $0.step <= shared.step } : lines[...]
    return DataTable(
      columns: ["time", "step", "kind", "text"],
      rows: shown.map { [.double($0.time), .integer($0.step), .text($0.kind.rawValue), .text($0.text)] })
  }

  private static func look(_ kind: LogEntry.Kind) -> (String, Role) {
    switch kind {
    case .info: ("", .muted)
    case .evaluation: ("eval", .ok)
    case .checkpoint: ("saved", .muted)
    case .control: ("key", .key)
    case .note: ("note", .title)
    case .warning: ("ALERT", .warn)
    case .critical: ("ALERT", .bad)
    case .error: ("ERROR", .bad)
    case .finish: ("end", .ok)
    }
  }
}

/// The time of day of a moment, `12:04:11`.
func clock(_ time: Double, offset: Int) -> String {
  guard time.isFinite, abs(time) < 1e15 else { return "--:--:--" }
  let day = ((Int(time) + offset) % 86_400 + 86_400) % 86_400
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "\(two(day / 3600)):\(two(day / 60 % 60)):\(two(day % 60))"
}
