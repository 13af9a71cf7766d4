internal import TerminalUI

/// A state with a table of keys and dialogs; what all such states do alike stands here once.
protocol DialogScene {
  associatedtype Purpose: Sendable & Equatable
  /// Columns and rows.
  var size: Size { get set }
  /// What stands over everything and takes the keys.
  var dialog: SceneDialog<Purpose>? { get set }
  /// Names of the themes to choose from, and of the one in use.
  var themes: [String] { get set }
  var theme: String { get set }
  /// Whether mouse events are taken.
  var takesMouse: Bool { get set }
  /// A short answer to a key, and until when it is shown.
  var flash: (text: String, until: Double)? { get set }
  /// The one table of keys, with the user's own.
  var bindings: KeyBindings { get }
  /// The contexts that get a key, the innermost first.
  var contexts: [KeyContext] { get }

  /// Commands that the palette was used for, the last one first.
  var recentCommands: [CommandID] { get set }
  /// Lines that the palette says above its list.
  var paletteNotes: [String] { get }
  /// What can be written to a file now, with a word for each; empty where there is nothing.
  var exports: [(title: String, wish: ScreenExport)] { get }

  /// Does what a key, the mouse or the palette asks for, other than `obeyShared`.
  mutating func obey(_ command: CommandID, at now: Double) -> [Effect]
  /// Takes an answer in; the dialog is still in place and must be closed or changed here.
  mutating func take(_ answer: DialogAnswer<Purpose>, at now: Double) -> [Effect]
}

extension DialogScene {
  /// Forgotten, unless the scene keeps them.
  var recentCommands: [CommandID] {
    get { [] }
    set {}
  }
  /// Nothing to say.
  var paletteNotes: [String] { [] }
  /// The whole screen.
  var exports: [(title: String, wish: ScreenExport)] { DialogExports.screen(name: "switchyard") }

  /// Shows a short answer to a key.
  mutating func say(_ text: String, at now: Double) { flash = (text, now + 3) }

  /// Takes in what all scenes take alike: all but keys and what was printed.
  mutating func takeShared(_ input: SceneInput, at now: Double) -> [Effect] {
    switch input {
    case .resized(let size): self.size = size
    case .themes(let names, let current): (themes, theme) = (names, current)
    case .mouse(let isOn): takesMouse = isOn
    case .signal: return [.leave(.terminated)]
    case .lost: return [.leave(.terminalLost)]
    case .key, .printed, .tick: break
    }
    return []
  }

  /// Forgets a short answer whose time is over.
  mutating func forgetFlash(at now: Double) {
    if let flash, flash.until <= now { self.flash = nil }
  }

  /// Sends a key to the dialog, or through the table of keys.
  mutating func pressKey(_ key: TerminalUI.Key, at now: Double) -> [Effect] {
    if dialog != nil { return pressInDialog(key, at: now) }
    guard let command = bindings.command(for: key, in: contexts) else { return [] }
    return obeyShared(command, at: now) ?? obey(command, at: now)
  }

  private mutating func pressInDialog(_ key: TerminalUI.Key, at now: Double) -> [Effect] {
    guard let answer = dialog?.press(key) else { return [] }
    switch answer {
    case .open: return []
    case .closed:
      dialog = nil
      return []
    case .theme(let name, let isFinal):
      if isFinal { dialog = nil }
      guard name != theme else { return [] }
      theme = name
      return [.useTheme(name)]
    case .command(let command):
      dialog = nil
      recentCommands = ([command] + recentCommands.filter { $0 != command }).prefix(12).map { $0 }
      return obeyShared(command, at: now) ?? obey(command, at: now)
    case .export(let wish):
      dialog = nil
      return [.export(wish)]
    case .cancelled:
      dialog = nil
      return take(answer, at: now)
    case .entered, .chosen: return take(answer, at: now)
    }
  }

  /// What every scene does alike; nil for other commands.
  mutating func obeyShared(_ command: CommandID, at now: Double) -> [Effect]? {
    switch command {
    case .help: dialog = .help(offset: 0)
    case .palette:
      dialog = .palette(CommandPalette(bindings, in: contexts, recent: recentCommands, notes: paletteNotes))
    case .export:
      let exports = exports
      guard !exports.isEmpty else { return [] }
      dialog = .export(
        Choice(
          title: "Save to a file", names: exports.map(\.title), details: exports.map { ".\($0.wish.form.rawValue)" }),
        exports.map(\.wish))
    case .theme:
      guard !themes.isEmpty else { return [] }
      dialog = .themes(
        Choice(title: "Theme", names: themes, selected: themes.firstIndex(of: theme) ?? 0), before: theme)
    case .reloadThemes:
      say("themes read again", at: now)
      return [.reloadThemes, .useTheme(theme)]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .mouse:
      takesMouse.toggle()
      say(takesMouse ? "mouse on" : "mouse off", at: now)
      return [.mouse(takesMouse)]
    default: return nil
    }
    return []
  }
}

enum DialogExports {
  /// The whole screen as text and as a picture.
  static func screen(name: String) -> [(title: String, wish: ScreenExport)] {
    [
      ("the screen as text", ScreenExport(.text, name: name)),
      ("the screen as a picture", ScreenExport(.svg, name: name)),
    ]
  }

  /// A part of the screen, and its data where it has some.
  static func part(
    _ title: String, name: String, area: Rect, table: DataTable?
  ) -> [(title: String, wish: ScreenExport)] {
    let forms: [(String, ScreenExport.Form)] =
      [("as text", .text), ("as a picture", .svg)] + (table == nil ? [] : [("as CSV", .csv), ("as JSON", .json)])
    return forms.map { words, form in
      ("\(title) \(words)", ScreenExport(form, name: name, area: area, table: table))
    }
  }
}
