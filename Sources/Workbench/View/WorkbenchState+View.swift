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
    var dialog = dialog
    if case .question(.quit, var question) = dialog {
      // The run goes on while the question stands there.
      question.text = quitQuestion.text
      dialog = .question(.quit, question)
    }
    let names: [KeyContext: String] = [
      .global: "Everywhere", .live: "The run", .replay: "The replay",
      .views: "Views of this panel: \(panels[focus].words.joined(separator: ", "))",
      panels[focus].contexts[0]: "\(panels[focus].title) panel",
    ]
    dialog?.draw(in: Rect(size), on: &canvas, bindings: bindings, contexts: contexts, names: names)
  }
}
