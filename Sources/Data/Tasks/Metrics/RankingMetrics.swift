/// Figures of answers in the order of their scores, each the mean over the questions that have a right answer.
///
/// Equal scores keep the order in which the answers are given. Questions whose answers are all right count too, as in
/// `trec_eval`; those without any do not.
public struct RankingMetrics: Sendable, Equatable {
  /// Mean average precision.
  public private(set) var map = 0.0
  /// Mean reciprocal rank of the first right answer.
  public private(set) var mrr = 0.0
  /// Number of questions that count.
  public private(set) var questions = 0

  /// - Precondition: all three lists have one entry an answer.
  public init(questions ids: [Int], isRight: [Bool], scores: [Double]) {
    precondition(ids.count == isRight.count && ids.count == scores.count, "an entry for every answer")
    for answers in Dictionary(grouping: ids.indices, by: { ids[$0] }).sorted(by: { $0.key < $1.key }).map(\.value) {
      let order = answers.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
      var (found, precision) = (0, 0.0)
      for (place, answer) in order.enumerated() where isRight[answer] {
        found += 1
        precision += Double(found) / Double(place + 1)
        if found == 1 { mrr += 1 / Double(place + 1) }
      }
      if found == 0 { continue }
      map += precision / Double(found)
      questions += 1
    }
    if questions > 0 {
      map /= Double(questions)
      mrr /= Double(questions)
    }
  }
}
