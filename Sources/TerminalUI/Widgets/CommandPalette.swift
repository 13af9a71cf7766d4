/// Every command that works now, found by a few letters of its name or of what it does.
///
/// A value: `press` takes keys and says which command was chosen, `draw` paints it over the screen.
public struct CommandPalette: Sendable {
  /// What a key did.
  public enum Answer: Hashable, Sendable {
    /// The palette stays.
    case open
    /// It closes, nothing is done.
    case closed
    /// It closes, and this is to be done.
    case chosen(CommandID)
  }

  /// What is chosen from, in the order in which it is shown while nothing is typed.
  public let commands: [Binding]
  /// What was typed.
  public private(set) var query = ""
  /// Place of the chosen one among those that fit.
  public private(set) var selected = 0
  /// How many commands, at the head of the list, were used before.
  public let recentCount: Int
  /// Lines said above the list: the command line that makes the run again.
  public let notes: [String]

  /// Most letters that are taken.
  private static let longestQuery = 60

  /// Makes a palette of the commands that work in these contexts; those used last stand first.
  ///
  /// - Parameters:
  ///   - recent: commands used before, the last one first.
  ///   - notes: lines that are said above the list while nothing is typed.
  public init(_ bindings: KeyBindings, in contexts: [KeyContext], recent: [CommandID] = [], notes: [String] = []) {
    let all = bindings.reachable(in: contexts).filter { $0.command != "palette" }
    let used = recent.compactMap { command in all.first { $0.command == command } }
    recentCount = used.count
    commands = used + all.filter { !recent.contains($0.command) }
    self.notes = notes
  }

  /// A command that fits what was typed.
  public struct Match: Hashable, Sendable {
    /// The command with the keys that reach it.
    public let binding: Binding
    /// Places of the typed letters in the sentence that says what it does.
    public let helpPlaces: [Int]
    /// Places of the typed letters in its name.
    public let namePlaces: [Int]
  }

  /// The commands that fit, the best first; all of them while nothing is typed.
  public var matches: [Match] {
    guard !query.allSatisfy({ $0 == " " }) else {
      return commands.map { Match(binding: $0, helpPlaces: [], namePlaces: []) }
    }
    let ranked = commands.enumerated().compactMap { place, binding -> (match: Match, score: Int, place: Int)? in
      let help = FuzzyMatch(query, in: binding.help)
      let name = FuzzyMatch(query, in: binding.command.rawValue)
      guard let score = [help?.score, name.map { $0.score + 8 }].compactMap(\.self).max() else { return nil }
      let match = Match(binding: binding, helpPlaces: help?.places ?? [], namePlaces: name?.places ?? [])
      // Of two that fit alike, the one that was used lately is meant.
      return (match, score + (place < recentCount ? 6 : 0), place)
    }
    return ranked.sorted { ($1.score, $0.place) < ($0.score, $1.place) }.map(\.match)
  }

  /// Takes a key.
  public mutating func press(_ key: Key) -> Answer {
    switch key {
    case .escape, .ctrl("c"): return .closed
    case .enter:
      let matches = matches
      return matches.indices.contains(selected) ? .chosen(matches[selected].binding.command) : .open
    case .character(let character):
      if query.count < CommandPalette.longestQuery { query.append(character) }
      selected = 0
    case .backspace:
      guard !query.isEmpty else { return .closed }
      query.removeLast()
      selected = 0
    case .ctrl("u"):
      query = ""
      selected = 0
    case .down, .tab, .ctrl("n"): move(by: 1)
    case .up, .backtab, .ctrl("p"): move(by: -1)
    case .pageDown: selected = min(selected + 10, max(0, matches.count - 1))
    case .pageUp: selected = max(0, selected - 10)
    case .home: selected = 0
    case .end: selected = max(0, matches.count - 1)
    case .mouse(let event):
      if event.action == .wheelDown { move(by: 1) } else if event.action == .wheelUp { move(by: -1) }
    default: break
    }
    return .open
  }

  private mutating func move(by step: Int) {
    let count = matches.count
    guard count > 0 else { return }
    selected = ((selected + step) % count + count) % count
  }
}

extension CommandPalette: Widget {
  /// Paints the palette over the upper part of an area: what is typed, then the commands with their keys at the right.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let matches = matches
    let showsNotes = query.isEmpty && !notes.isEmpty && area.height >= 14
    let noteRows = showsNotes ? notes.count + 1 : 0
    let width = min(area.width, max(40, min(96, area.width - 8)))
    let height = min(max(3, area.height - 2), max(8, matches.count + 4 + noteRows))
    // The upper edge stays where it is while the list becomes shorter.
    let full = min(max(3, area.height - 2), commands.count + 4 + noteRows)
    let top = area.y + max(0, (area.height - full) / 2)
    let box = Rect(x: area.x + max(0, (area.width - width) / 2), y: top, width: width, height: height)
      .intersection(area)
    let count = matches.count == commands.count ? "\(commands.count) commands" : "\(matches.count) of \(commands.count)"
    canvas.draw(Overlay("Commands", detail: count), in: box)
    let inner = box.inset(by: 1)
    let room = max(0, inner.width - 4)
    let used = canvas.text(theme.glyphs.pointer + " ", x: inner.x + 1, y: inner.y, style: theme[.key], limit: room)
    let shown = String(query.suffix(max(0, room - used)))
    let typed = canvas.text(shown, x: inner.x + 1 + used, y: inner.y, style: theme[.value], limit: room - used)
    canvas.text(" ", x: inner.x + 1 + used + typed, y: inner.y, style: theme[.text].adding(.reverse))
    if query.isEmpty {
      canvas.text(
        "a few letters of what you want", x: inner.x + 3 + used, y: inner.y, style: theme[.muted],
        limit: max(0, room - used - 2))
    }
    var list = inner.inset(top: inner.height > 3 ? 2 : 1)
    if showsNotes {
      for (line, note) in notes.enumerated() {
        canvas.text(
          truncated(theme.glyphs.printable(note), to: max(0, list.width - 2), ellipsis: theme.glyphs.ellipsis),
          x: list.x + 1, y: list.y + line, style: theme[.muted], limit: list.width - 2)
      }
      list = list.inset(top: noteRows)
    }
    guard !matches.isEmpty else {
      canvas.text("no command has these letters", in: list.row(0).inset(left: 1), style: theme[.muted])
      return
    }
    let keyWidth = min(list.width / 3, matches.map { displayWidth(of: label($0.binding, theme)) }.max() ?? 0)
    let names = matches.map { displayWidth(of: $0.binding.command.rawValue) }.max() ?? 0
    let nameWidth = list.width >= 60 ? min(names, 22) : 0
    let first = Table.visibleOffset(0, selected: selected, count: matches.count, height: list.height)
    for (line, index) in (first..<min(matches.count, first + list.height)).enumerated() {
      let row = list.row(line)
      guard !row.isEmpty else { break }
      draw(
        matches[index], isSelected: index == selected, keyWidth: keyWidth, nameWidth: nameWidth, in: row, on: &canvas)
    }
  }

  private func label(_ binding: Binding, _ theme: Theme) -> String {
    binding.keys.prefix(2).map { $0.label(theme.glyphs) }.joined(separator: " ")
  }

  private func draw(
    _ match: Match, isSelected: Bool, keyWidth: Int, nameWidth: Int, in row: Rect, on canvas: inout Canvas
  ) {
    let theme = canvas.theme
    canvas.text(isSelected ? theme.glyphs.pointer : " ", x: row.x + 1, y: row.y, style: theme[.key])
    let (left, keys) = row.inset(left: 3, right: 1).splitRight(keyWidth)
    let (sentence, name) = left.splitRight(nameWidth > 0 ? nameWidth + 2 : 0)
    letters(match.binding.help, match.helpPlaces, theme[.text], in: sentence, on: &canvas)
    if nameWidth > 0 {
      letters(
        match.binding.command.rawValue, match.namePlaces, theme[.muted], in: name.inset(left: 1, right: 1), on: &canvas)
    }
    canvas.text(label(match.binding, theme), in: keys, style: theme[.key], alignment: .right)
    if isSelected { canvas.highlight(row) }
  }

  /// A text whose typed letters stand out.
  private func letters(_ text: String, _ places: [Int], _ style: Style, in row: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let shown = truncated(theme.glyphs.printable(text), to: row.width, ellipsis: theme.glyphs.ellipsis)
    let found = Set(places)
    var x = row.x
    for (place, character) in shown.enumerated() {
      let look = found.contains(place) ? theme[.key].adding([.bold, .underline]) : style
      x += canvas.text(String(character), x: x, y: row.y, style: look, limit: row.maxX - x)
    }
  }
}
