/// A width and a height in terminal cells; never negative.
public struct Size: Hashable, Sendable, CustomStringConvertible {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int

  /// Makes a size; negative numbers become 0.
  public init(_ width: Int, _ height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The size with no cells.
  public static let zero = Size(0, 0)

  /// Whether an area of size `other` lies within this one.
  public func holds(_ other: Size) -> Bool { width >= other.width && height >= other.height }

  /// For messages: `80×24`.
  public var description: String { "\(width)×\(height)" }
}

/// A cell's place: column `x` and row `y`, counted from the upper left corner.
public struct Point: Hashable, Sendable {
  /// Column.
  public var x: Int
  /// Row.
  public var y: Int

  /// Makes a place; it may lie outside every area.
  public init(_ x: Int, _ y: Int) {
    self.x = x
    self.y = y
  }
}
