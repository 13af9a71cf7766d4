/// A table of numbers with names for its rows and columns, such as how much each task uses each expert.
public struct NamedMatrix: Sendable, Equatable {
  /// What it shows; one of the names that the workload documents.
  public var name: String
  /// A name for each row.
  public var rows: [String]
  /// A name for each column.
  public var columns: [String]
  /// Row-major, NaN where there is nothing. Shape (rows, columns).
  @Exact public var values: [Float]

  /// All fields, as they are described above.
  public init(name: String, rows: [String], columns: [String], values: [Float]) {
    (self.name, self.rows, self.columns) = (name, rows, columns)
    self.values = values
  }

  /// Whether there are as many values as rows and columns ask for.
  public var isWellFormed: Bool {
    columns.isEmpty
      ? values.isEmpty : values.count.isMultiple(of: columns.count) && values.count / columns.count == rows.count
  }
}

/// A small picture that a run shows.
public struct Picture: Sendable, Equatable {
  /// What it shows; one of the names that the workload documents.
  public var name: String
  /// A line for people.
  public var caption: String
  /// Pixels in a row.
  public var width: Int
  /// Red, green and blue of each pixel, row by row, 0 to 255. Length height · width · 3.
  public var pixels: [UInt8]

  /// Rows of pixels.
  public var height: Int { width > 0 ? pixels.count / 3 / width : 0 }

  /// All fields, as they are described above.
  public init(name: String, caption: String, width: Int, pixels: [UInt8]) {
    (self.name, self.caption, self.width, self.pixels) = (name, caption, width, pixels)
  }

  /// Whether the pixels fill whole rows.
  public var isWellFormed: Bool { width > 0 && width <= 1 << 16 && pixels.count.isMultiple(of: 3 * width) }
}
