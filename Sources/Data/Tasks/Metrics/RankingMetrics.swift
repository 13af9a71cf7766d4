/// Figures of answers in the order of their scores, each the mean over the questions that have a right answer.
///
/// Answers with equal scores have no order: they count with what is expected of them in a random one, so that a model
/// that gives all the same score gets what chance gets, however the file has them. A score that is not a number is
/// below all others. Questions whose answers are all right count too, as in `trec_eval`; those without any do not.
/// Source: McSherry and Najork 2008, "Computing information retrieval performance measures efficiently in the presence
/// of tied scores".
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
    let scores = scores.map { $0.isNaN ? -.infinity : $0 }
    for answers in Dictionary(grouping: ids.indices, by: { ids[$0] }).sorted(by: { $0.key < $1.key }).map(\.value) {
      let order = answers.sorted { scores[$0] > scores[$1] }
      var (first, found, precision) = (0, 0, 0.0)
      while first < order.count {
        var end = first + 1
        while end < order.count, scores[order[end]] == scores[order[first]] { end += 1 }
        let right = order[first..<end].count { isRight[$0] }
        let tie = Tie(before: first, rightBefore: found, count: end - first, right: right)
        precision += tie.precisions
        if found == 0 { mrr += tie.reciprocalRank }
        found += tie.right
        first = end
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

  /// Answers of one score, in a random order behind those of higher ones.
  private struct Tie {
    let before: Int
    let rightBefore: Int
    let count: Int
    let right: Int

    /// The expected sum of the precisions at the places of its right answers.
    var precisions: Double {
      let share = Double(right) / Double(count)
      // Of the answers of the tie before a right one, this share is expected to be right as well.
      let others = Double(right - 1) / Double(max(1, count - 1))
      return (0..<count).reduce(0) { sum, place in
        sum + share * (Double(rightBefore + 1) + Double(place) * others) / Double(before + place + 1)
      }
    }

    /// The expected reciprocal rank of its first right answer; 0 without one.
    var reciprocalRank: Double {
      if right == 0 { return 0 }
      var (sum, noneYet) = (0.0, 1.0)
      for place in 0...(count - right) {
        let hit = Double(right) / Double(count - place)
        sum += noneYet * hit / Double(before + place + 1)
        noneYet *= 1 - hit
      }
      return sum
    }
  }
}
