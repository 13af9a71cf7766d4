/// A bar for a share of something: progress, memory.
public struct Gauge: Widget {
  /// 0 to 1; NaN and what lies outside is cut.
  public var share: Double
  /// A text at the right of the bar: `41 %`.
  public var label: String
  /// The bar's look.
  public var role: Role

  /// Makes a bar.
  public init(_ share: Double, label: String = "", role: Role = .ok) {
    self.share = share
    self.label = label
    self.role = role
  }

  /// Paints the bar into the area's first row.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    let room = label.isEmpty ? 0 : displayWidth(of: label) + 1
    let (bar, text) = area.row(0).splitRight(min(room, area.width / 2))
    canvas.text(label, in: text, style: theme[.text], alignment: .right)
    canvas.fill(bar, theme.glyphs.isUnicode ? "─" : "-", style: theme[.grid])
    let length = (share.isFinite ? min(1, max(0, share)) : 0) * Double(bar.width)
    for x in 0..<Int(length) {
      canvas.text(theme.glyphs.isUnicode ? "━" : "#", x: bar.x + x, y: bar.y, style: theme[role])
    }
    if theme.glyphs.isUnicode, length - length.rounded(.down) >= 0.5 {
      canvas.text("╸", x: bar.x + Int(length), y: bar.y, style: theme[role])
    }
  }
}
