internal import TerminalUI

extension WorkbenchState {
  /// The keys of all panels that any run has.
  static var wholeTable: KeyBindings {
    KeyBindings(
      table(PanelCatalog.all).bindings.map { binding in
        // Which panel has a number is another matter in every kind of run.
        guard (1...PanelCatalog.all.count).contains(where: { binding.command == .panel($0) }) else { return binding }
        var numbered = binding
        numbered.help = "the panel with this number; again: on the whole screen"
        return numbered
      })
  }

  /// Shows the panels that the run has a use for. Those that it has none for keep their state and rest.
  mutating func arrangePanels() {
    let subject = shared.subject
    let isDue = panels.contains { $0.subjects.isDisjoint(with: subject) }
    guard isDue || resting.contains(where: { !$0.subjects.isDisjoint(with: subject) }) else { return }
    // What a panel has asked for cannot be answered by another one.
    if case .prompt(.panel(_, _), _) = dialog { dialog = nil }
    let focused = wantedFocus ?? panels[focus].name
    let order = PanelCatalog.all.map(\.name)
    let all = (panels + resting).sorted { (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0) }
    panels = all.filter { !$0.subjects.isDisjoint(with: subject) }
    resting = all.filter { $0.subjects.isDisjoint(with: subject) }
    if let place = panels.firstIndex(where: { $0.name == focused }) {
      (focus, wantedFocus) = (place, nil)
    } else {
      (focus, wantedFocus) = (min(focus, panels.count - 1), focused)
    }
  }
}
