/// Lines of styled text, the first at the top; what does not fit is cut with an ellipsis.
public struct Paragraph: Widget {
  /// The lines.
  public var lines: [[Span]]
  /// The first line shown.
  public var offset: Int
  /// Where lines stand.
  public var alignment: Alignment

  /// Makes a text of styled lines.
  public init(_ lines: [[Span]], offset: Int = 0, alignment: Alignment = .left) {
    self.lines = lines
    self.offset = offset
    self.alignment = alignment
  }

  /// Makes a text in one style, broken at spaces to a width.
  public init(_ text: String, style: Style, wrappedTo width: Int, alignment: Alignment = .left) {
    self.init(wrapped(text, to: width).map { [Span($0, style)] }, alignment: alignment)
  }

  /// Paints the lines.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    for (row, line) in lines.dropFirst(max(0, offset)).prefix(area.height).enumerated() {
      let width = line.reduce(0) { $0 + displayWidth(of: $1.text) }
      let gap = max(0, area.width - width)
      let shift =
        switch alignment {
        case .left: 0
        case .right: gap
        case .center: gap / 2
        }
      canvas.line(line, x: area.x + shift, y: area.y + row, limit: area.width - shift)
      if width > area.width, area.width > 0 {
        let style = canvas.buffer[area.maxX - 1, area.y + row].style
        canvas.text(canvas.theme.glyphs.ellipsis, x: area.maxX - 1, y: area.y + row, style: style)
      }
    }
  }
}
