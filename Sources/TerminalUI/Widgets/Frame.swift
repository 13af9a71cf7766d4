/// A panel's border with its title at the left, facts at the right and a note in the lower edge.
public struct Frame: Widget {
  /// Bold words at the left of the upper edge: `1 Loss`.
  public var title: String
  /// Small facts at the right of the upper edge: `log · smooth .90`.
  public var detail: String
  /// A note at the right of the lower edge: `12 of 40`.
  public var note: String
  /// Whether the panel gets the keys.
  public var isFocused: Bool

  /// Makes a border.
  public init(_ title: String, detail: String = "", note: String = "", isFocused: Bool = false) {
    self.title = title
    self.detail = detail
    self.note = note
    self.isFocused = isFocused
  }

  /// The area inside of the border, with a free column on both sides where there is room for it.
  public static func content(of area: Rect) -> Rect {
    let side = area.width >= 30 ? 2 : 1
    return area.inset(left: side, top: 1, right: side, bottom: 1)
  }

  /// Paints border and title.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    canvas.box(area, style: canvas.theme[isFocused ? .borderFocus : .border])
    drawTitle(in: area, on: &canvas)
  }

  /// Paints several panels' borders: lines first, those of the focused panel last, then titles, so that panels may share
  /// an edge.
  public static func draw(_ frames: [(frame: Frame, area: Rect)], on canvas: inout Canvas) {
    for focused in [false, true] {
      for (frame, area) in frames where frame.isFocused == focused {
        canvas.box(area, style: canvas.theme[focused ? .borderFocus : .border])
      }
    }
    for (frame, area) in frames { frame.drawTitle(in: area, on: &canvas) }
  }

  private func drawTitle(in area: Rect, on canvas: inout Canvas) {
    guard area.height >= 1, area.width >= 6 else { return }
    let room = area.width - 4
    let theme = canvas.theme
    var used = 0
    if !title.isEmpty {
      let shown = " " + truncated(title, to: room - 2, ellipsis: theme.glyphs.ellipsis) + " "
      used = canvas.text(shown, x: area.x + 1, y: area.y, style: theme[isFocused ? .titleFocus : .title])
    }
    let left = room - used
    if !detail.isEmpty, left >= 6 {
      let shown = " " + truncated(detail, to: left - 2, ellipsis: theme.glyphs.ellipsis) + " "
      let x = area.maxX - 2 - displayWidth(of: shown)
      canvas.text(shown, x: x, y: area.y, style: theme[.muted])
    }
    if !note.isEmpty, area.height >= 3 {
      let shown = " " + truncated(note, to: room - 2, ellipsis: theme.glyphs.ellipsis) + " "
      let x = area.maxX - 2 - displayWidth(of: shown)
      canvas.text(shown, x: x, y: area.maxY - 1, style: theme[.muted])
    }
  }
}
