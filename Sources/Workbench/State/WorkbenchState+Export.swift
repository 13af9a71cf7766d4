internal import Experiment
internal import TerminalUI

extension WorkbenchState {
  /// What can be written to a file: the panel that has the focus, its data, and the screen.
  var exports: [(title: String, wish: ScreenExport)] {
    let run = "\(history.state.header?.name ?? "run")-step-\(shared.step)"
    let panel = panels[focus]
    guard let area = places.first(where: { $0.panel == focus })?.area else { return DialogExports.screen(name: run) }
    let title = panel.title.lowercased()
    let name = "\(run)-\(title.replacing(": ", with: "-").replacing(" ", with: "-"))"
    return DialogExports.part(title, name: name, area: area, table: panel.table(shared))
      + DialogExports.screen(name: run)
  }

  /// The command line that does the run again.
  var paletteNotes: [String] {
    guard let session, let header = history.state.header else { return [] }
    let isPlain = session.allSatisfy { $0.isLetter || $0.isNumber || "/._-~".contains($0) }
    let quoted = isPlain ? session : "'" + session.replacing("'", with: "'\\''") + "'"
    return ["again: switchyard run \(sanitized(quoted)) --set run.seed=\(header.seed)"]
  }
}
