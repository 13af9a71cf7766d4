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
    canvas.drawPanels(frames) { panels[places[$0].panel].view(shared, in: $1, on: &$2) }
    drawFooter(on: &canvas, in: footer, keys: dialog?.keys, title: footerTitle)
    drawDialog(on: &canvas)
    return canvas.buffer
  }

  private func footerTitle(_ binding: Binding) -> String {
    switch binding.command {
    case .pause where history.state.status == .paused: "resume"
    case .play where shared.playback?.isPlaying == true: "pause"
    case .freeze where isFrozen: "thaw"
    case .zoom where isZoomed: "all panels"
    default: binding.title
    }
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
