internal import Experiment
public import TerminalUI

extension WorkbenchState {
  /// The picture of the state, as large as the window.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    let places = places
    guard !places.isEmpty else {
      canvas.draw(TooSmall(have: size, need: WorkbenchState.minimumSize), in: canvas.bounds)
      drawDialog(on: &canvas)
      return canvas.buffer
    }
    let (header, _, footer) = frame
    canvas.draw(HeaderLine(self).status(theme), in: header)
    let frames = places.map { place in
      let panel = panels[place.panel]
      let title = "\(place.panel + 1) \(panel.title)"
      return (
        Frame(title, detail: theme.glyphs.printable(panel.detail(shared)), isFocused: place.panel == focus), place.area
      )
    }
    Frame.draw(frames, on: &canvas)
    for place in places {
      let inner = Frame.content(of: place.area)
      guard !inner.isEmpty else { continue }
      canvas.clipped(to: inner) { panels[place.panel].view(shared, in: inner, on: &$0) }
    }
    canvas.draw(FooterLine(self).status(theme), in: footer)
    drawDialog(on: &canvas)
    return canvas.buffer
  }

  private func drawDialog(on canvas: inout Canvas) {
    let area = Rect(size)
    switch dialog {
    case nil: break
    case .help(let offset): drawHelp(offset, in: area, on: &canvas)
    case .quit(let selected):
      let question =
        "The run is at step \(grouped(history.state.step)) of \(grouped(history.state.header?.totalSteps ?? 0)). Leave it?"
      let choices = QuitAnswer.allCases.map { TerminalUI.Dialog.Choice($0.key, $0.title) }
      canvas.draw(TerminalUI.Dialog("Quit", question, choices: choices, selected: selected), in: area)
    case .prompt(let prompt): drawPrompt(prompt, in: area, on: &canvas)
    case .choice(let choice): drawChoice(choice, in: area, on: &canvas)
    }
  }

  private func drawHelp(_ offset: Int, in area: Rect, on canvas: inout Canvas) {
    let names: [KeyContext: String] = [
      .global: "Everywhere", .live: "The run", .replay: "The replay",
      .views: "Views of this panel: \(panels[focus].words.joined(separator: ", "))",
      panels[focus].contexts[0]: "\(panels[focus].title) panel",
    ]
    var help = KeyHelp(bindings, in: contexts, offset: offset, names: names)
    let lines = help.lineCount(theme: canvas.theme)
    let box = area.centered(Size(76, lines + 2))
    help.offset = min(offset, max(0, lines - box.height + 2))
    let more = lines > box.height - 2 ? "\(canvas.theme.glyphs.arrows.down) scroll, Esc closes" : "Esc closes"
    canvas.draw(Overlay("Keys", detail: more), in: box)
    canvas.draw(help, in: box.inset(by: 1))
  }

  private func drawPrompt(_ prompt: Prompt, in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let box = area.centered(Size(64, 5))
    canvas.draw(Overlay(theme.glyphs.printable(prompt.question.title), detail: "Enter accepts, Esc cancels"), in: box)
    let inner = box.inset(left: 2, top: 1, right: 2, bottom: 1)
    // The end of a long text is what is being typed.
    let room = max(1, inner.width - 3)
    var shown = theme.glyphs.printable(sanitized(prompt.text))
    while displayWidth(of: shown) > room, !shown.isEmpty { shown.removeFirst() }
    let used = canvas.text(theme.glyphs.pointer + " ", x: inner.x, y: inner.y, style: theme[.key])
    let typed = canvas.text(shown, x: inner.x + used, y: inner.y, style: theme[.value])
    canvas.text(" ", x: inner.x + used + typed, y: inner.y, style: theme[.text].adding(.reverse))
    let lower = inner.inset(top: 1)
    if let fault = prompt.fault {
      canvas.draw(Paragraph(theme.glyphs.printable(fault), style: theme[.bad], wrappedTo: lower.width), in: lower)
    } else {
      canvas.draw(
        Paragraph(theme.glyphs.printable(prompt.question.hint), style: theme[.muted], wrappedTo: lower.width), in: lower
      )
    }
  }

  private func drawChoice(_ choice: Choice, in area: Rect, on canvas: inout Canvas) {
    let items = choice.names.map { name in
      choice.purpose == .change ? Menu.Item(name, detail: history.state.value(of: name) ?? "") : Menu.Item(name)
    }
    let box = area.centered(Size(52, items.count + 2))
    canvas.draw(Overlay(choice.title, detail: "Enter, Esc"), in: box)
    canvas.draw(Menu(items, selected: choice.selected), in: box.inset(by: 1))
  }
}
