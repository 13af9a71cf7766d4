/// Something that can be painted into an area: a throw-away value made from the state for one picture.
public protocol Widget {
  /// Paints into an area. Areas of any size, also empty ones, are allowed; nothing outside of the area is changed.
  func draw(in area: Rect, on canvas: inout Canvas)
}

extension Canvas {
  /// Paints a widget, clipped to its area.
  public mutating func draw(_ widget: some Widget, in area: Rect) {
    guard !area.isEmpty else { return }
    clipped(to: area) { widget.draw(in: area, on: &$0) }
  }

  /// Marks an area as chosen: the selection's background and attributes, the text's own colour.
  public mutating func highlight(_ area: Rect, as role: Role = .select) {
    let look = theme[role]
    let isPoor = theme.depth <= .eight
    restyle(area) { style in
      style.background = look.background
      style.attributes.formUnion(look.attributes)
      if isPoor { style.foreground = look.foreground }
    }
  }
}
