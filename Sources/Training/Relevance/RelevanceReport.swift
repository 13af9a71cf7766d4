internal import Experiment
internal import Foundation

/// What `switchyard tasks relevance` writes for programs.
public struct RelevanceReport: Encodable {
  struct Side: Encodable {
    let view: String
    let measure: String
    let similarities: [[Float]]
    let merges: [Join]
    let leafOrder: [Int]
    let silhouettes: [Silhouette]
    let groups: [[String]]
  }

  struct Join: Encodable {
    let first, second: Int
    let height: Double
    let size: Int
  }

  struct Silhouette: Encodable {
    let groups: Int
    let silhouette: Double
  }

  struct Agreement: Encodable {
    let first, second: String
    let spearman: Double
    let adjustedRand: Double?
  }

  struct Check: Encodable {
    let measure: String
    let values: [[Double]]
  }

  struct Task: Encodable {
    let name, kind: String
  }

  let tasks: [Task]
  let views: [Side]
  let agreement: [Agreement]
  let checks: [Check]

  /// - Parameters:
  ///   - kinds: of the tasks, in their order.
  ///   - checks: further measures of the model, with the agreement of each with every view.
  public init(_ relevance: TaskRelevance, kinds: [String], checks: [ModelRelevance] = []) {
    let count = relevance.tasks.count
    func rows<Value>(_ values: [Value]) -> [[Value]] {
      (0..<count).map { Array(values[$0 * count..<($0 + 1) * count]) }
    }
    tasks = zip(relevance.tasks, kinds).map { Task(name: $0, kind: $1) }
    views = relevance.views.map { view in
      Side(
        view: view.subject.rawValue, measure: view.measure, similarities: rows(view.similarities),
        merges: view.dendrogram.merges.map {
          Join(first: $0.first, second: $0.second, height: $0.height, size: $0.size)
        },
        leafOrder: view.dendrogram.leafOrder,
        silhouettes: view.dendrogram.silhouettes(view.similarities).map {
          Silhouette(groups: $0.groups, silhouette: $0.silhouette)
        },
        groups: view.groups.map { $0.map { relevance.tasks[$0] } })
    }
    agreement =
      relevance.agreements.map {
        Agreement(
          first: $0.first.rawValue, second: $0.second.rawValue, spearman: $0.spearman,
          adjustedRand: $0.adjustedRand.isFinite ? $0.adjustedRand : nil)
      }
      + checks.flatMap { check in
        relevance.views.map { view in
          Agreement(
            first: check.measure.rawValue, second: view.subject.rawValue,
            spearman: TaskRelevance.spearman(check.similarities, view.similarities, count: count), adjustedRand: nil)
        }
      }
    self.checks = checks.map { Check(measure: $0.measure.rawValue, values: rows($0.values)) }
  }

  /// One JSON object with its keys in order, and a line feed.
  ///
  /// - Throws: if a number is not finite.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
