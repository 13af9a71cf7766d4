/// A grid of levels: layers × experts, time × experts, task × experts.
public struct HeatMap: Widget {
  /// Names of the rows, right-aligned at the left.
  public var rowLabels: [String]
  /// Names of the columns, above them.
  public var columnLabels: [String]
  /// A text at the right of each row; may be shorter than the rows.
  public var rowNotes: [[Span]]
  /// A level for cells in which nothing stands.
  public static let blankLevel = -2
  /// Each row's levels from 0; `blankLevel` for nothing, −1 for a value that is missing (NaN).
  public var levels: [[Int]]
  /// A number to the right of each cell's colour, shown where all cells have room for it; may be empty.
  public var texts: [[String]]
  /// How many levels there are.
  public var levelCount: Int
  /// The scale of looks.
  public var ramp: Ramp
  /// Columns a cell takes at most; 1 or more.
  public var cellWidth: Int
  /// The chosen cell.
  public var selected: (row: Int, column: Int)?

  /// Makes a map of quantised levels (see `HeatScale`).
  public init(
    levels: [[Int]], levelCount: Int, rowLabels: [String] = [], columnLabels: [String] = [], rowNotes: [[Span]] = [],
    texts: [[String]] = [], ramp: Ramp = .sequential, cellWidth: Int = 3, selected: (row: Int, column: Int)? = nil
  ) {
    self.levels = levels
    self.levelCount = levelCount
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.rowNotes = rowNotes
    self.texts = texts
    self.ramp = ramp
    self.cellWidth = cellWidth
    self.selected = selected
  }
}
