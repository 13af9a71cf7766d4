extension Dendrogram {
  /// The tree drawn from left to right in box characters, a line for each member in `leafOrder`.
  ///
  /// A merge stands in the column of its height, from 0 at the left to the last merge's at the right. A merge at
  /// (nearly) the height of one of its own parts stands one column after it.
  ///
  /// - Parameter width: columns; at least as many as a chain of merges needs, else the lines are cut.
  /// - Returns: `count` lines of `width` characters.
  public func drawing(width: Int) -> [String] {
    guard count > 1, width > 0 else {
      return Array(repeating: String(repeating: " ", count: max(width, 0)), count: count)
    }
    let columns = self.columns(width: width)
    let order = leafOrder
    // The line on which a node's branch goes to the right, and the column where it begins.
    var rows = Array(repeating: 0, count: count + merges.count)
    for (row, leaf) in order.enumerated() { rows[leaf] = row }
    var cells = Array(repeating: Array(repeating: Character(" "), count: width), count: count)
    func put(_ character: Character, _ row: Int, _ column: Int) {
      if (0..<width).contains(column) { cells[row][column] = character }
    }
    for (place, merge) in merges.enumerated() {
      let node = count + place
      let x = columns[node]
      let (upper, lower) = (rows[merge.first], rows[merge.second])
      let middle = (upper + lower) / 2
      rows[node] = middle
      for child in [merge.first, merge.second] {
        for column in stride(from: child < count ? 0 : columns[child] + 1, to: x, by: 1) {
          put("─", rows[child], column)
        }
      }
      for row in upper...lower { put("│", row, x) }
      let isRoot = place == merges.count - 1
      put("┐", upper, x)
      put("┘", lower, x)
      if !isRoot { put(middle == upper ? "┬" : "├", middle, x) }
    }
    return cells.map { String($0) }
  }

  /// The column of each node: by height, and each to the right of its parts.
  private func columns(width: Int) -> [Int] {
    var columns = Array(repeating: -1, count: count + merges.count)
    let top = merges.map(\.height).max() ?? 0
    for (place, merge) in merges.enumerated() {
      let share = top > 0 ? min(max(merge.height / top, 0), 1) : 0
      let wanted = Int((share * Double(width - 1)).rounded())
      columns[count + place] = max(wanted, columns[merge.first] + 1, columns[merge.second] + 1)
    }
    // Where that runs over the end, everything below moves to the left.
    if let last = columns.indices.last { columns[last] = min(columns[last], width - 1) }
    for (place, merge) in merges.enumerated().reversed() {
      for child in [merge.first, merge.second] where child >= count {
        columns[child] = min(columns[child], columns[count + place] - 1)
      }
    }
    return columns
  }
}
