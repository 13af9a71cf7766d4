internal import Experiment

/// The loads of a layer's experts in two runs, in the baseline's order.
struct ExpertLoads {
  /// The layer as the baseline has it.
  var layer: Int
  var part: String
  /// For each column the baseline's expert and the run's; nil where one has none.
  var pairs: [(base: Int?, run: Int?)]
  /// Multiples of the fair share, as many as columns; NaN where there is no expert.
  var base: [Double]
  var run: [Double]
  /// How well the experts are matched; nil where they stand by their own numbers.
  var matching: LayerMatching?

  /// By how much the run's loads are larger.
  var differences: [Double] { zip(run, base).map { $0 - $1 } }

  /// Steps that a load is the mean of: single steps would flicker.
  static let window = 8
}

extension ExpertLoads {
  /// All layers of the baseline that the run has, too, at the cursor.
  static func all(_ state: CompareState) -> [ExpertLoads] {
    guard let base = state.comparison.base, let run = state.run,
      let own = base.index(at: state.cursor, over: state.axis),
      let other = run.index(at: state.cursor, over: state.axis)
    else { return [] }
    return base.state.layers.map { layer in
      let partner = run.state.layers.first { $0.layer == layer.layer && $0.part == layer.part }
      let matching = state.matching(layer.layer, layer.part)
      return ExpertLoads(layer, at: own, partner, at: other, matching)
    }
  }

  private init(
    _ base: LayerHistory, at own: Int, _ run: LayerHistory?, at other: Int, _ matching: LayerMatching?
  ) {
    (layer, part) = (base.layer, base.part)
    let count = run?.experts ?? 0
    let order = matching?.order ?? (0..<max(base.experts, count)).map { $0 < count ? $0 : nil }
    self.matching = matching
    pairs = order.enumerated().map { ($0.offset < base.experts ? $0.offset : nil, $0.element) }
    self.base = pairs.map { $0.base.map { Self.load(base, $0, at: own) } ?? .nan }
    self.run = pairs.map { pair in
      guard let run, let expert = pair.run else { return .nan }
      return Self.load(run, expert, at: other)
    }
  }

  private static func load(_ layer: LayerHistory, _ expert: Int, at index: Int) -> Double {
    guard index < layer.count, expert < layer.experts else { return .nan }
    let first = max(0, index - window + 1)
    return (first...index).reduce(0) { $0 + layer.load(expert, at: $1) } / Double(index - first + 1)
  }

  /// What a column is called: the baseline's number; of an expert that the baseline has not, the run's.
  func label(_ column: Int) -> String {
    let pair = pairs[column]
    return pair.base.map(String.init) ?? "+" + (pair.run.map(String.init) ?? "")
  }
}
