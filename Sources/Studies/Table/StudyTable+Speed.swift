import Experiment

extension StudyTable {
  /// How fast members classify, also as a multiple of the uncompressed model, and their work: medians over seeds.
  static func speeds(_ study: Study, _ results: StudyResults) -> FigureTable {
    FigureTable(
      title: "speed of classifying, medians over seeds, and work", unit: "speed",
      groups: study.groups.map { group in
        Group(
          title: group, columns: ["images a second", "times the uncompressed", "GFLOP an image"],
          rows: study.members.filter { $0.group == group }.map { speedRow($0, study, results) }, part: "measure")
      })
  }

  private static func speedRow(_ member: Study.Member, _ study: Study, _ results: StudyResults) -> Row {
    let own = rates(member, study, results)
    let whole = uncompressed(member, study).map { rates($0, study, results) } ?? [:]
    // Of the same seed, so that a session lost takes no other's place.
    var times: [Int: Double] = [:]
    for (seed, rate) in own { if let plain = whole[seed], plain > 0 { times[seed] = rate / plain } }
    let work = (results.figures[study.trained(member).name] ?? [:]).compactMapValues { $0.accuracy?.gflopsPerImage }
    return Row(
      member: member.label, baseline: nil,
      cells: [own, times, work].map { values in
        var found = cell(values, against: nil, higherIsBetter: true)
        found.median = values.isEmpty ? nil : found.values.median
        return found
      })
  }

  private static func rates(_ member: Study.Member, _ study: Study, _ results: StudyResults) -> [Int: Double] {
    (results.figures[study.trained(member).name] ?? [:]).compactMapValues { $0.accuracy?.imagesPerSecond }
  }

  /// The member that the speed of another is a multiple of: on the same pictures it neither merges tokens nor is it the
  /// smaller model of any, and all else is alike. One of the same group comes first.
  private static func uncompressed(_ member: Study.Member, _ study: Study) -> Study.Member? {
    let smaller = Set(study.members.compactMap(\.smaller))
    let recipe = study.trained(member).recipe
    let whole = study.members.filter { other in
      let plain = study.trained(other).recipe
      guard other.variant == member.variant, plain[Keys.Merging.reducer] == .none,
        !smaller.contains(study.trained(other).name)
      else { return false }
      return plain.differences(from: recipe).allSatisfy {
        $0.key.table == "merging" || $0.key.path == Keys.Vision.blocks.path
      }
    }
    return whole.first { $0.group == member.group } ?? whole.first
  }
}
