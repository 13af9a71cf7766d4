internal import Experiment

/// What `switchyard tasks relevance` prints.
public struct RelevanceText {
  private let relevance: TaskRelevance
  private let kinds: [String]
  private let checks: [ModelRelevance]
  /// The tasks in the order of the last view's tree.
  private let order: [Int]

  /// - Parameters:
  ///   - kinds: of the tasks, in their order.
  ///   - checks: further measures of the model.
  public init(_ relevance: TaskRelevance, kinds: [String], checks: [ModelRelevance] = []) {
    precondition(kinds.count == relevance.tasks.count, "\(kinds.count) kinds of \(relevance.tasks.count) tasks")
    self.relevance = relevance
    self.kinds = kinds
    self.checks = checks
    order = relevance.views.last?.dendrogram.leafOrder ?? []
  }

  /// All of it.
  ///
  /// - Parameter width: columns; below 60 as for 60.
  public func lines(width: Int) -> [String] {
    let width = max(width, 60)
    var lines: [String] = []
    for view in relevance.views {
      lines += matrix("\(view.subject.rawValue.uppercased())  \(view.measure)", view.similarities, width) + [""]
    }
    for check in checks {
      lines +=
        matrix("CHECK  \(check.measure.title), scaled", TaskRelevance.scaled(check.values, count: count), width) + [""]
    }
    lines.append("Hundredths, in the order of the tree; shades from the lowest to the highest.")
    return lines + [""] + tree(width) + [""] + silhouettes + [""] + agreements
  }

  private var count: Int { relevance.tasks.count }

  // MARK: - Matrices

  private func matrix(_ title: String, _ values: [Float], _ width: Int) -> [String] {
    let cells = values.enumerated().map { place, value in
      place % (count + 1) == 0 ? "·" : "\(Int((value * 100).rounded()))"
    }
    // 100 and hundredths below -9 are wider than the rest: a blank stays between neighbours.
    let cell = max(3, 1 + (cells.map(\.count).max() ?? 0))
    let room = width - 3 - cell * count - 2
    let shade = room - 2 * count >= 6 ? 2 : room - count >= 6 ? 1 : 0
    let left = shade > 0 ? room - shade * count : room + 2
    let name = min(max(left, 5), relevance.tasks.map(\.count).max() ?? 0)
    var (lowest, highest) = (Float.infinity, -Float.infinity)
    for i in 0..<count {
      for j in 0..<i { (lowest, highest) = (min(lowest, values[i * count + j]), max(highest, values[i * count + j])) }
    }
    func glyph(_ value: Float) -> Character {
      let share = highest > lowest ? (value - lowest) / (highest - lowest) : 0.5
      return Array(" ░▒▓█")[min(max(Int(share * 5), 0), 4)]
    }
    let head = pad("", 3 + name) + order.map { right("\($0 + 1)", cell) }.joined()
    let rows = order.map { i in
      let numbers = order.map { j in right(cells[i * count + j], cell) }
      let shades = order.map { j in String(repeating: i == j ? "·" : glyph(values[i * count + j]), count: shade) }
      let line = right("\(i + 1)", 2) + " " + pad(cut(relevance.tasks[i], name), name) + numbers.joined()
      return shade > 0 ? line + "  " + shades.joined() : line
    }
    return ([cut(title, width), head] + rows).map(trimmed)
  }

  // MARK: - Groups and tree

  private func tree(_ width: Int) -> [String] {
    guard let last = relevance.views.last else { return [] }
    let views = relevance.views
    let name = max(4, min(relevance.tasks.map(\.count).max() ?? 0, 16))
    let kind = max(4, min(kinds.map(\.count).max() ?? 0, 14))
    let columns = views.map { max($0.subject.rawValue.count, 3) }
    let left = name + 2 + kind + columns.reduce(0) { $0 + $1 + 2 } + 2
    let drawing = last.dendrogram.drawing(width: min(max(width - left, 8), 60))
    let letters = views.map { self.letters($0.groups) }
    let highest = last.dendrogram.merges.last?.height ?? 0
    let head =
      pad("task", name) + "  " + pad("kind", kind)
      + zip(views, columns).map { "  " + pad($0.0.subject.rawValue, $0.1) }.joined()
    let rows = order.enumerated().map { row, task in
      pad(cut(relevance.tasks[task], name), name) + "  " + pad(cut(kinds[task], kind), kind)
        + zip(letters, columns).map { "  " + pad($0.0[task], $0.1) }.joined() + "  " + drawing[row]
    }
    return
      ([
        "GROUPS of each view, and the tree of the \(last.subject.rawValue) one (distance 0 to \(fixed(highest)))", head,
      ]
      + rows).map(trimmed)
  }

  /// A letter for the group of each task: A for that of the first task in the tree's order.
  private func letters(_ groups: [[Int]]) -> [String] {
    let labels = RandIndex.labels(of: groups)
    var known: [Int: String] = [:]
    for task in order where known[labels[task]] == nil {
      let place = known.count
      known[labels[task]] = place < 26 ? String(UnicodeScalar(UInt8(65 + place))) : "\(place + 1)"
    }
    return labels.map { known[$0] ?? "" }
  }

  // MARK: - Tables

  private var silhouettes: [String] {
    guard let candidates = relevance.views.first?.dendrogram.candidates, !candidates.isEmpty else {
      return ["Fewer than three tasks: they stay one group."]
    }
    let head = pad("SILHOUETTE", 12) + candidates.map { right("\($0)", 7) }.joined() + "  groups"
    return [head]
      + relevance.views.map { view in
        let values = view.dendrogram.silhouettes(view.similarities)
        return trimmed(
          pad(view.subject.rawValue, 12)
            + values.map { right(fixed($0.silhouette) + ($0.groups == view.groups.count ? "*" : " "), 7) }.joined()
            + "  " + view.groups.map { "\($0.count)" }.joined(separator: "+"))
      } + ["* the division that is taken; at the end the sizes of its groups"]
  }

  private var agreements: [String] {
    var lines: [String] = []
    if !relevance.agreements.isEmpty {
      lines.append(pad("AGREEMENT", 20) + right("Spearman", 10) + right("adjusted Rand", 15))
      for agreement in relevance.agreements {
        lines.append(
          pad("\(agreement.first.rawValue) – \(agreement.second.rawValue)", 20) + right(fixed(agreement.spearman), 10)
            + right(fixed(agreement.adjustedRand), 15))
      }
    }
    for check in checks {
      for view in relevance.views {
        let spearman = TaskRelevance.spearman(check.similarities, view.similarities, count: count)
        lines.append(pad("\(check.measure.rawValue) – \(view.subject.rawValue)", 20) + right(fixed(spearman), 10))
      }
    }
    return lines
  }

  // MARK: - Cells

  private func cut(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : String(text.prefix(max(width - 1, 0))) + "…"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Two decimals.
  private func fixed(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let hundredths = Int((abs(value) * 100).rounded())
    let rest = hundredths % 100
    return "\(value < 0 && hundredths > 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
