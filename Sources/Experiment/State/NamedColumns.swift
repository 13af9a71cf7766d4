/// Columns of doubles by name, all of the same length; names may turn up in the middle of a run.
public struct NamedColumns: Sendable, Equatable {
  /// Names in the order of their first appearance.
  public private(set) var names: [String] = []
  @Exact private var columns: [[Double]] = []
  /// Number of rows.
  public private(set) var count = 0

  /// Further names are not recorded, so that a stranger's session cannot grow without bound.
  static let limit = 64

  /// The values of one name, one a row, NaN where a row has none. Nil for an unknown name.
  public subscript(name: String) -> [Double]? {
    names.firstIndex(of: name).map { columns[$0] }
  }

  /// Adds one row.
  mutating func append(_ row: [NamedValue]) {
    for index in columns.indices { columns[index].append(.nan) }
    for (position, entry) in row.enumerated() {
      // Rows nearly always have the same names in the same order.
      let known =
        position < names.count && names[position] == entry.name ? position : names.firstIndex(of: entry.name)
      if let known {
        columns[known][count] = entry.value
      } else if names.count < Self.limit {
        names.append(entry.name)
        columns.append(Array(repeating: .nan, count: count) + [entry.value])
      }
    }
    count += 1
  }

  /// Keeps the first rows only.
  mutating func cut(to rows: Int) {
    guard rows < count else { return }
    for index in columns.indices { columns[index].removeLast(count - rows) }
    count = rows
  }
}
