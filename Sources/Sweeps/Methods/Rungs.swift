/// The steps at which successive halving compares trials.
public struct Rungs: Sendable, Equatable {
  /// Ascending; the last is the end of the run.
  public let steps: [Int]
  /// One trial of so many goes on from a rung: η.
  public let reduction: Int

  /// Rungs at `first`, `first` · η, `first` · η², … and the end.
  ///
  /// - Parameters:
  ///   - end: steps of a whole run.
  ///   - first: the lowest rung; nil for the end over η², so that there are three rungs.
  ///   - grain: rungs are rounded up to multiples of this, so that they fall on evaluations; 0 for no rounding.
  /// - Throws: `SweepError` for a reduction below 2 or a first rung that is none.
  public init(end: Int, first: Int? = nil, reduction: Int = 3, grain: Int = 0) throws {
    guard (2...1000).contains(reduction) else {
      throw SweepError("--reduction", "is \(reduction): give a whole number from 2 to 1000")
    }
    if let first, first < 1 || first >= end {
      throw SweepError("--first-rung", "is \(first): give a step from 1 to below run.steps = \(end)")
    }
    self.reduction = reduction
    var steps: [Int] = []
    var rung = Double(first ?? max(1, end / (reduction * reduction)))
    while rung < Double(end) {
      let exact = Int(rung.rounded(.up))
      let step = first == exact || grain <= 0 ? exact : (exact + grain - 1) / grain * grain
      if step < end, step > steps.last ?? 0 { steps.append(step) }
      rung *= Double(reduction)
    }
    self.steps = steps + [end]
  }

  /// These very rungs, as they were kept.
  init(steps: [Int], reduction: Int) {
    (self.steps, self.reduction) = (steps, reduction)
  }
}
