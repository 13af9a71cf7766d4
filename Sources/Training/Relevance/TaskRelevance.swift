internal import Data
public import Experiment

/// How much tasks have to do with each other, seen from several sides, and the groups that each side suggests.
///
/// Fei et al. 2022 (of which only the abstract is known) measure it from three perspectives and group similar tasks; the
/// measures, their combination and the way of grouping are our reading.
public struct TaskRelevance: Sendable, Equatable {
  /// What is looked at.
  public enum Subject: String, Sendable, CaseIterable {
    /// Texts and labels.
    case data
    /// What a person says that the tasks ask for.
    case manual
    /// A model that learns them together.
    case model
    /// The mean of the three.
    case combined
  }

  /// One side.
  public struct View: Sendable, Equatable {
    /// What was looked at.
    public let subject: Subject
    /// How, in a few words.
    public let measure: String
    /// 0 to 1, symmetric, ones on the diagonal. Shape (tasks, tasks).
    public let similarities: [Float]
    /// Average linkage on them.
    public let dendrogram: Dendrogram
    /// The groups that it suggests: as many as were wanted, else those with the highest mean silhouette.
    public let groups: [[Int]]

    init(_ subject: Subject, _ measure: String, _ similarities: [Float], count: Int, groupsWanted: Int) {
      self.subject = subject
      self.measure = measure
      self.similarities = similarities
      dendrogram = Dendrogram(similarities: similarities, count: count)
      groups =
        groupsWanted > 0 ? dendrogram.groups(min(groupsWanted, count)) : dendrogram.clearest(similarities)
    }
  }

  /// How well two sides agree.
  public struct Agreement: Sendable, Equatable {
    /// One side.
    public let first: Subject
    /// Another.
    public let second: Subject
    /// Spearman's correlation of the similarities of different tasks.
    public let spearman: Double
    /// The adjusted Rand index of the groups.
    public let adjustedRand: Double
  }

  /// The names of the tasks.
  public let tasks: [String]
  /// The sides that were looked at, in the order of `Subject`; with all three their combination too.
  public let views: [View]

  /// - Parameters:
  ///   - measured: similarities with what they were measured by; shape of each (tasks, tasks).
  ///   - groupsWanted: 0 for as many as the silhouette says.
  public init(
    tasks: [String], measured: [(subject: Subject, measure: String, similarities: [Float])], groupsWanted: Int = 0
  ) {
    let count = tasks.count
    var views: [View] = []
    let sides: [Subject] = [.data, .manual, .model]
    for subject in sides {
      guard let side = measured.first(where: { $0.subject == subject }) else { continue }
      views.append(View(subject, side.measure, side.similarities, count: count, groupsWanted: groupsWanted))
    }
    if views.count == sides.count {
      let mean = Self.combined(views.map(\.similarities), count: count)
      views.append(
        View(.combined, "mean of the three, each scaled to 0 … 1", mean, count: count, groupsWanted: groupsWanted))
    }
    self.tasks = tasks
    self.views = views
  }

  /// A side, if it was looked at.
  public subscript(subject: Subject) -> View? { views.first { $0.subject == subject } }

  /// The similarities as a run's first evaluation carries them: `relevance.data`, …
  public var matrices: [NamedMatrix] {
    views.map {
      NamedMatrix(name: "relevance.\($0.subject.rawValue)", rows: tasks, columns: tasks, values: $0.similarities)
    }
  }

  /// Of each two of the sides, the combination left out; none for fewer than two tasks.
  public var agreements: [Agreement] {
    let sides = views.filter { $0.subject != .combined }
    return sides.indices.flatMap { i in
      sides[(i + 1)...].map { second in
        Agreement(
          first: sides[i].subject, second: second.subject,
          spearman: Self.spearman(sides[i].similarities, second.similarities, count: tasks.count),
          adjustedRand: tasks.isEmpty ? .nan : RandIndex.adjusted(sides[i].groups, second.groups))
      }
    }
  }

  /// Spearman's correlation of the entries below the diagonal; 0 where there are fewer than two, or all are equal.
  public static func spearman(_ a: [Float], _ b: [Float], count: Int) -> Double {
    func lower(_ matrix: [Float]) -> [Double] {
      (0..<count).flatMap { i in (0..<i).map { j in Double(matrix[i * count + j]) } }
    }
    return Correlation.spearman(lower(a), lower(b))
  }

  /// The mean of matrices each of which is `scaled`.
  static func combined(_ matrices: [[Float]], count: Int) -> [Float] {
    let scaled = matrices.map { Self.scaled($0.map(Double.init), count: count) }
    return TaskDescriptors.symmetric(count) { i, j in
      scaled.reduce(0) { $0 + Double($1[i * count + j]) } / Double(scaled.count)
    }
  }

  /// A matrix made symmetric by the mean of both entries, so that off the diagonal the lowest is 0 and the highest 1, with
  /// ones on it; one half throughout where all are equal.
  static func scaled(_ matrix: [Double], count: Int) -> [Float] {
    func entry(_ i: Int, _ j: Int) -> Double { (matrix[i * count + j] + matrix[j * count + i]) / 2 }
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for i in 0..<count {
      for j in 0..<i { (lowest, highest) = (min(lowest, entry(i, j)), max(highest, entry(i, j))) }
    }
    return TaskDescriptors.symmetric(count) { i, j in
      highest > lowest ? (entry(i, j) - lowest) / (highest - lowest) : 0.5
    }
  }
}
