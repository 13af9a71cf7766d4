/// A picture of the screen: what widgets draw into, what a terminal shows and what tests read.
public struct CellBuffer: Hashable, Sendable {
  /// Columns and rows.
  public let size: Size
  /// Row after row.
  private var cells: [Cell]

  /// A picture of spaces.
  public init(_ size: Size, fill style: Style = .plain) {
    self.size = size
    cells = Array(repeating: .blank(style), count: size.width * size.height)
  }

  /// The cell in column `x` of row `y`; a space where there is no such cell.
  public subscript(x: Int, y: Int) -> Cell {
    guard x >= 0, y >= 0, x < size.width, y < size.height else { return .blank() }
    return cells[y * size.width + x]
  }

  /// Puts one cell's text; outside of the picture, or where a wide character has no second column, nothing is changed.
  ///
  /// A wide character that loses a half becomes a space, so no row ever gets out of step.
  mutating func put(_ piece: CellCluster.Piece, x: Int, y: Int, style: Style) {
    guard x >= 0, y >= 0, y < size.height, x + piece.width <= size.width else { return }
    let start = y * size.width
    for column in x..<x + piece.width { breakWide(atColumn: column, rowStart: start) }
    cells[start + x] = Cell(text: piece.text, width: piece.width, style: style)
    if piece.width == 2 { cells[start + x + 1] = Cell(text: "", width: 0, style: style) }
  }

  /// Changes the style of one cell and leaves its text.
  public mutating func restyle(x: Int, y: Int, _ change: (inout Style) -> Void) {
    guard x >= 0, y >= 0, x < size.width, y < size.height else { return }
    change(&cells[y * size.width + x].style)
  }

  /// A part of the picture; what of it lies outside is left out. Halves of wide characters at its edges become spaces.
  public func cropped(to area: Rect) -> CellBuffer {
    let cut = Rect(size).intersection(area)
    var part = CellBuffer(cut.size)
    for y in 0..<cut.height {
      for x in 0..<cut.width {
        var cell = self[cut.x + x, cut.y + y]
        if cell.width == 2 && x + 1 == cut.width || cell.width == 0 && x == 0 { cell = .blank(cell.style) }
        part.cells[y * cut.width + x] = cell
      }
    }
    return part
  }

  private mutating func breakWide(atColumn column: Int, rowStart: Int) {
    let cell = cells[rowStart + column]
    if cell.width == 2 {
      cells[rowStart + column + 1] = .blank(cells[rowStart + column + 1].style)
    } else if cell.width == 0, column > 0 {
      cells[rowStart + column - 1] = .blank(cells[rowStart + column - 1].style)
    }
  }
}
