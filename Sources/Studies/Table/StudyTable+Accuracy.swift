import Experiment

extension StudyTable {
  /// Accuracy after the last epoch, apart from it that of the best one, and speed.
  static func accuracies(_ study: Study, _ results: StudyResults) -> [FigureTable] {
    let samples = results.figures.values.flatMap(\.values).compactMap(\.accuracy)
    guard !samples.isEmpty else { return [] }
    func images(_ isTest: (AccuracyFigures) -> Bool) -> String {
      samples.allSatisfy(isTest)
        ? "test images" : samples.contains(where: isTest) ? "test or validation images" : "validation images"
    }
    func table(_ title: String, _ measure: AccuracyMeasure) -> FigureTable {
      FigureTable(
        title: title, unit: "accuracy",
        groups: study.groups.map { group in
          let members = study.members.filter { $0.group == group }
          return Group(
            title: group, columns: ["accuracy"],
            rows: members.map { accuracyRow($0, measure, study, results) },
            largestClass: largestClass(members, measure, study, results))
        })
    }
    return [
      table("accuracy after the last epoch, on \(images(\.lastIsTest))", .last),
      table("accuracy of the best epoch, on \(images(\.bestIsTest)) that also chose it", .best),
      speeds(study, results),
    ]
  }

  /// For each member with a smaller model to beat whether its compression is adverse, and how many could be judged.
  static func accuracyVerdicts(_ study: Study, _ results: StudyResults) -> (lines: [String], comparisons: Int) {
    func last(_ member: Study.Member) -> [Int: Double] {
      (results.figures[study.trained(member).name] ?? [:]).compactMapValues { $0.accuracy?.last }
    }
    var judged = 0
    let lines = study.members.compactMap { member -> String? in
      guard let rival = study.members.first(where: { $0.name == member.smaller }) else { return nil }
      let name = [member.group, member.label].filter { !$0.isEmpty }.joined(separator: ", ")
      let comparison = PairedComparison(last(member), against: last(rival), higherIsBetter: true)
      guard comparison.count > 0 else { return "\(name): nothing to compare with \(rival.label)." }
      let error = comparison.standardError.map { " ± \(number($0, digits: 3))" } ?? ""
      let isNothing = [member, rival].allSatisfy { isAboveLargestClass($0, .last, study, results) == false }
      let difference =
        "\(name): \(number(comparison.mean, digits: 3, signed: true))\(error) accuracy against \(rival.label), a smaller model"
      if isNothing { return difference + ": neither is above the largest class, no evidence." }
      if comparison.verdict.isJudged { judged += 1 }
      switch comparison.verdict {
      case .worse: return difference + ": adverse compression."
      case .better: return difference + ": better by more than the spread, compression pays."
      case .indistinguishable: return difference + ": not distinguishable."
      case .open: return difference + ": too few seeds to say."
      case .diverged: return difference + ": not finite."
      }
    }
    return (lines, judged)
  }
}
