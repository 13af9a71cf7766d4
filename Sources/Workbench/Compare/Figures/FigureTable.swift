public import Experiment

/// Final figures of runs, those of equal recipes together with mean and spread, and their differences to the baseline.
public struct FigureTable: Sendable, Equatable {
  /// A figure of one run, or of several.
  public struct Value: Sendable, Equatable {
    /// The figure, a mean for several runs; nil where there is none.
    @Exact public var value: Double
    /// Whether there is one.
    public var isKnown: Bool
    /// Of several runs the standard deviation over seeds (n − 1); of their difference the standard error of its mean. Nil for
    /// fewer than two.
    public var spread: Double?
    /// Runs, or pairs of runs, that it is of.
    public var count: Int

    static let missing = Value(value: .nan, isKnown: false, spread: nil, count: 0)

    init(value: Double, isKnown: Bool = true, spread: Double? = nil, count: Int = 1) {
      self.value = value
      (self.isKnown, self.spread, self.count) = (isKnown, spread, count)
    }

    init(_ value: Double?) { self = value.map { Value(value: $0) } ?? .missing }
  }

  /// A row: a run, or runs whose recipes differ in nothing but the seed.
  public struct Row: Sendable, Equatable {
    /// Places of the runs; one for a row of its own.
    public var runs: [Int]
    /// Whether it is the mean of several runs, whose own rows follow.
    public var isGroup: Bool
    /// One value for each figure of the table.
    public var values: [Value]
    /// The same less the baseline's; of the baseline itself none.
    public var differences: [Value]
  }

  /// The columns.
  public let figures: [FinalFigure]
  /// The rows: groups in order, each followed by its runs.
  public private(set) var rows: [Row]

  /// The figures of a comparison.
  ///
  /// - Parameters:
  ///   - sort: by which figure, and whether the largest stand first; nil keeps the order of the runs.
  ///   - byDifference: whether the difference counts for that.
  public init(
    _ comparison: Comparison, figures: [FinalFigure] = FinalFigure.allCases,
    sort: (figure: FinalFigure, isDescending: Bool)? = nil, byDifference: Bool = false
  ) {
    self.figures = figures
    let runs = comparison.runs
    let values = runs.map { run in figures.map { run.finals[$0] } }
    let groups = RecipeGroup.all(runs.map(\.state))
    // Only what has come to its end, and is shown, is counted; unless nothing has.
    func counted(_ members: [Int]) -> [Int] {
      let shown = members.filter { !runs[$0].isHidden }
      let finished = shown.filter { runs[$0].state.finish?.reason == .completed }
      return finished.isEmpty ? shown : finished
    }
    func bySeed(_ members: [Int], _ figure: Int) -> [Int: Double] {
      var found: [Int: Double] = [:]
      for member in counted(members) {
        guard let value = values[member][figure], let seed = runs[member].state.header?.seed else { continue }
        found[Int(truncatingIfNeeded: seed)] = value
      }
      return found
    }
    let baseGroup = comparison.baseline.flatMap { place in groups.first { $0.members.contains(place) } }
    var blocks: [[Row]] = []
    for group in groups {
      var block = group.members.map { member in
        Row(
          runs: [member], isGroup: false, values: values[member].map { Value($0) },
          differences: figures.indices.map { figure in
            Self.difference(
              member, values, figure, baseline: comparison.baseline,
              bySeed: baseGroup.map { $0.members.contains(member) ? [:] : bySeed($0.members, figure) } ?? [:],
              seed: runs[member].state.header.map { Int(truncatingIfNeeded: $0.seed) })
          })
      }
      let counts = counted(group.members)
      if group.members.count > 1 {
        let spreads = figures.indices.map { figure in Spread(counts.compactMap { values[$0][figure] }) }
        let mean = Row(
          runs: group.members, isGroup: true,
          values: spreads.map {
            $0.count == 0 ? .missing : Value(value: $0.mean, spread: $0.deviation, count: $0.count)
          },
          differences: figures.indices.map { figure in
            guard let baseGroup, baseGroup != group else { return .missing }
            return Self.difference(bySeed(group.members, figure), bySeed(baseGroup.members, figure))
          })
        block.insert(mean, at: 0)
      }
      blocks.append(block)
    }
    if let sort, let column = figures.firstIndex(of: sort.figure) {
      func key(_ row: Row) -> Double? {
        let value = byDifference ? row.differences[column] : row.values[column]
        // The baseline's difference to itself is nothing.
        if byDifference, !value.isKnown, row.values[column].isKnown { return 0 }
        return value.isKnown && !value.value.isNaN ? value.value : nil
      }
      func isBefore(_ one: Row, _ other: Row) -> Bool {
        guard let first = key(one), let second = key(other) else { return key(one) != nil && key(other) == nil }
        return sort.isDescending ? first > second : first < second
      }
      blocks = blocks.map { block in
        let members = block.filter { !$0.isGroup }
        return block.filter(\.isGroup) + Self.stablySorted(members, by: isBefore)
      }
      blocks = Self.stablySorted(blocks) { isBefore($0[0], $1[0]) }
    }
    rows = blocks.flatMap(\.self)
  }

  /// A run less the baseline's run of the same seed; where there is none, less the baseline itself.
  private static func difference(
    _ member: Int, _ values: [[Double?]], _ figure: Int, baseline: Int?, bySeed: [Int: Double], seed: Int?
  ) -> Value {
    guard let baseline, member != baseline, let value = values[member][figure] else { return .missing }
    guard let base = seed.flatMap({ bySeed[$0] }) ?? values[baseline][figure] else { return .missing }
    return Value(value: value - base)
  }

  /// The mean difference, seed by seed where seeds agree; otherwise that of the means, with both spreads.
  static func difference(_ member: [Int: Double], _ base: [Int: Double]) -> Value {
    let pairs = PairedComparison(member, against: base)
    if pairs.count > 0 { return Value(value: pairs.mean, spread: pairs.standardError, count: pairs.count) }
    func ordered(_ values: [Int: Double]) -> [Double] { values.keys.sorted().compactMap { values[$0] } }
    let (own, other) = (Spread(ordered(member)), Spread(ordered(base)))
    guard own.count > 0, other.count > 0 else { return .missing }
    var spread: Double?
    if let first = own.deviation, let second = other.deviation {
      spread = (first * first / Double(own.count) + second * second / Double(other.count)).squareRoot()
    }
    return Value(value: own.mean - other.mean, spread: spread, count: min(own.count, other.count))
  }

  private static func stablySorted<Element>(
    _ elements: [Element], by isBefore: (Element, Element) -> Bool
  ) -> [Element] {
    elements.enumerated().sorted { one, other in
      if isBefore(one.element, other.element) { return true }
      return !isBefore(other.element, one.element) && one.offset < other.offset
    }.map(\.element)
  }
}
