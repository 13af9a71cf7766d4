internal import TerminalUI

extension Canvas {
  /// Paints frames that share edges, and in each its content, which cannot leave it.
  ///
  /// - Parameter content: is given the place in the list and the area inside the frame; not called where that is empty.
  mutating func drawPanels(
    _ panels: [(frame: Frame, area: Rect)], _ content: (Int, Rect, inout Canvas) -> Void
  ) {
    Frame.draw(panels, on: &self)
    for (place, panel) in panels.enumerated() {
      let inner = Frame.content(of: panel.area)
      guard !inner.isEmpty else { continue }
      clipped(to: inner) { content(place, inner, &$0) }
    }
  }
}
