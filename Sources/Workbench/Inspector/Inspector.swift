public import TerminalUI

/// The full-screen inspector: waits for keys, updates, draws. Runs on one thread, which owns the terminal.
public struct Inspector {
  private let terminal: any Terminal
  private let themes: ThemeLibrary
  private var state: InspectorState
  private var theme: Theme

  /// Shows tokenizers until the user leaves. The terminal is restored by whoever made it.
  ///
  /// - Throws: `TerminalUIError` for a theme that cannot be read.
  public static func run(
    _ inspection: Inspection, terminal: any Terminal, themes: ThemeLibrary, theme: String = "default"
  ) throws(TerminalUIError) {
    var inspector = try Inspector(inspection, terminal: terminal, themes: themes, theme: theme)
    inspector.loop()
  }

  private init(
    _ inspection: Inspection, terminal: any Terminal, themes: ThemeLibrary, theme: String
  ) throws(TerminalUIError) {
    self.terminal = terminal
    self.themes = themes
    self.theme = Theme(try themes.theme(theme).definition, depth: terminal.depth, glyphs: terminal.glyphs)
    state = InspectorState(
      inspection, size: terminal.size, themes: themes.names, theme: theme, depth: terminal.depth,
      glyphs: self.theme.glyphs)
  }

  private mutating func loop() {
    terminal.draw(state.picture(theme))
    while true {
      // Keys first, as many as there are; then one picture.
      var event = terminal.wait(milliseconds: 60_000)
      if event == .timeout || event == .woken { continue }
      while event != .timeout, event != .woken {
        guard take(event) else { return }
        event = terminal.wait(milliseconds: 0)
      }
      terminal.draw(state.picture(theme))
    }
  }

  /// Whether it goes on.
  private mutating func take(_ event: TerminalEvent) -> Bool {
    switch event {
    case .key(let key): state.press(key).allSatisfy { obey($0) }
    case .resized(let size): resize(to: size)
    case .signal, .lost: false
    case .woken, .timeout: true
    }
  }

  private mutating func resize(to size: Size) -> Bool {
    state.resize(to: size)
    return true
  }

  private mutating func obey(_ effect: Effect) -> Bool {
    switch effect {
    case .quit: return false
    case .redraw: terminal.redraw()
    case .suspend:
      terminal.suspend()
      state.resize(to: terminal.size)
    case .useTheme(let name):
      if let found = try? themes.theme(name) {
        theme = Theme(found.definition, depth: terminal.depth, glyphs: terminal.glyphs)
      }
    case .send, .playback, .reloadThemes, .mouse: break
    }
    return true
  }
}
