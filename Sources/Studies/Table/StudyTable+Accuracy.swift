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
    func table(_ title: String, _ value: @escaping (TrialFigures) -> Double?) -> FigureTable {
      FigureTable(
        title: title, unit: "accuracy",
        groups: study.groups.map { group in
          Group(
            title: group, columns: ["accuracy"],
            rows: study.members.filter { $0.group == group }.map {
              row($0, study, results, higherIsBetter: true, values: [value])
            })
        })
    }
    let speeds: [(name: String, value: (TrialFigures) -> Double?)] = [
      ("images a second", { $0.accuracy?.imagesPerSecond }),
      (
        "times the uncompressed",
        { figures in
          guard let own = figures.accuracy?.imagesPerSecond, let plain = figures.accuracy?.plainImagesPerSecond,
            plain > 0
          else { return nil }
          return own / plain
        }
      ), ("GFLOP an image", { $0.accuracy?.gflopsPerImage }),
    ]
    let speed = FigureTable(
      title: "speed of classifying, and work", unit: "speed",
      groups: study.groups.map { group in
        Group(
          title: group, columns: speeds.map(\.name),
          rows: study.members.filter { $0.group == group }.map {
            row($0, study, results, higherIsBetter: true, isCompared: false, values: speeds.map(\.value))
          }, part: "measure")
      })
    return [
      table("accuracy after the last epoch, on \(images(\.lastIsTest))") { $0.accuracy?.last },
      table("accuracy of the best epoch, on \(images(\.bestIsTest)) that also chose it") { $0.accuracy?.best }, speed,
    ]
  }

  /// For each member with a smaller model to beat whether its compression is adverse.
  static func accuracyVerdicts(_ study: Study, _ results: StudyResults) -> [String] {
    func last(_ member: Study.Member) -> [Int: Double] {
      (results.figures[study.trained(member).name] ?? [:]).compactMapValues { $0.accuracy?.last }
    }
    return study.members.compactMap { member in
      guard let rival = study.members.first(where: { $0.name == member.smaller }) else { return nil }
      let name = [member.group, member.label].filter { !$0.isEmpty }.joined(separator: ", ")
      let comparison = PairedComparison(last(member), against: last(rival), higherIsBetter: true)
      guard comparison.count > 0 else { return "\(name): nothing to compare with \(rival.label)." }
      let error = comparison.standardError.map { " ± \(number($0, digits: 3))" } ?? ""
      let difference =
        "\(name): \(number(comparison.mean, digits: 3, signed: true))\(error) accuracy against \(rival.label), a smaller model"
      switch comparison.verdict {
      case .worse: return difference + ": adverse compression."
      case .better: return difference + ": better by more than the spread, compression pays."
      case .indistinguishable: return difference + ": not distinguishable."
      case .open: return difference + ": too few seeds to say."
      case .diverged: return difference + ": not finite."
      }
    }
  }
}
