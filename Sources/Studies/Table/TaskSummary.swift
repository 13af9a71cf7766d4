public import Experiment
import Foundation

/// What a member comes to over all tasks of its group.
public struct TaskSummary: Sendable, Equatable, Codable {
  /// The group, empty where the study has one only.
  public var group: String
  /// Its label.
  public var member: String
  /// Its reference's label; nil for a reference.
  public var reference: String?
  /// Mean over tasks, then over seeds; NaN without trials.
  public var score: Double
  /// Its sample standard deviation over seeds; nil for fewer than two.
  public var deviation: Double?
  /// Mean difference of the mean score to the reference's, seed by seed; nil for a reference.
  public var difference: Double?
  /// The standard error of that difference.
  public var standardError: Double?
  /// What can be said of the mean score; nil for a reference.
  public var judgement: Verdict?
  /// Tasks of which it can be judged whether they are harmed: with too few seeds, none.
  public var tasks: Int
  /// Those that are lower than the reference's by more than the spread.
  public var harmed: [String]
  /// Those that are higher by more than the spread.
  public var helped: [String]
  /// Parameters of the model; 0 where they are not known.
  public var parameters: Int

  /// What stands above the table of them.
  static let title = "Mean score over tasks, tasks harmed, parameters"

  /// How harm is told.
  static let rule = """
    A task is harmed where its test figure is lower than the reference's by more than the spread, and helped where it is \
    higher, by the rule below, task by task. With so many tasks some pass by chance.
    """

  /// The members as a table.
  static func grid(_ summaries: [TaskSummary]) -> Grid {
    let hasGroups = summaries.contains { !$0.group.isEmpty }
    return Grid(
      header: (hasGroups ? ["group"] : []) + [
        "member", "score", "±", "difference", "±", "harmed", "helped", "parameters",
      ],
      rows: summaries.map { it in
        func number(_ value: Double?, signed: Bool = false) -> String {
          value.map { StudyTable.number($0, signed: signed) } ?? "–"
        }
        let isCompared = it.reference != nil
        return (hasGroups ? [it.group] : []) + [
          it.member, number(it.score), number(it.deviation), number(it.difference, signed: true),
          number(it.standardError), isCompared ? "\(it.harmed.count) of \(it.tasks)" : "–",
          isCompared ? "\(it.helped.count) of \(it.tasks)" : "–", it.parameters > 0 ? "\(it.parameters)" : "–",
        ]
      })
  }

  /// The figures in a sentence.
  public var verdict: String {
    let name = [group, member].filter { !$0.isEmpty }.joined(separator: ", ")
    guard score.isFinite else { return "\(name): no mean score." }
    let own = "\(name): mean score \(StudyTable.number(score, digits: 3))" + spread(deviation)
    guard let reference, let judgement else { return own + ", the reference." }
    var words = own
    if let difference {
      words +=
        ", \(StudyTable.number(difference, digits: 3, signed: true))\(spread(standardError)) against \(reference)"
    }
    words += ": \(judgement.rawValue)"
    func list(_ tasks: [String]) -> String { tasks.isEmpty ? "none" : tasks.joined(separator: ", ") }
    return words + "; of \(tasks) tasks harmed: \(list(harmed)); helped: \(list(helped))."
  }

  private func spread(_ value: Double?) -> String { value.map { " ± \(StudyTable.number($0, digits: 3))" } ?? "" }
}
