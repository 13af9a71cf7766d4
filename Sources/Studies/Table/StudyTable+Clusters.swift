import Experiment
import Foundation

extension StudyTable {
  /// Losses by band of clusters, and how far the rarest band is behind the largest.
  static func byBand(_ study: Study, _ results: StudyResults) -> [FigureTable] {
    let sample = firstKnown(study, results, \.bands)
    guard !sample.isEmpty else { return [] }
    let columns = sample.enumerated().map { "\($0.offset + 1) (\($0.element.clusters) clusters)" }
    let values: [(TrialFigures) -> Double?] = sample.indices.map { band in { loss($0, band) } }
    return [
      FigureTable(
        title: "held-out loss by band of clusters, the largest clusters first",
        groups: groups(study, results, columns: columns, values: values)),
      FigureTable(
        title: "held-out loss of the rarest band less that of the largest",
        groups: groups(study, results, columns: ["difference"]) { figures in
          guard let common = loss(figures, 0), let rare = loss(figures, sample.count - 1) else { return nil }
          return rare - common
        }),
    ]
  }

  private static func loss(_ figures: TrialFigures, _ band: Int) -> Double? {
    guard figures.bands.indices.contains(band), figures.bands[band].tokens > 0 else { return nil }
    return figures.bands[band].loss
  }

  private static func groups(
    _ study: Study, _ results: StudyResults, columns: [String], _ value: @escaping (TrialFigures) -> Double?
  ) -> [Group] { groups(study, results, columns: columns, values: [value]) }

  private static func groups(
    _ study: Study, _ results: StudyResults, columns: [String], values: [(TrialFigures) -> Double?]
  ) -> [Group] {
    study.groups.map { group in
      Group(
        title: group, columns: columns,
        rows: study.members.filter { $0.group == group }.map { row($0, study, results, values: values) }, part: "band")
    }
  }

  /// A line for each member that draws by clusters: what of, as means over its seeds.
  static func drawNotes(_ study: Study, _ results: StudyResults) -> [String] {
    study.members.compactMap { member in
      let figures = (results.figures[study.trained(member).name] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
      guard let bands = figures.first?.repetitions.count, bands > 0 else { return nil }
      func mean(_ value: (TrialFigures) -> Double) -> String {
        String(format: "%.2f", figures.reduce(0) { $0 + value($1) } / Double(figures.count))
      }
      let repeats = (0..<bands).map { band in
        mean { $0.repetitions.indices.contains(band) ? $0.repetitions[band] : .nan }
      }
      return "\(member.label) drew a window \(repeats.joined(separator: ", ")) times, by band, from"
        + " \(mean(\.effectiveClusters)) effective clusters (exp of the entropy of the draws)."
    }
  }
}
