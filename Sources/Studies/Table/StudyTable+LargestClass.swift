import Experiment

/// An accuracy and what always saying the largest class would come to on the same images.
enum AccuracyMeasure {
  case last
  case best

  func score(_ figures: TrialFigures) -> Double? {
    self == .last ? figures.accuracy?.last : figures.accuracy?.best
  }

  func largestClass(_ figures: TrialFigures) -> Double? {
    self == .last ? figures.accuracy?.lastLargestClass : figures.accuracy?.bestLargestClass
  }
}

extension StudyTable {
  /// What the row of the largest class is called.
  static let largestClassWord = "always the largest class"

  /// What that row means.
  static let largestClassRule = """
    Always the largest class: the share of the images that a model gets right which has learnt nothing. Where neither a \
    member nor its baseline is above it by more than the spread, a difference is no evidence and not distinguishable.
    """

  /// A member's accuracy; what is said against its baseline holds only where one of them has learnt something.
  static func accuracyRow(
    _ member: Study.Member, _ measure: AccuracyMeasure, _ study: Study, _ results: StudyResults
  ) -> Row {
    var found = row(member, study, results, higherIsBetter: true, values: [{ measure.score($0) }])
    found.isAboveLargestClass = isAboveLargestClass(member, measure, study, results)
    let baseline = study.members.first { $0.name == member.baseline } ?? member
    if found.isAboveLargestClass == false, isAboveLargestClass(baseline, measure, study, results) == false,
      found.cells[0].verdict == .better || found.cells[0].verdict == .worse
    {
      found.cells[0].verdict = .indistinguishable
    }
    return found
  }

  /// Whether a member is above the share of the largest class by more than the spread; nil where that cannot be said.
  static func isAboveLargestClass(
    _ member: Study.Member, _ measure: AccuracyMeasure, _ study: Study, _ results: StudyResults
  ) -> Bool? {
    let trials = results.figures[study.trained(member).name] ?? [:]
    let comparison = PairedComparison(
      trials.compactMapValues { measure.score($0) }, against: trials.compactMapValues { measure.largestClass($0) },
      higherIsBetter: true)
    switch comparison.verdict {
    case .better: return true
    case .indistinguishable, .worse: return false
    case .open, .diverged: return nil
    }
  }

  /// The share of the largest class among the images of all these members; nil where it is not known or not the same.
  static func largestClass(
    _ members: [Study.Member], _ measure: AccuracyMeasure, _ study: Study, _ results: StudyResults
  ) -> Double? {
    let trials = members.flatMap { (results.figures[study.trained($0).name] ?? [:]).values }
    let shares = Set(trials.compactMap { measure.largestClass($0) })
    return shares.count == 1 ? shares.first : nil
  }
}
