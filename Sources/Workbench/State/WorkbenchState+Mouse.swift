internal import TerminalUI

extension WorkbenchState {
  /// A click chooses a panel and what is under it, a drag moves borders and the cursor, the wheel moves within the panel
  /// below it.
  mutating func point(_ event: MouseEvent) {
    switch event.action {
    case .press: press(at: event.position)
    case .drag: drag(to: event.position)
    case .release: heldBorder = nil
    case .wheelUp, .wheelDown:
      guard let index = panel(at: event.position) else { return }
      let key: TerminalUI.Key = event.action == .wheelUp ? .up : .down
      guard let command = bindings.command(for: key, in: panels[index].contexts) else { return }
      _ = panels[index].update(command, &shared)
      refresh()
    }
  }

  private mutating func press(at position: Point) {
    heldBorder = isZoomed ? nil : PanelProportions.border(at: position, in: namedPlaces)
    guard heldBorder == nil, let index = panel(at: position) else { return }
    focus = index
    inspect(position)
  }

  private mutating func drag(to position: Point) {
    if let heldBorder {
      proportions.move(heldBorder, to: position, in: namedPlaces)
    } else if panel(at: position) == focus {
      inspect(position)
    }
  }

  /// Has the panel with the focus look at what is under the mouse.
  private mutating func inspect(_ position: Point) {
    guard let area = places.first(where: { $0.panel == focus })?.area else { return }
    let inner = Frame.content(of: area)
    guard inner.contains(position) else { return }
    panels[focus].point(at: position, in: inner, &shared)
    refresh()
  }

  private var namedPlaces: [String: Rect] {
    Dictionary(places.map { (panels[$0.panel].name, $0.area) }, uniquingKeysWith: { first, _ in first })
  }
}
