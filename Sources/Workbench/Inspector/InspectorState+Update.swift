public import TerminalUI

extension InspectorState {
  /// The window has another size.
  public mutating func resize(to size: Size) {
    self.size = size
    showCursor()
  }

  /// Takes a key in and says what is to be done about it.
  public mutating func press(_ key: TerminalUI.Key) -> [Effect] {
    flash = nil
    if let dialog {
      press(key, in: dialog)
      return []
    }
    guard let command = bindings.command(for: key, in: contexts) else { return [] }
    return obey(command)
  }

  private mutating func obey(_ command: CommandID) -> [Effect] {
    switch command {
    case .quit: return [.quit(.finished)]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .theme: return nextTheme()
    case .help: dialog = .help(offset: 0)
    case .close: isZoomed = false
    case .zoom: isZoomed.toggle()
    case .resetLayout: (focus, isZoomed) = (.text, false)
    case .nextPanel, .previousPanel:
      let (all, step) = (InspectorPanel.allCases, command == .nextPanel ? 1 : InspectorPanel.allCases.count - 1)
      focus = all[(focus.rawValue + step) % all.count]
    case .search: dialog = .search(text: search, fault: nil)
    case .bars: hasBars.toggle()
    case .scrollUp: scroll(by: -1)
    case .scrollDown: scroll(by: 1)
    default:
      if let panel = InspectorPanel.allCases.first(where: { command == .panel($0.rawValue + 1) }) {
        isZoomed = focus == panel ? !isZoomed : isZoomed
        focus = panel
      } else {
        moveCursor(command)
      }
    }
    showCursor()
    return []
  }

  private mutating func nextTheme() -> [Effect] {
    guard let place = themes.firstIndex(of: theme) ?? themes.indices.last else { return [] }
    theme = themes[(place + 1) % themes.count]
    flash = theme
    return [.useTheme(theme)]
  }

  private mutating func scroll(by step: Int) {
    switch focus {
    case .token: tokenOffset = max(0, tokenOffset + step)
    case .measures: measureOffset = min(max(0, measureOffset + step), max(0, inspection.measures.count - 1))
    case .scaffolds:
      let count = inspection.sides[side].scaffolds.count
      scaffold = min(max(0, scaffold + step), max(0, count - 1))
    case .text, .ranks: break
    }
  }

  private mutating func press(_ key: TerminalUI.Key, in dialog: InspectorDialog) {
    switch (dialog, key) {
    case (_, .escape), (_, .ctrl("c")): self.dialog = nil
    case (.help(let offset), .down), (.help(let offset), .character("j")): self.dialog = .help(offset: offset + 1)
    case (.help(let offset), .up), (.help(let offset), .character("k")): self.dialog = .help(offset: max(0, offset - 1))
    case (.help(let offset), .pageDown), (.help(let offset), .space): self.dialog = .help(offset: offset + 10)
    case (.help(let offset), .pageUp): self.dialog = .help(offset: max(0, offset - 10))
    case (.help, _): self.dialog = nil
    case (.search(let text, _), .character(let character)):
      if text.count < 200 { self.dialog = .search(text: text + String(character), fault: nil) }
    case (.search(let text, _), .backspace), (.search(let text, _), .delete):
      self.dialog = .search(text: String(text.dropLast()), fault: nil)
    case (.search, .ctrl("u")): self.dialog = .search(text: "", fault: nil)
    case (.search(let text, _), .enter):
      search = text
      if text.isEmpty || find(text, forth: true) {
        self.dialog = nil
      } else {
        self.dialog = .search(text: text, fault: "nowhere in the text that is shown")
      }
    case (.search, _): break
    }
  }
}
