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
    canvas.draw(HelpBox(bindings: bindings, contexts: contexts, names: names, offset: offset), in: area)
  }

  private func drawPrompt(_ prompt: Prompt, in area: Rect, on canvas: inout Canvas) {
    let question = prompt.question
    canvas.draw(PromptBox(question.title, text: prompt.text, hint: question.hint, fault: prompt.fault), in: area)
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
