internal import TerminalUI

/// One section's list: which rows are seen in which order, and where the cursor stands.
struct HomeList: Sendable {
  let section: HomeSection
  /// All rows, in the order in which they were found.
  private(set) var all: [HomeRow] = []
  /// What is seen, in its order.
  private(set) var rows: [HomeRow] = []
  /// Place of the cursor in `rows`.
  private(set) var selected = 0
  /// Whether the cursor was put where it is. Until then it stays at the top, whatever comes in.
  private var isPlaced = false
  private(set) var filter = HomeFilter()
  /// What `n` and `N` look for when no filter is set: the last one that was.
  private(set) var search = HomeFilter()
  private(set) var sort: (column: String, isDescending: Bool)
  /// Names of columns that are not shown.
  private(set) var hidden: Set<String>

  init(_ section: HomeSection) {
    self.section = section
    sort = HomeColumn.standardSort(of: section)
    hidden = Set(HomeColumn.all(of: section).filter { !$0.isShown }.map(\.name))
  }

  /// The columns that are shown.
  var columns: [HomeColumn] { available.filter { !hidden.contains($0.name) } }
  /// The columns that can be shown: those that need values only where there are any.
  var available: [HomeColumn] {
    HomeColumn.all(of: section).filter { column in
      !column.needsValues || all.contains { $0.values[column.name]?.text.isEmpty == false }
    }
  }
  /// The row under the cursor.
  var current: HomeRow? { rows.indices.contains(selected) ? rows[selected] : nil }

  /// Takes new rows in; the cursor stays on the row it is on.
  mutating func show(_ rows: [HomeRow]) {
    all = rows
    arrange()
  }

  mutating func move(by count: Int) { move(to: selected + count) }
  mutating func move(to place: Int) {
    selected = min(max(0, place), max(0, rows.count - 1))
    isPlaced = true
  }
  mutating func select(_ path: String) {
    if let place = rows.firstIndex(where: { $0.path == path }) { move(to: place) }
  }

  mutating func setFilter(_ filter: HomeFilter) {
    self.filter = filter
    if !filter.isEmpty { search = filter }
    arrange()
  }

  /// Goes to the next row that matches the last search, round and round; false when there is none.
  mutating func find(forth: Bool) -> Bool {
    guard !rows.isEmpty else { return false }
    let found = Set(search.matching(rows).map(\.path))
    for distance in 1...rows.count {
      let place = (selected + (forth ? distance : rows.count - distance)) % rows.count
      if found.contains(rows[place].path) {
        move(to: place)
        return true
      }
    }
    return false
  }

  /// Sorts by the next column that is shown.
  mutating func sortByNext() {
    let names = columns.map(\.name)
    let next = names.firstIndex(of: sort.column).map { ($0 + 1) % names.count } ?? 0
    sort(by: names[next])
  }

  /// Sorts by a column, from the end that is usually looked for.
  mutating func sort(by column: String) {
    sort = (
      column, ["started", "step", "tokens", "size", "took", "done", "parameters", "active", "score"].contains(column)
    )
    arrange()
  }

  mutating func reverseSort() {
    sort.isDescending.toggle()
    arrange()
  }

  /// Shows a column, or hides it; the name stays.
  mutating func toggle(_ column: String) {
    guard column != "name" else { return }
    if hidden.remove(column) == nil { hidden.insert(column) }
  }

  /// Order and columns as they were left.
  mutating func recall(sort column: String?, isDescending: Bool?, hidden: [String]?) {
    let known = HomeColumn.all(of: section).map(\.name)
    if let column, known.contains(column) { sort = (column, isDescending ?? false) }
    if let hidden { self.hidden = Set(hidden).intersection(known).subtracting(["name"]) }
    arrange()
  }

  private mutating func arrange() {
    let path = isPlaced ? current?.path : nil
    let column = sort.column
    let none = HomeValue("")
    rows = filter.matching(all).enumerated().sorted { left, right in
      if left.element.isPinned != right.element.isPinned { return left.element.isPinned }
      let (one, other) = (left.element.values[column] ?? none, right.element.values[column] ?? none)
      return one.precedes(other, isDescending: sort.isDescending) ?? (left.offset < right.offset)
    }.map(\.element)
    if let path, let place = rows.firstIndex(where: { $0.path == path }) {
      selected = place
    } else {
      selected = isPlaced ? min(selected, max(0, rows.count - 1)) : 0
    }
  }
}
