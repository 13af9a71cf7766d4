import Data
import Testing

@Suite struct TaskMetricsTests {
  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

  /// Counted by hand.
  @Test func threeClasses() {
    let metrics = ClassMetrics(truths: [0, 0, 1, 1, 2, 2], predictions: [0, 1, 1, 1, 2, 0], classes: 3)
    #expect(near(metrics.accuracy, 4.0 / 6))
    #expect(near(metrics.f1(of: 0), 0.5) && near(metrics.f1(of: 1), 0.8) && near(metrics.f1(of: 2), 2.0 / 3))
    #expect(near(metrics.f1, (0.5 + 0.8 + 2.0 / 3) / 3))
    #expect(near(metrics.matthews, 12 / 528.0.squareRoot()))
    // A class that nobody meets changes nothing.
    let more = ClassMetrics(truths: [0, 0, 1, 1, 2, 2], predictions: [0, 1, 1, 1, 2, 0], classes: 4)
    #expect(near(more.f1, metrics.f1) && near(more.matthews, metrics.matthews))
  }

  /// The example of scikit-learn's manual.
  @Test func twoClasses() {
    let metrics = ClassMetrics(truths: [1, 1, 1, 0], predictions: [1, 0, 1, 1], classes: 2)
    #expect(near(metrics.matthews, -1.0 / 3) && near(metrics.f1, 2.0 / 3) && near(metrics.accuracy, 0.5))
  }

  @Test func classesWithoutAnyDifference() {
    #expect(ClassMetrics(truths: [], predictions: [], classes: 2).accuracy == 0)
    let same = ClassMetrics(truths: [0, 1, 1], predictions: [1, 1, 1], classes: 2)
    #expect(same.matthews == 0 && near(same.accuracy, 2.0 / 3))
    let perfect = ClassMetrics(truths: [0, 1, 2], predictions: [0, 1, 2], classes: 3)
    #expect(near(perfect.matthews, 1) && near(perfect.f1, 1))
  }

  /// The examples of SciPy's manual.
  @Test func correlations() {
    #expect(near(Correlation.pearson([1, 2, 3, 4, 5, 6, 7], [10, 9, 2.5, 6, 4, 3, 2]), -0.8285038835884279))
    #expect(near(Correlation.spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]), 0.8207826816681233))
    #expect(near(Correlation.spearman([1, 2, 3], [1, 10, 1000]), 1))
    #expect(Correlation.pearson([1, 1, 1], [1, 2, 3]) == 0 && Correlation.pearson([1], [2]) == 0)
  }

  @Test func rankings() {
    let questions = [0, 1, 0, 2, 0, 1]
    let isRight = [false, true, true, false, true, false]
    let metrics = RankingMetrics(questions: questions, isRight: isRight, scores: [0.9, 0.5, 0.8, 1, 0.7, 0.1])
    // Question 0: wrong, right, right; question 1: right, wrong; question 2 has no right answer.
    #expect(metrics.questions == 2)
    #expect(near(metrics.map, ((1.0 / 2 + 2.0 / 3) / 2 + 1) / 2) && near(metrics.mrr, 0.75))
    #expect(RankingMetrics(questions: [], isRight: [], scores: []).map == 0)
  }

  /// Equal scores are worth the mean over all orders, wherever the right answers stand: a constant scorer is chance.
  @Test(arguments: [[true, true, false], [true, false, true], [false, true, true]])
  func equalScores(isRight: [Bool]) {
    let same = RankingMetrics(questions: [7, 7, 7], isRight: isRight, scores: [1, 1, 1])
    #expect(near(same.map, (1 + (1 + 2.0 / 3) / 2 + (1.0 / 2 + 2.0 / 3) / 2) / 3) && near(same.mrr, (1 + 1 + 0.5) / 3))
    let nothing = RankingMetrics(questions: [7, 7, 7], isRight: isRight, scores: [.nan, .nan, .nan])
    #expect(near(nothing.map, same.map) && near(nothing.mrr, same.mrr))
  }

  @Test func equalScoresBehindOthers() {
    // Wrong, right, then right and wrong in either order, then wrong.
    let metrics = RankingMetrics(
      questions: [0, 0, 0, 0, 0], isRight: [true, true, false, false, false], scores: [5, 7, 9, 5, 1])
    #expect(near(metrics.map, (1.0 / 2 + (2.0 / 3 + 2.0 / 4) / 2) / 2) && near(metrics.mrr, 1.0 / 2))
    let late = RankingMetrics(questions: [0, 0, 0], isRight: [true, false, false], scores: [1, 1, 2])
    #expect(near(late.map, (1.0 / 2 + 1.0 / 3) / 2) && near(late.mrr, late.map))
  }

  @Test func whatIsNoNumberComesLast() {
    let metrics = RankingMetrics(questions: [0, 0, 0], isRight: [true, false, false], scores: [.nan, 1, -1e9])
    #expect(near(metrics.map, 1.0 / 3) && near(metrics.mrr, 1.0 / 3))
  }

  @Test func spans() {
    let truths = [["O", "B-a", "I-a", "O", "B-b"], ["B-a", "B-a", "I-b", "O"]]
    let predictions = [["O", "B-a", "I-a", "I-a", "B-b"], ["I-a", "B-a", "I-b", "I-b"]]
    let metrics = SpanMetrics(truths: truths, predictions: predictions)
    // True: a 1–2, b 4; a 0, a 1, b 2. Predicted: a 1–3, b 4; a 0, a 1, b 2–3.
    #expect(metrics.truths == 5 && metrics.predictions == 5 && metrics.found == 3)
    #expect(near(metrics.precision, 0.6) && near(metrics.recall, 0.6) && near(metrics.f1, 0.6))
    let nothing = SpanMetrics(truths: [["O"]], predictions: [["B-a"]])
    #expect(nothing.f1 == 0 && nothing.precision == 0 && nothing.recall == 0)
    #expect(SpanMetrics(truths: [["O"]], predictions: [["O"]]).f1 == 0)
  }

  /// A span that begins with I after another kind, and one that goes on to the end.
  @Test func spansThatBeginInTheMiddle() {
    let metrics = SpanMetrics(truths: [["I-a", "I-a", "I-b", "B-b"]], predictions: [["B-a", "I-a", "B-b", "B-b"]])
    #expect(metrics.truths == 3 && metrics.found == 3)
  }
}
