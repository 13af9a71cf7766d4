public import TerminalUI

extension InspectorState: Scene, DialogScene {
  /// When a short answer disappears.
  public var flashEnd: Double? { flash?.until }

  /// Takes an input in and says what is to be done about it.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    forgetFlash(at: now)
    switch input {
    case .key(let key):
      defer { showCursor() }
      return pressKey(key, at: now)
    case .resized(let size):
      resize(to: size)
      return []
    default: return takeShared(input, at: now)
    }
  }

  /// At the right of the footer.
  public mutating func tell(_ text: String, at now: Double) { say(text, at: now) }

  /// What can be written to a file.
  var exports: [(title: String, wish: ScreenExport)] { DialogExports.screen(name: "tokenizers") }

  /// The window has another size.
  public mutating func resize(to size: Size) {
    self.size = size
    showCursor()
  }

  /// Does what a key or the palette asks for.
  mutating func obey(_ command: CommandID, at now: Double) -> [Effect] {
    switch command {
    case .quit: return [.leave(.back)]
    case .close: isZoomed = false
    case .zoom: isZoomed.toggle()
    case .resetLayout: (focus, isZoomed) = (.text, false)
    case .nextPanel, .previousPanel:
      let (all, step) = (InspectorPanel.allCases, command == .nextPanel ? 1 : InspectorPanel.allCases.count - 1)
      focus = all[(focus.rawValue + step) % all.count]
    case .search:
      dialog = .prompt(
        .search,
        Prompt(
          Question("Look for", text: search, hint: "a text, exactly as it is written; or an id: #1234")))
    case .bars: hasBars.toggle()
    case .scrollUp: scroll(by: -1)
    case .scrollDown: scroll(by: 1)
    default:
      if let panel = InspectorPanel.allCases.first(where: { command == .panel($0.rawValue + 1) }) {
        isZoomed = focus == panel ? !isZoomed : isZoomed
        focus = panel
      } else {
        moveCursor(command, at: now)
      }
    }
    showCursor()
    return []
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

  /// Looks for what was entered.
  mutating func take(_ answer: DialogAnswer<InspectorQuestion>, at now: Double) -> [Effect] {
    guard case .entered(_, let text) = answer else { return [] }
    search = text
    dialog = text.isEmpty || find(text, forth: true) ? nil : dialog?.failing("nowhere in the text that is shown")
    return []
  }
}
