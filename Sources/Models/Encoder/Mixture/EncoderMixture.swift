/// How an encoder's middle level is made of experts that tasks mix: MMoE and PLE.
///
/// The experts of a level are copies of the same layers and start from the same weights. The mixture of a task is
/// y = Σ_k g_k E_k(h), with its gate g = softmax(W_t x̄ + b_t) over the experts that it reads, where x̄ is the mean of h
/// over the sequence's tokens: one gate a sequence is our reading; on a vector input, as in the sources, it is their
/// gate.
///
/// - MMoE: shared experts alone, one part. Source: Ma et al. 2018, "Modeling Task Relationships in Multi-task Learning
///   with Multi-gate Mixture-of-Experts", eqs. 5 to 8.
/// - PLE: each task has experts of its own beside the shared ones; in several parts, those of a later part get what the
///   earlier part's gates gave: a task's own experts its mixture, the shared ones that of a gate over all experts. Source:
///   Tang et al. 2020, "Progressive Layered Extraction", sections 4.2 (one part, CGC) and 4.3.
public struct EncoderMixture: Sendable, Equatable {
  /// Experts that every task reads.
  public var shared: Int
  /// Experts of each task that only it reads.
  public var specific: Int
  /// Consecutive parts into which the middle layers are cut, each with experts and gates.
  public var parts: Int

  /// - Precondition: at least one shared expert and one part.
  public init(shared: Int, specific: Int = 0, parts: Int = 1) {
    precondition(shared >= 1 && specific >= 0 && parts >= 1, "\(shared) + \(specific) experts, \(parts) parts")
    (self.shared, self.specific, self.parts) = (shared, specific, parts)
  }

  /// Experts of a part for so many tasks, E: the shared ones first, then each task's.
  public func count(tasks: Int) -> Int { shared + specific * tasks }

  /// The experts that a task's gate reads, in its order.
  public func reads(task: Int) -> [Int] {
    Array(0..<shared) + (0..<specific).map { shared + task * specific + $0 }
  }

  /// The names of the experts of a part: `shared 0`, …, then `NAME 0`, … of each task.
  public func names(tasks: [String]) -> [String] {
    (0..<shared).map { "shared \($0)" } + tasks.flatMap { task in (0..<specific).map { "\(task) \($0)" } }
  }

  /// How many layers there are in the middle with all experts, and how many of them a token passes in training: in all
  /// parts but the last every expert, for the shared gate.
  public func layers(of levels: EncoderLevels) -> (total: Int, passed: Int) {
    let (all, parts) = (count(tasks: levels.tasks), parts(of: levels).map(\.count))
    return (
      parts.reduce(0, +) * all, parts.dropLast().reduce(0, +) * all + parts[parts.count - 1] * (shared + specific)
    )
  }

  /// The layers of each part: as many each as possible, the first ones get what is left over.
  ///
  /// - Precondition: the middle has at least one layer for each.
  public func parts(of levels: EncoderLevels) -> [Range<Int>] {
    let count = levels.mid - levels.bottom
    precondition(count >= parts, "\(parts) parts of a middle of \(count) layers")
    var first = levels.bottom
    return (0..<parts).map { part in
      let length = count / parts + (part < count % parts ? 1 : 0)
      defer { first += length }
      return first..<first + length
    }
  }
}
