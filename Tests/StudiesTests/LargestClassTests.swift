import Experiment
import Foundation
import Studies
import Testing

/// What counts as learnt: an accuracy above the share of the largest class.
@Suite struct LargestClassTests {
  private static let study = """
    title = "Icons"
    recipe = "base.toml"
    seeds = [1, 2, 3]
    figures = ["accuracy"]
    [[member]]
    name = "plain"
    [[member]]
    name = "other"
    set = ["moe.k=2"]
    smaller = "plain"
    """

  private func figures(_ last: [Double], share: Double?) -> [Int: TrialFigures] {
    var all: [Int: TrialFigures] = [:]
    for (index, last) in last.enumerated() {
      var accuracy = AccuracyFigures(last: last, best: last)
      (accuracy.lastLargestClass, accuracy.bestLargestClass) = (share, share)
      all[index + 1] = TrialFigures(loss: 1)
      all[index + 1]?.accuracy = accuracy
    }
    return all
  }

  private func table(_ plain: [Double], _ other: [Double], share: Double?) throws -> StudyTable {
    StudyTable(
      try StudyFixture(Self.study).study(),
      StudyResults(figures: ["plain": figures(plain, share: share), "other": figures(other, share: share)]))
  }

  @Test func withoutLearningNothingIsEvidence() throws {
    let table = try table([0.375, 0.375, 0.375], [0.4375, 0.4375, 0.4375], share: 0.45)
    let group = table.figures[0].groups[0]
    #expect(group.largestClass == 0.45)
    #expect(group.rows.map(\.isAboveLargestClass) == [false, false])
    #expect(group.rows[1].cells[0].difference == 0.0625 && group.rows[1].cells[0].verdict == .indistinguishable)
    #expect(
      table.verdicts == [
        "other: +0.062 ± 0.000 accuracy against plain, a smaller model: neither is above the largest class, no evidence."
      ])
    let markdown = table.markdown()
    #expect(markdown.contains("| always the largest class | 0.4500 | – | – | – | – | – |"))
    #expect(markdown.contains("| 3 | baseline, not above the largest class |"))
    #expect(markdown.contains("| 3 | not distinguishable, not above the largest class |"))
    #expect(markdown.contains("Always the largest class: the share"))
  }

  /// One that has learnt nothing is worse than one that has.
  @Test func evidenceNeedsOneThatLearns() throws {
    let table = try table([0.75, 0.75, 0.75], [0.4375, 0.4375, 0.4375], share: 0.45)
    let rows = table.figures[0].groups[0].rows
    #expect(rows.map(\.isAboveLargestClass) == [true, false])
    #expect(rows[1].cells[0].verdict == .worse)
    #expect(table.verdicts[0].hasSuffix("adverse compression."))
    #expect(table.markdown().contains("worse by more than the spread, not above the largest class"))
  }

  /// A mean above the share is not enough: the seeds have to agree.
  @Test func aboveMeansByMoreThanTheSpread() throws {
    let table = try table([0.4375, 0.5, 0.75], [0.5, 0.53125, 0.5], share: 0.45)
    #expect(table.figures[0].groups[0].rows.map(\.isAboveLargestClass) == [false, true])
  }

  @Test func whereItIsNotKnownNothingIsSaid() throws {
    let table = try table([0.375, 0.375, 0.375], [0.4375, 0.4375, 0.4375], share: nil)
    let group = table.figures[0].groups[0]
    #expect(group.largestClass == nil && group.rows.allSatisfy { $0.isAboveLargestClass == nil })
    #expect(group.rows[1].cells[0].verdict == .better)
    #expect(!table.markdown().contains("largest class"))
  }

  /// The share comes from the counts that a session has beside its last accuracy.
  @Test func itIsThatOfTheImagesOfTheAccuracy() throws {
    let fixture = try StudyFixture(Self.study)
    let trial = try fixture.study().trials[0]
    let file = fixture.folder.session(trial)
    func confusion(_ name: String, _ values: [Float]) -> NamedMatrix {
      NamedMatrix(name: name, rows: ["a", "b"], columns: ["a", "b"], values: values)
    }
    let evaluation = Evaluation(
      step: 20, tokens: 0, loss: 2, bitsPerByte: 1,
      figures: [NamedValue("accuracy", 0.5), NamedValue("accuracy.test", 0.5)],
      matrices: [confusion("confusion", [1, 0, 2, 1]), confusion("confusion.test", [3, 2, 1, 2])])
    try fixture.record(trial, to: file, evaluation: evaluation)
    guard case .finished(let figures, _) = fixture.folder.record(trial) else {
      Issue.record("\(fixture.folder.record(trial))")
      return
    }
    #expect(figures.accuracy?.lastLargestClass == 0.625)
    #expect(figures.accuracy?.bestLargestClass == 0.75, "a single test chooses no epoch")
  }
}
