internal import Experiment
public import Sessions
public import TerminalUI

extension CommandID {
  static let diffUp: CommandID = "diff.up"
  static let diffDown: CommandID = "diff.down"
  static let diffPageUp: CommandID = "diff.page.up"
  static let diffPageDown: CommandID = "diff.page.down"
  static let diffFirst: CommandID = "diff.first"
  static let diffLast: CommandID = "diff.last"
  static let diffSwap: CommandID = "diff.swap"
}

/// Two runs' recipes side by side: the keys that differ, with their defaults, and what came of them.
public struct DiffState: Scene, DialogScene, Sendable {
  /// Nothing is asked here.
  enum Purpose: Sendable, Equatable {}

  var dialog: SceneDialog<Purpose>?
  var themes: [String] = []
  var theme = ""
  var takesMouse = false
  var flash: (text: String, until: Double)?
  var size = Size(0, 0)
  private let comparison: RecipeComparison
  private let colors: (left: Int, right: Int)
  /// The first line that is seen.
  private var offset = 0
  /// Whether the second run stands at the left.
  private var isSwapped = false

  /// Keys that differ from the standard.
  private let keys: [CommandID: [TerminalUI.Key]]
  var recentCommands: [CommandID] = []

  /// Compares two sessions.
  /// - Parameter keys: keys that differ from the standard.
  /// - Throws: `SessionError` when one cannot be read.
  public init(
    _ left: LibraryEntry, _ right: LibraryEntry, keys: [CommandID: [TerminalUI.Key]] = [:]
  ) throws(SessionError) {
    self.keys = keys
    comparison = try RecipeComparison(left, right)
    colors = (left.color, right.color == left.color ? left.color + 1 : right.color)
  }

  /// When a short answer goes.
  public var flashEnd: Double? { flash?.until }

  var bindings: KeyBindings {
    KeyBindings(Self.commands).overridingKnown(keys)
  }

  /// The keys of the screen.
  static let commands: [Binding] =
    [
      Commands.help,
      Binding(
        [.character("q"), .escape, .ctrl("c")], .quit, "back", help: "back to where you came from", footerRank: 1),
      Binding([.up, .character("k")], .diffUp, "scroll", help: "one line up", footerRank: 10),
      Binding([.down, .character("j")], .diffDown, "scroll", help: "one line down"),
      Binding([.pageUp], .diffPageUp, "page", help: "a screenful up"),
      Binding([.pageDown], .diffPageDown, "page", help: "a screenful down"),
      Binding([.home, .character("g")], .diffFirst, "first", help: "the first line"),
      Binding([.end, .character("G")], .diffLast, "last", help: "the last line"),
      Binding([.character("x")], .diffSwap, "swap", help: "exchange the two sides", footerRank: 11),
    ] + Commands.shared

  var contexts: [KeyContext] { [.global] }

  /// Takes an input in.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    forgetFlash(at: now)
    switch input {
    case .key(.mouse(let event)):
      if event.action == .wheelUp { scroll(by: -3) }
      if event.action == .wheelDown { scroll(by: 3) }
    case .key(let key): return pressKey(key, at: now)
    case .printed(let lines): if let last = lines.last { flash = (sanitized(last), now + 8) }
    default: return takeShared(input, at: now)
    }
    return []
  }

  mutating func obey(_ command: CommandID, at now: Double) -> [Effect] {
    switch command {
    case .quit: return [.leave(.back)]
    case .diffUp: scroll(by: -1)
    case .diffDown: scroll(by: 1)
    case .diffPageUp: scroll(by: -max(1, inner.height - 1))
    case .diffPageDown: scroll(by: max(1, inner.height - 1))
    case .diffFirst: offset = 0
    case .diffLast: scroll(by: .max / 2)
    case .diffSwap: isSwapped.toggle()
    default: break
    }
    return []
  }

  mutating func take(_ answer: DialogAnswer<Purpose>, at now: Double) -> [Effect] { [] }

  private var inner: Rect { Frame.content(of: Rect(size).inset(top: 1, bottom: 1)) }

  private mutating func scroll(by count: Int) {
    offset = min(max(0, offset + count), max(0, rows(.builtIn()).count + 1 - inner.height))
  }

  /// The picture of the state.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    guard size.holds(WorkbenchState.minimumSize) else {
      canvas.draw(TooSmall(have: size, need: WorkbenchState.minimumSize), in: canvas.bounds)
      return canvas.buffer
    }
    let (upper, footer) = Rect(size).splitBottom(1)
    let (header, body) = upper.splitTop(1)
    canvas.draw(headerLine(theme), in: header)
    let keys = comparison.keys.count
    let detail = "\(keys) key\(keys == 1 ? "" : "s") differ, \(comparison.equalKeys) are equal"
    canvas.draw(Frame("Recipes side by side", detail: detail, isFocused: true), in: body)
    let names = sides(comparison.names.left, comparison.names.right)
    let colors = sides(colors.left, colors.right)
    func heading(_ name: String, _ color: Int) -> String {
      "\(theme.series(color).glyph) \(theme.glyphs.printable(sanitized(name)))"
    }
    let table = Table(
      columns: [
        Table.Column("key", minimum: 12, maximum: 34, priority: 10),
        Table.Column(heading(names.left, colors.left), minimum: 10, maximum: 60, priority: 9),
        Table.Column(heading(names.right, colors.right), minimum: 10, maximum: 60, priority: 8),
        Table.Column("default", minimum: 6, maximum: 40, priority: 1, grows: true),
      ], rows: rows(theme), offset: offset)
    canvas.draw(table, in: Frame.content(of: body))
    drawFooter(on: &canvas, in: footer, keys: dialog?.keys)
    dialog?.draw(
      in: canvas.bounds, on: &canvas, bindings: bindings, contexts: contexts, names: [.global: "Recipes side by side"])
    return canvas.buffer
  }

  private func sides<Value>(_ left: Value, _ right: Value) -> (left: Value, right: Value) {
    isSwapped ? (right, left) : (left, right)
  }

  private func headerLine(_ theme: Theme) -> StatusLine {
    let names = sides(comparison.names.left, comparison.names.right)
    let colors = sides(colors.left, colors.right)
    func item(_ name: String, _ color: Int, _ priority: Int) -> StatusLine.Item {
      let look = theme.series(color)
      return .init(
        [Span(look.glyph + " ", look.style), Span(theme.glyphs.printable(sanitized(name)), theme[.value])],
        priority: priority)
    }
    return StatusLine(
      left: [
        .init([Span("diff", theme[.title])], priority: 70), item(names.left, colors.left, 90),
        item(names.right, colors.right, 80),
      ],
      role: .header, gap: 2)
  }

  /// Keys, then figures, then remarks; what differs from its default stands out.
  private func rows(_ theme: Theme) -> [[Table.Field]] {
    func shown(_ text: String) -> String { theme.glyphs.printable(sanitized(text)) }
    var rows = comparison.keys.map { row in
      let values = sides(row.left, row.right)
      func field(_ value: String) -> Table.Field {
        Table.Field(shown(value), role: value == row.standard ? .muted : .value)
      }
      return [
        Table.Field(row.key.path), field(values.left), field(values.right),
        Table.Field(shown(row.standard), role: .muted),
      ]
    }
    if rows.isEmpty { rows.append([Table.Field("no key differs", role: .muted)]) }
    rows.append([])
    rows += comparison.figures.map { figure in
      let values = sides(figure.left, figure.right)
      let role: Role = values.left == values.right ? .muted : .value
      return [
        Table.Field(figure.name), Table.Field(shown(values.left), role: role),
        Table.Field(shown(values.right), role: role), "",
      ]
    }
    if !comparison.remarks.isEmpty { rows.append([]) }
    return rows + comparison.remarks.map { [Table.Field(shown($0), role: .warn)] }
  }
}
