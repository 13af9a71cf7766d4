public import Experiment

/// How much tasks have in common, seen in several ways, and the trees that follow from it.
public struct Relevance: Sendable, Equatable {
  /// One way to see it.
  public struct View: Sendable, Equatable {
    /// `data`, `manual`, `model` or `combined`.
    public var word: String
    /// What that is, for people.
    public var title: String
    /// (n, n), from 0 to 1; NaN where nothing is known.
    public var values: [[Double]]
    /// The division with the highest silhouette.
    public var groups: [[Int]]
    /// How clear that division is, −1 to 1; NaN for fewer than three tasks.
    public var silhouette: Double
  }

  /// How well two views agree.
  public struct Agreement: Sendable, Equatable {
    /// The words of both.
    public var views: (String, String)
    /// Spearman's rank correlation of their values over all pairs of tasks; NaN where one of them is constant.
    public var correlation: Double
    /// Adjusted Rand index of their divisions.
    public var rand: Double

    /// Whether all is the same; what is no number equals nothing.
    public static func == (a: Agreement, b: Agreement) -> Bool {
      a.views == b.views && a.correlation == b.correlation && a.rand == b.rand
    }
  }

  /// Names of the tasks, as the tables have them.
  public var names: [String]
  /// The views that there are, the combined one last.
  public var views: [View]
  /// The tree of the combined view, or of the last that there is.
  public var tree: Dendrogram
  /// Of each pair of the three views by themselves.
  public var agreements: [Agreement]
  /// What it was worked out from.
  private var source: [NamedMatrix]

  /// More tasks than that are shown without a tree, as they come: the work grows with their cube.
  static let limit = 200

  static let titles = [
    ("data", "data property"), ("manual", "manual design"), ("model", "model-based"), ("combined", "combined"),
  ]

  /// Places in the tables, in the order in which the lines of the tree do not cross.
  public var order: [Int] { tree.count == names.count ? tree.leafOrder : Array(names.indices) }

  /// The tables that are known at the step that is shown.
  public static func tables(_ shared: Shared) -> [NamedMatrix] {
    titles.compactMap { shared.matrix("relevance." + $0.0) }
  }

  /// Whether it is worked out from these.
  public func isMade(from tables: [NamedMatrix]) -> Bool { source == tables }

  /// Nil where no table is square and of the same tasks as the others.
  public init?(_ tables: [NamedMatrix]) {
    source = tables
    let whole = tables.filter { $0.isWellFormed && $0.rows.count == $0.columns.count && !$0.rows.isEmpty }
    guard let first = whole.last else { return nil }
    names = first.rows
    let count = names.count
    let alike = whole.filter { $0.rows.count == count }
    let hasTree = count <= Self.limit
    views = alike.map { table in
      let word = String(table.name.dropFirst("relevance.".count))
      let tree = Dendrogram(similarities: hasTree ? table.values : [], count: hasTree ? count : 0)
      let groups = hasTree ? tree.clearest(table.values) : [Array(0..<count)]
      return View(
        word: word, title: Self.titles.first { $0.0 == word }?.1 ?? word,
        values: (0..<count).map { row in (0..<count).map { Double(table.values[row * count + $0]) } }, groups: groups,
        silhouette: groups.count > 1 ? Silhouette.mean(of: groups, similarities: table.values) : .nan)
    }
    tree = Dendrogram(similarities: hasTree ? first.values : [], count: hasTree ? count : 0)
    let single = views.filter { $0.word != "combined" }
    agreements = single.indices.flatMap { a in
      single.indices.dropFirst(a + 1).map { b in
        Agreement(
          views: (single[a].word, single[b].word),
          correlation: Self.rankCorrelation(Self.pairs(single[a].values), Self.pairs(single[b].values)),
          rand: RandIndex.adjusted(single[a].groups, single[b].groups))
      }
    }
  }

  /// The mean of both entries of each pair.
  private static func pairs(_ values: [[Double]]) -> [Double] {
    values.indices.flatMap { row in (0..<row).map { (values[row][$0] + values[$0][row]) / 2 } }
  }

  /// Spearman's coefficient; equal values share their mean rank, pairs with NaN are left out. NaN where one side is constant.
  static func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double {
    let known = zip(first, second).filter { $0.isFinite && $1.isFinite }
    guard known.count > 1 else { return .nan }
    let (a, b) = (ranks(known.map(\.0)), ranks(known.map(\.1)))
    let mean = Double(known.count + 1) / 2
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - mean) * (y - mean)
      aa += (x - mean) * (x - mean)
      bb += (y - mean) * (y - mean)
    }
    return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : .nan
  }

  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = Array(repeating: 0.0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
      start = end + 1
    }
    return ranks
  }
}
