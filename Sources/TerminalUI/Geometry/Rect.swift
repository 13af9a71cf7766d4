/// An area of cells. Its size is never negative: every operation saturates at an empty area.
public struct Rect: Hashable, Sendable {
  /// Left column.
  public let x: Int
  /// Upper row.
  public let y: Int
  /// The area's width and height.
  public let size: Size

  /// Makes an area; negative sizes become 0.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    size = Size(width, height)
  }

  /// The area of a whole screen.
  public init(_ size: Size) { self.init(x: 0, y: 0, width: size.width, height: size.height) }

  /// The area without cells.
  public static let empty = Rect(x: 0, y: 0, width: 0, height: 0)

  /// Columns.
  public var width: Int { size.width }
  /// Rows.
  public var height: Int { size.height }
  /// The first column to the right of the area.
  public var maxX: Int { x + width }
  /// The first row below the area.
  public var maxY: Int { y + height }
  /// Whether there is no cell in it.
  public var isEmpty: Bool { width == 0 || height == 0 }
  /// The rows in it, from above.
  public var rows: Range<Int> { y..<maxY }
  /// The columns in it, from the left.
  public var columns: Range<Int> { x..<maxX }

  /// Whether the cell at `point` lies in the area.
  public func contains(_ point: Point) -> Bool { columns.contains(point.x) && rows.contains(point.y) }

  /// The cells that both areas have; empty (at this area's corner) if there are none.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let width = min(maxX, other.maxX) - left
    let height = min(maxY, other.maxY) - top
    guard width > 0, height > 0 else { return Rect(x: x, y: y, width: 0, height: 0) }
    return Rect(x: left, y: top, width: width, height: height)
  }

  /// The area without a margin on each side.
  public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
    let left = min(max(0, left), width)
    let top = min(max(0, top), height)
    return Rect(x: x + left, y: y + top, width: width - left - max(0, right), height: height - top - max(0, bottom))
  }

  /// The area without `margin` cells on all four sides.
  public func inset(by margin: Int) -> Rect { inset(left: margin, top: margin, right: margin, bottom: margin) }

  /// The area of `size`, cut to fit, in the middle of this one.
  public func centered(_ wanted: Size) -> Rect {
    let width = min(wanted.width, self.width)
    let height = min(wanted.height, self.height)
    return Rect(x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
  }

  /// One row of the area, counted from its top; empty if there is no such row.
  public func row(_ index: Int) -> Rect {
    guard index >= 0, index < height else { return Rect(x: x, y: y, width: 0, height: 0) }
    return Rect(x: x, y: y + index, width: width, height: 1)
  }
}
