/// Directions in which a line leaves a cell.
struct LineArms: OptionSet, Hashable {
  let rawValue: Int
  static let up = LineArms(rawValue: 1)
  static let down = LineArms(rawValue: 2)
  static let left = LineArms(rawValue: 4)
  static let right = LineArms(rawValue: 8)
  static let horizontal: LineArms = [.left, .right]
  static let vertical: LineArms = [.up, .down]
}

extension Canvas {
  /// Draws a box on the border cells of an area; where it meets another box the lines are joined (`├`, `┬`, `┼`).
  public mutating func box(_ area: Rect, style: Style) {
    guard area.width >= 2, area.height >= 2 else { return }
    let (right, bottom) = (area.maxX - 1, area.maxY - 1)
    for x in area.x + 1..<max(area.x + 1, right) {
      line(.horizontal, x: x, y: area.y, style: style)
      line(.horizontal, x: x, y: bottom, style: style)
    }
    for y in area.y + 1..<max(area.y + 1, bottom) {
      line(.vertical, x: area.x, y: y, style: style)
      line(.vertical, x: right, y: y, style: style)
    }
    line([.down, .right], x: area.x, y: area.y, style: style)
    line([.down, .left], x: right, y: area.y, style: style)
    line([.up, .right], x: area.x, y: bottom, style: style)
    line([.up, .left], x: right, y: bottom, style: style)
  }

  /// Draws a horizontal rule over a row's area, joined to what it meets.
  public mutating func rule(_ area: Rect, style: Style) {
    for x in area.row(0).columns { line(.horizontal, x: x, y: area.y, style: style) }
  }

  private mutating func line(_ arms: LineArms, x: Int, y: Int, style: Style) {
    guard clip.contains(Point(x, y)) else { return }
    let all = arms.union(theme.glyphs.arms(of: buffer[x, y].text) ?? [])
    text(theme.glyphs.line(all), x: x, y: y, style: style)
  }
}
