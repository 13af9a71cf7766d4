internal import TerminalUI

extension SceneDialog {
  /// Paints the dialog over a scene.
  /// - Parameters:
  ///   - contexts: what the help lists, the innermost first.
  ///   - names: what contexts are called there.
  func draw(
    in area: Rect, on canvas: inout Canvas, bindings: KeyBindings, contexts: [KeyContext], names: [KeyContext: String]
  ) {
    switch self {
    case .help(let offset):
      canvas.draw(HelpBox(bindings: bindings, contexts: contexts, names: names, offset: offset), in: area)
    case .palette(let palette): canvas.draw(palette, in: area)
    case .themes(let choice, _), .choice(_, let choice), .export(let choice, _):
      canvas.draw(ChoiceBox(choice: choice), in: area)
    case .prompt(_, let prompt):
      canvas.draw(
        PromptBox(prompt.question.title, text: prompt.text, hint: prompt.question.hint, fault: prompt.fault), in: area)
    case .question(_, let question):
      canvas.draw(
        TerminalUI.Dialog(
          question.title, canvas.theme.glyphs.printable(question.text), choices: question.answers,
          selected: question.selected), in: area)
    }
  }
}

/// A list to choose from, over everything else.
struct ChoiceBox: Widget {
  var choice: Choice

  func draw(in area: Rect, on canvas: inout Canvas) {
    let glyphs = canvas.theme.glyphs
    let items = choice.names.enumerated().map { index, name in
      Menu.Item(
        glyphs.printable(name),
        detail: index < choice.details.count ? glyphs.printable(choice.details[index]) : "")
    }
    let box = area.centered(Size(52, items.count + 2))
    canvas.draw(Overlay(choice.title, detail: "Enter, Esc"), in: box)
    canvas.draw(Menu(items, selected: choice.selected), in: box.inset(by: 1))
  }
}
