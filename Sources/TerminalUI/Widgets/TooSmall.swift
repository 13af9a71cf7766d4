/// What stands on a window in which nothing fits; keys still work.
public struct TooSmall: Widget {
  /// The window's size.
  public var have: Size
  /// The smallest size that shows something.
  public var need: Size

  /// Makes the message.
  public init(have: Size, need: Size) {
    self.have = have
    self.need = need
  }

  /// Paints the message, shorter on smaller windows.
  public func draw(in area: Rect, on canvas: inout Canvas) {
    let by = canvas.theme.glyphs.times
    func text(_ size: Size) -> String { "\(size.width)\(by)\(size.height)" }
    let lines =
      area.width >= 22
      ? ["have \(text(have)), need \(text(need))"] : ["have \(text(have))", "need \(text(need))"]
    let shown = area.height >= lines.count ? lines : [text(need)]
    let box = area.centered(Size(area.width, shown.count))
    for (row, line) in shown.enumerated() {
      canvas.text(line, in: box.row(row), style: canvas.theme[.warn], alignment: .center)
    }
  }
}
